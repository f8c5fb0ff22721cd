import path from "node:path";
import { Command, CommanderError, Option } from "commander";
import { version } from "../../package.json";
import { DEFAULTS, type Answers } from "../answers/answers.js";
import { checkChoice, CHOICES, type ChoiceFlag } from "../answers/check-answers.js";
import { CreateBotError } from "../error.js";
import type { Terminal } from "./terminal.js";

/** What the command line says. */
export interface Flags extends Partial<Answers> {
  /** Where the project goes, as it was typed. */
  readonly folder?: string | undefined;
  /** Whether to take the defaults instead of asking. */
  readonly yes: boolean;
  /** Whether to install the project's packages. */
  readonly install: boolean;
}

const EXAMPLES = `
Examples:
  npm create @ck/bot@latest                    asks for everything
  npm create @ck/bot@latest my-bot -- --yes    asks for nothing
  npm create @ck/bot@latest my-bot -- --adapter koa --template leave --language javascript --no-docker`;

/**
 * Reads the command line.
 *
 * @returns `undefined` if it only asks for help or for the version, which has been printed
 * @throws {@link CreateBotError} `ERR_INVALID_OPTION`: an unknown flag or value
 */
export function readFlags(args: readonly string[], { stdout, cwd }: Terminal): Flags | undefined {
  const command = new Command("create-bot")
    .description("Creates a ConvoKraft bot that runs, with a test, a page to talk to it and a key.")
    .argument("[folder]", "where the project goes; its last part is the bot's name")
    .addOption(choice("adapter", "what it runs in"))
    .addOption(choice("template", "what it starts with"))
    .addOption(choice("language", "what it is written in"))
    .addOption(choice("package-manager", "what installs its packages"))
    .option("--tests", "with a test, and a workflow that runs it (default)")
    .option("--no-tests", "without them")
    .option("--docker", "with a Dockerfile")
    .option("--no-docker", "without one (default)")
    .option("-y, --yes", "do not ask: take the defaults where no flag says otherwise", false)
    .option("--no-install", "do not install its packages")
    .version(version, "--version", "print the version")
    .addHelpText("after", EXAMPLES)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeOut: (text) => void stdout.write(text), writeErr: () => undefined });
  // Commander takes a `--no-` flag alone as "yes unless it is given".
  command.setOptionValue("tests", undefined).setOptionValue("docker", undefined);
  try {
    command.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    throw new CreateBotError(
      "ERR_INVALID_OPTION",
      error.message
        .replace(/^error: /, "")
        .replace(/^\w/, (letter) => letter.toUpperCase())
        .replace(/\n\((.*)\)$/, ". $1"),
    );
  }
  const folder = command.args[0];
  const options = Object.entries(command.opts()).filter(([, value]) => value !== undefined);
  const name = folder === undefined ? {} : { folder, name: path.basename(path.resolve(cwd, folder)) };
  return { ...(Object.fromEntries(options) as unknown as Flags), ...name };
}

function choice(flag: ChoiceFlag, what: string): Option {
  const standard = { ...DEFAULTS, "package-manager": "the one that runs this" }[flag];
  const description = `${what}: ${CHOICES[flag].join(", ")} (default: ${standard})`;
  return new Option(`--${flag} <${flag}>`, description).argParser((value) => {
    checkChoice(flag, value);
    return value;
  });
}
