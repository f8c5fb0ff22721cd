import { existsSync } from "node:fs";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline/promises";
import {
  checkDefinition,
  openVault,
  starterDefinition,
  toJson,
  type EmulatedBotDefinition,
  type ShownKey,
} from "@ck/emulator";
import type { Command } from "commander";
import { perform, type Context, type Run } from "../context.js";
import { readBot } from "../dev/read-bot.js";
import { findEntry, guessEntry } from "../dev/read-project.js";
import { CliError } from "../error.js";
import { EXIT_CODES, type ExitCode } from "../exit-code.js";
import { withExamples, withProject, type ProjectFlags } from "../flags.js";
import { ignores } from "../project/gitignore.js";
import { openProjectVault, passphraseFrom, vaultFolder } from "../project/open-vault.js";
import { copySchema, schemaFor } from "../project/schema-path.js";
import { BOT_OPTION, type BotFlag } from "../project/several-bots.js";
import { askPassphrase } from "../terminal/ask-passphrase.js";
import { isInteractive, type Terminal } from "../terminal/terminal.js";

interface InitFlags extends ProjectFlags, BotFlag {
  readonly name?: string;
  readonly url?: string;
  readonly empty?: boolean;
  readonly example?: boolean;
  readonly passphrase?: boolean;
}

/** Adds `ck init`. */
export function addInit(program: Command, context: Context): void {
  const command = program
    .command("init")
    .summary("describe your bot in convokraft.json, and create a first key")
    .description(
      "Writes convokraft.json from the bot that a file exports or mounts, creates .ck/ with a first key, and adds it to .gitignore. Existing files stay as they are. The file is run for a moment. At a terminal, ck asks for it.",
    )
    .argument("[file]", "the file (default: server or bot, here or in src)")
    .option("--empty", "describe a bot without actions, for a server in another language")
    .option("--example", "describe an example: a bot for leave")
    .option("--name <name>", "the bot's name")
    .option("--url <url>", "the URL of its webhook server")
    .option(...BOT_OPTION)
    .option(
      "--passphrase",
      "lock the vault, the encrypted keys in .ck, with a passphrase instead of a key file (or set CK_PASSPHRASE)",
    );
  withExamples(withProject(command), [
    ["ck init bot.ts", "describe the bot in bot.ts"],
    ["ck init --empty --name my_bot --url http://localhost:8080/hook", "a server that is not in JavaScript"],
  ]).action((file: string | undefined, flags: InitFlags) => perform(context, flags, (run) => init(file, flags, run)));
}

async function init(file: string | undefined, flags: InitFlags, run: Run): Promise<ExitCode> {
  const { output } = run;
  const { name, url, config } = flags;
  const isNew = !existsSync(config);
  const entry = isNew ? await chooseEntry(file, flags, run) : undefined;
  const schema = schemaFor(config);
  const describe = (definition: EmulatedBotDefinition): string => toJson({ ...definition, $schema: schema.path });
  const example = starterDefinition({ name, url });
  const { webhook, handlers } = example;
  const empty = { name: name ?? "my_bot", webhook, handlers };
  checkFlags(describe(flags.example === true ? example : empty));

  const before = await openOrLockVault(flags, run);
  const had = (await before.showKey("development")) !== undefined;
  const key = await before.secure();
  const text = describe(
    flags.example === true ? example : entry === undefined ? empty : await describeFile(entry, key, flags, run),
  );
  const definition = await writeNew(config, text);
  const copy = definition && schema.copy !== undefined && !existsSync(schema.copy) ? schema.copy : undefined;
  if (copy !== undefined) await copySchema(copy);
  const gitignore = await ignore(flags);

  const created = [
    ...(definition ? [config] : []),
    ...(copy === undefined ? [] : [copy]),
    ...(had ? [] : [vaultFolder(flags)]),
    ...(gitignore ? [gitignore] : []),
  ];
  const { keyId, base64 } = key;
  output.give({ created, key: { keyId, base64, pem: key.pem } });
  for (const each of created) output.say(`wrote ${each}`);
  if (!definition) {
    const unused = (name ?? url ?? file) === undefined ? "" : "; the file, --name and --url only apply to a new one";
    output.say(`${config} exists and stays as it is${unused}`);
  }
  if (had) output.say("the vault, .ck, has a key, which stays");
  output.say(nextStep(key, entry));
  return EXIT_CODES.ok;
}

