import { Command } from "commander";
import { version } from "../package.json";
import { addChat } from "./commands/chat.js";
import { addCheck } from "./commands/check.js";
import { addCompletion } from "./commands/completion.js";
import { addDoctor } from "./commands/doctor.js";
import { addEmulator } from "./commands/emulator.js";
import { addExplain } from "./commands/explain.js";
import { addInit } from "./commands/init.js";
import { addKey } from "./commands/key.js";
import { addKeygen } from "./commands/keygen.js";
import { addResend } from "./commands/resend.js";
import { addSend } from "./commands/send.js";
import { addSign } from "./commands/sign.js";
import { addVerify } from "./commands/verify.js";
import type { Context } from "./context.js";

const EXITS = `
Exit codes:
  0    done, and nothing is wrong
  1    done, and something is wrong: an answer that is not taken, a signature that is not valid, a server to mend
  2    the command line cannot be understood
  3    a file, a key or a passphrase is missing or cannot be used
  70   a fault of ck itself
  130  interrupted

Environment:
  CK_PASSPHRASE  unlocks the vault, or a private key, where it is locked with a passphrase
  NO_COLOR       no colour
  CK_DEBUG       show where a fault of ck itself is`;

/** All commands. */
export function createProgram(context: Context): Command {
  const { stdout, stderr } = context.terminal;
  const program = new Command("ck")
    .description("The ConvoKraft platform on your own desk: talk to your webhook server as the platform does.")
    .version(version, "--version", "print the version")
    .helpCommand("help [command]", "say how a command is used")
    .showSuggestionAfterError()
    .configureHelp({ subcommandTerm: (command) => `${command.name()} ${argumentsOf(command)}`.trimEnd() })
    .configureOutput({ writeOut: (text) => void stdout.write(text), writeErr: (text) => void stderr.write(text) })
    .exitOverride()
    .addHelpText("after", EXITS);
  for (const add of [
    addInit,
    addChat,
    addEmulator,
    addCheck,
    addDoctor,
    addSend,
    addResend,
    addExplain,
    addSign,
    addVerify,
    addKey,
    addKeygen,
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
