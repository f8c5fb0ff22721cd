import { createEmulator, FAULTS, saveTranscript, type Fault } from "@ck/emulator";
import { Option, type Command } from "commander";
import { perform, type Context, type Run } from "../context.js";
import { CliError } from "../error.js";
import { EXIT_CODES, type ExitCode } from "../exit-code.js";
import {
  withEnvironment,
  withExamples,
  withLimits,
  withProject,
  type EnvironmentFlag,
  type LimitFlags,
  type ProjectFlags,
} from "../flags.js";
import { openBot } from "../project/open-bot.js";
import { openProjectVault } from "../project/open-vault.js";

type ChatFlags = ProjectFlags &
  EnvironmentFlag &
  LimitFlags & { readonly clientData?: string; readonly save?: string; readonly fault?: Fault };

/** `ck chat` */
export function addChat(program: Command, context: Context): void {
  const command = program
    .command("chat")
    .summary("talk to the bot in the terminal")
    .description(
      "A chat with the bot as a visitor has it. Type, pick by number, or use the arrow keys; /help lists commands. Piped, it takes one message a line, and its exit code is 1 where an answer was not taken.",
    )
    .option("--client-data <json>", "what the page around the chat hands over")
    .option("--save <file>", "keep the whole chat")
    .addOption(new Option("--fault <fault>", "do something wrong on purpose with the greeting").choices([...FAULTS]));
  withExamples(withLimits(withEnvironment(withProject(command), "which environment to talk to")), [
    ["ck chat", "at a terminal"],
    ["printf 'apply for leave\\n2\\n' | ck chat", "says one thing, then picks the second option"],
    ["ck chat --json < script.txt > events.jsonl", "each event as a line of JSON"],
  ]).action((flags: ChatFlags) => perform(context, flags, (run) => chat(flags, run), { untilInterrupted: true }));
}

async function chat(flags: ChatFlags, run: Run): Promise<ExitCode> {
  const { terminal, output } = run;
  const clientData = readClientData(flags.clientData);
  const bot = await openBot(flags, run);
  const vault = bot.webhook.secured ? await openProjectVault(flags, terminal) : undefined;
  const limits = { timeoutMs: flags.timeoutMs, maxBytes: flags.maxBytes };
  const emulator = createEmulator({ bot, sign: vault?.signer(bot.dialect.signature), limits });
  // Only this command needs the markup, and what it reads Markdown with.
  const { runChat } = await import("../chat/run-chat.js");
  output.hint(output.style.dim(`${bot.name} at ${bot.webhook.url}, ${flags.env}. /help lists commands.`));
  const { chat: done, failed } = await runChat(
    emulator,
    { environment: flags.env, clientData, fault: flags.fault },
    run,
  );
  if (flags.save !== undefined) await saveTranscript(flags.save, done.transcript);
  // A person has seen it; a script has to be told.
  return failed > 0 && !terminal.stdin.isTTY ? EXIT_CODES.found : EXIT_CODES.ok;
}

function readClientData(text = "{}"): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Said below.
  }
  throw new CliError("ERR_USAGE", `--client-data takes a JSON object: --client-data '{"name":"Sam"}'`);
}