/** The author's file, if there is one: as named, found, or typed. */
async function chooseEntry(
  file: string | undefined,
  { empty, example }: InitFlags,
  { terminal }: Run,
): Promise<string | undefined> {
  if (file !== undefined) return findEntry(file);
  if (empty === true || example === true) return undefined;
  const found = guessEntry();
  if (!isInteractive(terminal)) return found && findEntry(found);
  const question = `Which file exports or mounts your bot? (${found ?? "Enter if there is none"}) `;
  const typed = (await askLine(terminal, question)).trim();
  const chosen = typed === "" ? found : typed;
  return chosen === undefined ? undefined : findEntry(chosen);
}

async function askLine({ stdin, stderr, signal }: Terminal, question: string): Promise<string> {
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    return await lines.question(question, { signal });
  } finally {
    lines.close();
  }
}

async function describeFile(
  entry: string,
  { base64 }: ShownKey,
  { name, url, bot }: InitFlags,
  { terminal }: Run,
): Promise<EmulatedBotDefinition> {
  const definition = await readBot(entry, { terminal, publicKey: base64, bot });
  return {
    ...definition,
    ...(name !== undefined && { name }),
    webhook: { ...definition.webhook, ...(url !== undefined && { url }) },
  };
}

function nextStep({ base64 }: ShownKey, entry: string | undefined): string {
  const key = `\nThe public key for your server (CK_PUBLIC_KEY):\n\n${base64}\n\nNext:\n`;
  if (entry !== undefined) return `${key}\n  npx ck dev ${path.relative(process.cwd(), entry)}`;
  return `${key}\n  CK_PUBLIC_KEY="$(npx ck key show)" node server.js   # or as your server is started\n  npx ck chat`;
}

async function openOrLockVault(flags: InitFlags, { terminal }: Run): ReturnType<typeof openVault> {
  if (flags.passphrase !== true || passphraseFrom(terminal) !== undefined) return openProjectVault(flags, terminal);
  const passphrase = await askPassphrase(terminal, "A passphrase for the vault:");
  if ((await askPassphrase(terminal, "Repeat it:")) !== passphrase)
    throw new CliError("ERR_SETUP", "The passphrases differ. Nothing was created; run it again.");
  return openVault(vaultFolder(flags), { passphrase });
}

/** Does not write a definition that other commands would refuse. */
function checkFlags(definition: string): void {
  const wrong = checkDefinition(definition).problems.find(({ severity }) => severity === "error");
  if (wrong === undefined) return;
  // The rest of the definition is ours.
  throw new CliError("ERR_INVALID_OPTION", `--${wrong.path.includes("url") ? "url" : "name"}: ${wrong.message}`);
}

/** Writes a file unless it exists. Returns whether it did. */
async function writeNew(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: "wx" });
    return true;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    throw new CliError("ERR_SETUP", `${file} cannot be written (${String(code)}).`, { cause });
  }
}

/** Adds the vault to the .gitignore next to the definition. Returns its path if it changed. */
async function ignore(flags: ProjectFlags): Promise<string | undefined> {
  const folder = path.dirname(flags.config);
  const entry = path.relative(folder, vaultFolder(flags)).split(path.sep).join("/");
  // A vault elsewhere is outside this repository.
  if (entry === "" || entry.startsWith("..") || path.isAbsolute(entry)) return undefined;
  const file = path.join(folder, ".gitignore");
  try {
    const text = await readFile(file, "utf8").catch(() => "");
    if (ignores(text, entry)) return undefined;
    await appendFile(file, `${text === "" || text.endsWith("\n") ? "" : "\n"}${entry}/\n`);
    return file;
  } catch (cause) {
    throw new CliError("ERR_SETUP", `${file} cannot be written (${String((cause as NodeJS.ErrnoException).code)}).`, {
      cause,
    });
  }
}
