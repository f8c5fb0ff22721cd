import type { Command } from "commander";
import { perform, type Context, type Run } from "../context.js";
import { EXIT_CODES, type ExitCode } from "../exit-code.js";
import {
  collect,
  limitsOf,
  port,
  withExamples,
  withLimits,
  withJobsTab,
  withProject,
  type LimitFlags,
  type ProjectFlags,
} from "../flags.js";
import { recordingsFolder } from "../project/find-recording.js";
import { openBot } from "../project/open-bot.js";
import { judge } from "../project/judge-fault.js";
import { summarizeExchange } from "../project/show-exchange.js";
import { openQueue, type QueueFlags } from "../jobs/open-queue.js";
import { openBrowser } from "../terminal/open-browser.js";
import { openProjectVault } from "../project/open-vault.js";
import { openVisitors } from "../project/visitor-issuer.js";
import { withBot } from "../project/several-bots.js";

type EmulatorFlags = ProjectFlags &
  QueueFlags &
  LimitFlags & { readonly port: number; readonly open?: boolean; readonly allowHost?: readonly string[] };

/** Adds `ck emulator`. */
export function addEmulator(program: Command, context: Context): void {
  const command = program
    .command("emulator")
    .summary("open the emulator's page: a chat next to each signed request")
    .description(
      "Serves the emulator's page on 127.0.0.1, prints its address and a line for each request, and runs until Ctrl+C.",
    )
    .option("--port <port>", "the port to listen on; 0 picks a free one", port, 0)
    .option("--open", "open it in the browser")
    .option("--allow-host <name>", "also answer under this host name, behind a proxy of yours; repeatable", collect);
  withExamples(withLimits(withBot(withProject(withJobsTab(command)))), [
    ["ck emulator --open", "on a free port, in the browser"],
    ["ck emulator --port 4000 --config bots/leave.json", "another bot, on a fixed port"],
    ["ck emulator --redis redis://127.0.0.1:6379", "with a tab for the jobs that were given up"],
  ]).action((flags: EmulatorFlags) => perform(context, flags, (run) => serve(flags, run), { untilInterrupted: true }));
}

async function serve(flags: EmulatorFlags, run: Run): Promise<ExitCode> {
  const { terminal, output } = run;
  const bot = await openBot(flags, run);
  const vault = bot.webhook.secured ? await openProjectVault(flags, terminal) : undefined;
  // Without a key, a secured bot could not send anything.
  await vault?.secure();
  const visitors = await openVisitors(flags);
  // Only this command needs the page and its server.
  const { serveDesk } = await import("@ck/desk");
  const jobs = flags.redis === undefined ? undefined : openQueue(flags);
  const desk = await serveDesk({
    bot,
    vault,
    visitors,
    port: flags.port,
    allowHosts: flags.allowHost,
    recordings: recordingsFolder(flags),
    limits: limitsOf(flags),
    jobs,
  });
  output.give({ url: desk.url, webhook: bot.webhook.url }, { inOneLine: true });
  output.say(`${output.style.bold(bot.name)} calls ${bot.webhook.url}\n\n  ${output.style.cyan(desk.url)}\n`);
  output.hint("Press Ctrl+C to stop.");
  desk.emulator.subscribe((event) => {
    if (event.type !== "exchange") return;
    const { exchange } = event;
    output.give({ type: "exchange", exchange }, { inOneLine: true });
    const isGood = judge(exchange, bot.webhook.secured)?.ok ?? exchange.verdict.outcome === "answered";
    const line = summarizeExchange(exchange);
    output.say(`${output.style.dim(exchange.at.slice(11, 19))}  ${isGood ? line : output.style.red(line)}`);
  });
  if (flags.open === true) await openBrowser(desk.url);
  await new Promise<void>((resolve) => {
    if (terminal.signal.aborted) resolve();
    terminal.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await Promise.all([desk.close(), jobs?.close()]);
  return EXIT_CODES.ok;
}
