import { appendFile, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { checkDefinition, openVault, starterDefinition, toJson, type ShownKey } from "@ck/emulator";
import type { Command } from "commander";
import { perform, type Context, type Run } from "../context.js";
import { CliError } from "../error.js";
import { EXIT_CODES, type ExitCode } from "../exit-code.js";
import { withExamples, withProject, type ProjectFlags } from "../flags.js";
import { ignores } from "../project/gitignore.js";
import { openProjectVault, passphraseFrom, vaultFolder } from "../project/open-vault.js";
import { askPassphrase } from "../terminal/ask-passphrase.js";

interface InitFlags extends ProjectFlags {
  readonly name?: string;
  readonly url?: string;
  readonly passphrase?: boolean;
}

/** Adds `ck init`. */
export function addInit(program: Command, context: Context): void {
  const command = program
    .command("init")
    .summary("start: create a definition and a vault with a first key")
    .description(
      "Writes convokraft.json, creates .ck/ with a first key, and adds it to .gitignore. Existing files stay as they are.",
    )
    .option("--name <name>", "the bot's name")
    .option("--url <url>", "the URL of its webhook server")
    .option("--passphrase", "lock the vault with a passphrase instead of a key file (or set CK_PASSPHRASE)");
  withExamples(withProject(command), [
    ["ck init", "an example bot at http://localhost:3000/convokraft"],
    ["ck init --name my_bot --url http://localhost:8080/hook", "your own bot"],
  ]).action((flags: InitFlags) => perform(context, flags, (run) => init(flags, run)));
}

async function init(flags: InitFlags, run: Run): Promise<ExitCode> {
  const { output } = run;
  const { name, url, config } = flags;
  const text = toJson(starterDefinition({ name, url }));
  checkFlags(text);
  const definition = await writeNew(config, text);
  const before = await openOrLockVault(flags, run);
  const had = (await before.showKey("development")) !== undefined;
  const key = await before.secure();
  const gitignore = await ignore(flags);

  const created = [
    ...(definition ? [config] : []),
    ...(had ? [] : [vaultFolder(flags)]),
    ...(gitignore ? [gitignore] : []),
  ];
  const { keyId, base64 } = key;
  output.give({ created, key: { keyId, base64, pem: key.pem } });
  for (const file of created) output.say(`wrote ${file}`);
  if (!definition) {
    const unused = (name ?? url) === undefined ? "" : "; --name and --url only apply to a new one";
    output.say(`${config} exists and stays as it is${unused}`);
  }
  if (had) output.say("the vault has a key, which stays");
  output.say(nextStep(key));
  return EXIT_CODES.ok;
}

function nextStep({ base64 }: ShownKey): string {
  return `\nThe public key for your server (CK_PUBLIC_KEY):\n\n${base64}\n\nNext: start your server with it, then run \`ck chat\` or \`ck emulator\`.`;
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
