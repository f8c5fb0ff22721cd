import { readFile } from "node:fs/promises";
import path from "node:path";
import { checkDefinition, formatProblem, type EmulatedBot, type Vault } from "@ck/emulator";
import { exportPublicKey, importPublicKey } from "@ck/signature";
import { ignores } from "../project/gitignore.js";
import type { Run } from "../context.js";
import { CliError, complaintOf } from "../error.js";
import type { LimitFlags, ProjectFlags } from "../flags.js";
import { openProjectVault, vaultFolder } from "../project/open-vault.js";
import { examineServer } from "./examine-server.js";
import type { Symptom } from "./symptom.js";

/** The oldest Node that the packages run on. */
const OLDEST = [20, 19] as const;

/** Looks at a project from the ground up; what cannot be looked at without what is missing is left out. */
export async function* examine(flags: ProjectFlags & LimitFlags, run: Run): AsyncGenerator<Symptom> {
  yield examineNode(process.versions.node);
  const { bot, symptoms } = await examineDefinition(flags);
  yield* symptoms;
  if (bot?.webhook.secured === false)
    yield {
      about: "vault",
      level: "note",
      message: "The bot is not secured, so no key is needed: anybody can call its server.",
    };
  const isSecured = bot?.webhook.secured !== false;
  let vault: Vault | undefined;
  if (isSecured) {
    const opened = await examineVault(flags, run);
    vault = opened.vault;
    yield* opened.symptoms;
    yield await examineGitignore(flags);
    if (vault !== undefined) yield* examineVariable(vault, run);
  }
  if (bot !== undefined && (vault !== undefined || !isSecured)) yield* examineServer({ bot, vault, flags });
}

/** @param version as `process.versions.node` has it */
export function examineNode(version: string): Symptom {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isNew = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
  if (isNew) return { about: "node", level: "ok", message: `Node ${version}.` };
  return {
    about: "node",
    level: "fault",
    message: `Node ${version} is too old.`,
    fix: `Install Node ${OLDEST.join(".")} or later.`,
  };
}

async function examineDefinition({ config }: ProjectFlags): Promise<{
  readonly bot?: EmulatedBot | undefined;
  readonly symptoms: readonly Symptom[];
}> {
  const text = await readFile(config, "utf8").catch(() => undefined);
  if (text === undefined) {
    const mend = "`ck init` writes one; --config says where it is.";
    return {
      symptoms: [
        { about: "definition", level: "fault", message: `${config} is not there, or cannot be read.`, fix: mend },
      ],
    };
  }
  const { bot, problems } = checkDefinition(text);
  const symptoms = problems.map((problem): Symptom => {
    const words = formatProblem(problem, config);
    const level = problem.severity === "error" ? "fault" : "note";
    return { about: "definition", level, message: words, ...(level === "fault" && { fix: "Correct that line." }) };
  });
  if (bot === undefined) return { symptoms };
  const words = `${config}: ${bot.name}, ${bot.actions.length} actions, called at ${bot.webhook.url}.`;
  return { bot, symptoms: [{ about: "definition", level: "ok", message: words }, ...symptoms] };
}

async function examineVault(
  flags: ProjectFlags,
  { terminal }: Run,
): Promise<{ readonly vault?: Vault; readonly symptoms: readonly Symptom[] }> {
  try {
    const vault = await openProjectVault(flags, terminal);
    const [development, production] = [await vault.showKey("development"), await vault.showKey("production")];
    if (development === undefined) {
      const mend = "`ck init` makes the first key.";
      return {
        symptoms: [{ about: "vault", level: "fault", message: `${vaultFolder(flags)} has no key.`, fix: mend }],
      };
    }
    const isDeployed = production?.keyId === development.keyId;
    const words =
      production === undefined
        ? "No key is deployed: requests of production cannot be signed. `ck key deploy` changes that."
        : `Production still signs with ${production.keyId}, until \`ck key deploy\`. A server for both needs both keys.`;
    return {
      vault,
      symptoms: [
        {
          about: "vault",
          level: "ok",
          message: `${vaultFolder(flags)} opens; development signs with ${development.keyId}.`,
        },
        isDeployed
          ? { about: "production", level: "ok", message: "Signs with the same key." }
          : { about: "production", level: "note", message: words },
      ],
    };
  } catch (error) {
    const { code, message } = complaintOf(error);
    if (code === "ERR_FAULT") throw error;
    const mend =
      error instanceof CliError ? "Then run `ck doctor` again." : "Do what it says, then run `ck doctor` again.";
    return { symptoms: [{ about: "vault", level: "fault", message: message, fix: mend }] };
  }
}

async function examineGitignore(flags: ProjectFlags): Promise<Symptom> {
  const folder = path.dirname(flags.config);
  const entry = path.relative(folder, vaultFolder(flags)).split(path.sep).join("/");
  const read = (file: string): Promise<string> => readFile(file, "utf8").catch(() => "");
  // A vault brings a .gitignore of its own, which keeps out all that is in it.
  const own = await read(path.join(vaultFolder(flags), ".gitignore"));
  const text = await read(path.join(folder, ".gitignore"));
  if (entry.startsWith("..") || path.isAbsolute(entry) || ignores(text, entry) || ignores(own, "*"))
    return { about: "gitignore", level: "ok", message: `${entry} is kept out of git.` };
  return {
    about: "gitignore",
    level: "fault",
    message: `.gitignore does not name ${entry}/: the vault and its key file could be committed.`,
    fix: `Add a line ${entry}/ to .gitignore. If it was committed, rotate the key.`,
  };
}

async function* examineVariable(vault: Vault, { terminal }: Run): AsyncGenerator<Symptom> {
  const text = terminal.env["CK_PUBLIC_KEY"];
  if (text === undefined || text === "") return;
  try {
    const { keyId } = importPublicKey(exportPublicKey(text));
    const record = (await vault.history()).find((each) => each.keyId === keyId);
    if (record === undefined) {
      const mend = 'Set it to what `ck key show` prints: export CK_PUBLIC_KEY="$(ck key show)"';
      yield {
        about: "CK_PUBLIC_KEY",
        level: "fault",
        message: `It holds the key ${keyId}, which is not one of this vault.`,
        fix: mend,
      };
      return;
    }
    const { environments } = record;
    if (environments.length > 0)
      yield {
        about: "CK_PUBLIC_KEY",
        level: "ok",
        message: `It is the key that signs in ${environments.join(" and ")}.`,
      };
    else
      yield {
        about: "CK_PUBLIC_KEY",
        level: "fault",
        message: `It holds ${keyId}, which is retired.`,
        fix: "Set it to what `ck key show` prints.",
      };
  } catch (error) {
    const { code, message } = complaintOf(error);
    if (code === "ERR_FAULT") throw error;
    yield { about: "CK_PUBLIC_KEY", level: "fault", message: message, fix: "Set it to what `ck key show` prints." };
  }
}
