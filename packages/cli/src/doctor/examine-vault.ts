import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Vault } from "@ck/emulator";
import { exportPublicKey, importPublicKey } from "@ck/signature";
import type { Run } from "../context.js";
import { CliError, describeError } from "../error.js";
import type { ProjectFlags } from "../flags.js";
import { ignores } from "../project/gitignore.js";
import { openProjectVault, vaultFolder } from "../project/open-vault.js";
import { fail, note, pass, type Symptom } from "./symptom.js";

const SET_VARIABLE = 'Set it to the output of `ck key show`: export CK_PUBLIC_KEY="$(ck key show)"';

/** Opens the vault and looks at the keys of both environments. */
export async function examineVault(
  flags: ProjectFlags,
  { terminal }: Run,
): Promise<{ readonly vault?: Vault; readonly symptoms: readonly Symptom[] }> {
  const folder = vaultFolder(flags);
  try {
    const vault = await openProjectVault(flags, terminal);
    const [development, production] = [await vault.showKey("development"), await vault.showKey("production")];
    if (development === undefined)
      return { symptoms: [fail("vault", `${folder} holds no key.`, "Create the first key with `ck init`.")] };
    const opens = pass("vault", `${folder} opens. Development signs with ${development.keyId}.`);
    return { vault, symptoms: [opens, productionOf(production?.keyId, development.keyId)] };
  } catch (error) {
    const { code, message } = describeError(error);
    if (code === "ERR_FAULT") throw error;
    const fix = error instanceof CliError ? "Then run `ck doctor` again." : "Do that, then run `ck doctor` again.";
    return { symptoms: [fail("vault", message, fix)] };
  }
}

function productionOf(production: string | undefined, development: string): Symptom {
  if (production === development) return pass("production", "Production signs with the same key.");
  if (production === undefined)
    return note("production", "No key is deployed, so production cannot sign. Deploy one with `ck key deploy`.");
  return note(
    "production",
    `Production signs with ${production} until \`ck key deploy\`. A server that serves both needs both keys.`,
  );
}

/** Tells whether git ignores the vault. */
export async function examineGitignore(flags: ProjectFlags): Promise<Symptom> {
  const folder = path.dirname(flags.config);
  const entry = path.relative(folder, vaultFolder(flags)).split(path.sep).join("/");
  const read = (file: string): Promise<string> => readFile(file, "utf8").catch(() => "");
  // A vault has a .gitignore of its own, which excludes everything in it.
  const own = await read(path.join(vaultFolder(flags), ".gitignore"));
  const text = await read(path.join(folder, ".gitignore"));
  if (entry.startsWith("..") || path.isAbsolute(entry) || ignores(text, entry) || ignores(own, "*"))
    return pass("gitignore", `git ignores ${entry}.`);
  return fail(
    "gitignore",
    `.gitignore does not list ${entry}/: the vault and its key file could be committed.`,
    `Add the line ${entry}/ to .gitignore. If the vault was committed, rotate the key.`,
  );
}

/** Compares CK_PUBLIC_KEY, if it is set, with the vault. */
export async function* examineVariable(vault: Vault, { terminal }: Run): AsyncGenerator<Symptom> {
  const text = terminal.env["CK_PUBLIC_KEY"];
  if (text === undefined || text === "") return;
  try {
    const { keyId } = importPublicKey(exportPublicKey(text));
    const record = (await vault.history()).find((each) => each.keyId === keyId);
    if (record === undefined)
      yield fail("CK_PUBLIC_KEY", `It holds the key ${keyId}, which is not in this vault.`, SET_VARIABLE);
    else if (record.environments.length === 0)
      yield fail("CK_PUBLIC_KEY", `It holds the key ${keyId}, which is retired.`, SET_VARIABLE);
    else yield pass("CK_PUBLIC_KEY", `It holds the key that signs in ${record.environments.join(" and ")}.`);
  } catch (error) {
    const { code, message } = describeError(error);
    if (code === "ERR_FAULT") throw error;
    yield fail("CK_PUBLIC_KEY", message, SET_VARIABLE);
  }
}
