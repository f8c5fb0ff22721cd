import { createEmulator, FAULTS, saveTranscript, type Fault } from "@ck/emulator";
import { Option, type Command } from "commander";
import { Interrupted, perform, type Context, type Run } from "../context.js";
import { EXIT_CODES, type ExitCode } from "../exit-code.js";
import {
  limitsOf,
  withEnvironment,
  withExamples,
  withLimits,
  withProject,
  withVisitor,
  type EnvironmentFlag,
  type LimitFlags,
  type ProjectFlags,
  type VisitorFlag,
} from "../flags.js";
import { openBot } from "../project/open-bot.js";
import { openProjectVault } from "../project/open-vault.js";
import { readObjectFlag } from "../project/read-object-flag.js";
import { openVisitors, readVisitor } from "../project/visitor-issuer.js";
import { openStaleSign } from "../project/keys/stale-key.js";
import { atUrl, waitForServer, withTarget, type TargetFlags } from "../project/target.js";
import { withBot } from "../project/several-bots.js";

type ChatFlags = ProjectFlags &
  EnvironmentFlag &
  LimitFlags &
  VisitorFlag &
  TargetFlags & {
    readonly clientData?: string;
    readonly save?: string;
    readonly fault?: Fault;
  };

/** Adds `ck chat`. */
export function addChat(program: Command, context: Context): void {
  const command = program
    .command("chat")
    .summary("talk to the bot in the terminal")
    .description(
      "Chats with the bot as a visitor does. Type, pick by number, or use the arrow keys; /help lists the commands. With piped input, each line is one message, and the exit code is 1 if a request got no valid answer.",
    )
    .option("--client-data <json>", "the data that the page around the chat passes on")
    .option("--save <file>", "save the chat")
    .addOption(new Option("--fault <fault>", "break the first request on purpose").choices([...FAULTS]));
  withExamples(
    withLimits(
      withEnvironment(
        withBot(withProject(withTarget(withVisitor(command, "each request has")))),
        "the environment to talk to",
      ),
    ),
    [
      ["ck chat", "at a terminal"],
      ["printf 'apply for leave\\n2\\n' | ck chat", "say something, then pick the second option"],
      [`ck chat --visitor '{"id":"u-17","email":"asha@example.com"}'`, "as somebody who is logged in"],
      ["ck chat --json < script.txt > events.jsonl", "print each event as a line of JSON"],
    ],
  ).action((flags: ChatFlags) => perform(context, flags, (run) => chat(flags, run), { untilInterrupted: true }));
}

async function chat(flags: ChatFlags, run: Run): Promise<ExitCode> {
  const { terminal, output } = run;
  const clientData = readObjectFlag(flags.clientData, "--client-data", '{"name":"Sam"}') ?? {};
  const visitor = readVisitor(flags);
  const bot = atUrl(await openBot(flags, run), flags);
  const vault = bot.webhook.secured ? await openProjectVault(flags, terminal) : undefined;
  const limits = limitsOf(flags);
  const emulator = createEmulator({
    bot,
    sign: vault?.signer(bot.dialect.signature),
    staleSign: await openStaleSign(flags.fault, vault && { vault }, {}, bot),
    limits,
    visitors: visitor && (await openVisitors(flags)),
  });
  await waitForServer(bot.webhook.url, flags);
  // Only this command needs the markup and its Markdown parser.
  const { runChat } = await import("../chat/run-chat.js");
  output.hint(output.style.dim(`${bot.name} at ${bot.webhook.url}, ${flags.env}. /help lists commands.`));
  const {
    chat: done,
    failed,
    interrupted,
  } = await runChat(emulator, { environment: flags.env, clientData, visitor, fault: flags.fault }, run);
  if (flags.save !== undefined) await saveTranscript(flags.save, done.transcript);
  if (interrupted) throw new Interrupted("Interrupted.");
  // A person has seen it; a script needs the exit code.
  return failed > 0 && !terminal.stdin.isTTY ? EXIT_CODES.found : EXIT_CODES.ok;
}
