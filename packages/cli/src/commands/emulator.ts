import type { Command } from "commander";
import { perform, type Context, type Run } from "../context.js";
import { EXIT_CODES, type ExitCode } from "../exit-code.js";
import { port, withExamples, withLimits, withProject, type LimitFlags, type ProjectFlags } from "../flags.js";
import { recordingsFolder } from "../project/find-recording.js";
import { openBot } from "../project/open-bot.js";
import { openProjectVault } from "../project/open-vault.js";

type EmulatorFlags = ProjectFlags & LimitFlags & { readonly port: number };

/** `ck emulator` */
export function addEmulator(program: Command, context: Context): void {
  const command = program
    .command("emulator")
    .summary("the platform's page on this machine: a chat beside each signed request")
    .description("Serves the emulator's page and its API on 127.0.0.1, prints the address, and runs until Ctrl+C.")
    .option("--port <port>", "where to listen; 0 is any that is free", port, 0);
  withExamples(withLimits(withProject(command)), [
    ["ck emulator", "on a port that is free"],
    ["ck emulator --port 4000 --config bots/leave.json", "another bot, on a port that stays"],
  ]).action((flags: EmulatorFlags) => perform(context, flags, (run) => serve(flags, run), { untilInterrupted: true }));
}

async function serve(flags: EmulatorFlags, run: Run): Promise<ExitCode> {
  const { terminal, output } = run;
  const bot = await openBot(flags, run);
  const vault = bot.webhook.secured ? await openProjectVault(flags, terminal) : undefined;
  // A secured bot without a key could not send anything.
  await vault?.secure();
  // Only this command needs the page and its server.
  const { serveDesk } = await import("@ck/desk");
  const desk = await serveDesk({
    bot,
    vault,
    port: flags.port,
    recordings: recordingsFolder(flags),
    limits: { timeoutMs: flags.timeoutMs, maxBytes: flags.maxBytes },
  });
  output.give({ url: desk.url, webhook: bot.webhook.url }, { inOneLine: true });
  output.say(`${output.style.bold(bot.name)} is called at ${bot.webhook.url}\n\n  ${output.style.cyan(desk.url)}\n`);
  output.hint("Ctrl+C ends it.");
  await new Promise<void>((resolve) => {
    if (terminal.signal.aborted) resolve();
    terminal.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await desk.close();
  return EXIT_CODES.ok;
}
