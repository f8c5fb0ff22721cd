import { Command } from "commander";
import { version } from "../package.json";
import { addChat } from "./commands/chat.js";
import { addCheck } from "./commands/check.js";
import { addCompletion } from "./commands/completion.js";
import { addConsole } from "./commands/console.js";
import { addDev } from "./commands/dev.js";
import { addDoctor } from "./commands/doctor.js";
import { addEmulator } from "./commands/emulator.js";
import { addExplain } from "./commands/signature/explain.js";
import { addInit } from "./commands/init.js";
import { addJobs } from "./commands/jobs.js";
import { addKey } from "./commands/signature/key.js";
import { addKeygen } from "./commands/signature/keygen.js";
import { addReplay } from "./commands/requests/replay.js";
import { addResend } from "./commands/requests/resend.js";
import { addSend } from "./commands/requests/send.js";
import { addTrigger } from "./commands/requests/trigger.js";
import { addListen } from "./commands/listen.js";
import { addSign } from "./commands/signature/sign.js";
import { addVerify } from "./commands/signature/verify.js";
import { addVisitorKey } from "./commands/visitor/visitor-key.js";
import type { Context } from "./context.js";

const EXITS = `
Exit codes:
  0    done, nothing is wrong
  1    done, and something is wrong: a bad answer, an invalid signature, a failed check
  2    the command line is wrong
  3    a file, a key or a passphrase is missing or unusable, or a server cannot be reached
  70   a bug in ck
  130  interrupted

Environment:
  CK_PASSPHRASE  the passphrase of the vault or of a private key
  NO_COLOR       no colour
  CK_DEBUG       print the stack trace of a bug in ck`;

/** Creates the program with all its commands. */
export function createProgram(context: Context): Command {
  const { stdout, stderr } = context.terminal;
  const program = new Command("ck")
    .description("Talk to your webhook server as the ConvoKraft platform does.")
    .version(version, "--version", "print the version")
    .helpCommand("help [command]", "show how to use a command")
    .showSuggestionAfterError()
    .configureHelp({ subcommandTerm: (command) => `${command.name()} ${argumentsOf(command)}`.trimEnd() })
    .configureOutput({ writeOut: (text) => void stdout.write(text), writeErr: (text) => void stderr.write(text) })
    .exitOverride()
    .addHelpText("after", EXITS);
  for (const add of [
    addInit,
    addDev,
    addChat,
    addEmulator,
    addCheck,
    addDoctor,
    addConsole,
    addSend,
    addTrigger,
    addResend,
    addReplay,
    addListen,
    addJobs,
    addExplain,
    addSign,
    addVerify,
    addKey,
    addKeygen,
    addVisitorKey,
    addCompletion,
  ])
    add(program, context);
  return program;
}

function argumentsOf(command: Command): string {
  return command.registeredArguments
    .map((argument) => (argument.required ? `<${argument.name()}>` : `[${argument.name()}]`))
    .join(" ");
}
