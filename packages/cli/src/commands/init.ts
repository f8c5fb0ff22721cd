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

/** `ck init` */
export function addInit(program: Command, context: Context): void {
  const command = program
    .command("init")
    .summary("begin: a definition, a vault with a first key, a line in .gitignore")
    .description(
      "Writes convokraft.json, makes .ck/ with a first key, and adds it to .gitignore. What is there stays as it is.",
    )
    .option("--name <name>", "what the bot is called")
    .option("--url <url>", "where its server is")
    .option("--passphrase", "lock the vault with a passphrase instead of a key file (or set CK_PASSPHRASE)");
  withExamples(withProject(command), [
    ["ck init", "a leave bot at http://localhost:3000/convokraft"],
    ["ck init --name my_bot --url http://localhost:8080/hook", "a bot of your own"],
  ]).action((flags: InitFlags) => perform(context, flags, (run) => init(flags, run)));
}

async function init(flags: InitFlags, run: Run): Promise<ExitCode> {
  const { output } = run;
  const { name, url, config } = flags;
  const text = toJson(starterDefinition({ name, url }));
  checkFlags(text);
  const definition = await writeNew(config, text);
  const before = await vaultOf(flags, run);
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
    const unused = (name ?? url) === undefined ? "" : ": --name and --url are for a new one";
    output.say(`${config} is there already, and stays as it is${unused}`);
  }
  if (had) output.say("the vault has a key already, which stays");
  output.say(inWords(key));
  return EXIT_CODES.ok;
}

function inWords({ base64 }: ShownKey): string {
  return `\nThe public key, for your server (CK_PUBLIC_KEY):\n\n${base64}\n\nNext: start your server with it, then \`ck chat\` or \`ck emulator\`.`;
}

async function vaultOf(flags: InitFlags, { terminal }: Run): ReturnType<typeof openVault> {
  if (flags.passphrase !== true || passphraseFrom(terminal) !== undefined) return openProjectVault(flags, terminal);
  const passphrase = await askPassphrase(terminal, "A passphrase for the vault:");
  if ((await askPassphrase(terminal, "The same once more:")) !== passphrase)
    throw new CliError("ERR_SETUP", "The two are not the same. Nothing was locked; run it again.");
  return openVault(vaultFolder(flags), { passphrase });
}

/** A definition that no command would take is not written. */
function checkFlags(definition: string): void {
  const wrong = checkDefinition(definition).problems.find(({ severity }) => severity === "error");
  if (wrong === undefined) return;
  // The rest of it is ours.
  throw new CliError("ERR_USAGE", `--${wrong.path.includes("url") ? "url" : "name"}: ${wrong.message}`);
}

/** Returns whether it was written: a file that is there is not touched. */
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

/** Adds the vault to the .gitignore beside the definition. Returns its path where it was changed. */
async function ignore(flags: ProjectFlags): Promise<string | undefined> {
  const folder = path.dirname(flags.config);
  const entry = path.relative(folder, vaultFolder(flags)).split(path.sep).join("/");
  // A vault elsewhere is not in this repository.
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
