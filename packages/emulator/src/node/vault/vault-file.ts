import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { readdir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { EmulatorError } from "../../error.js";
import { codeOf, fileError } from "../files/file-error.js";
import { NO_FOLLOW, linkError, refuseLink } from "../files/refuse-link.js";
import type { KeyDerivation } from "./key-derivation.js";
import { withLock, type LockOptions } from "../files/lock-file.js";
import { ensureOwnerFolder } from "../files/owner-folder.js";
import { parseSealed, seal, unseal } from "./seal.js";
import type { VaultStore } from "../../vault/create-vault.js";
import type { VaultLock } from "./vault-lock.js";
import { EMPTY, isVaultState, type VaultState } from "../../vault/vault-state.js";
import { replaceFile, syncFolder } from "../files/write-file.js";

const FILE = "vault.json";
const LOCK = "vault.lock";
/** The files that a vault writes, and a key file beside it. */
const OWN_FILE = /^(vault\..*|\.gitignore)$/;
/** Temporary files of this age were left by a process that was killed. */
const LEFT_MS = 60_000;

interface Content {
  readonly state: VaultState;
  /** Absent while there is no file. */
  readonly lock?: VaultLock;
}

/** Options of {@link openVaultFile}. */
export interface VaultFileOptions extends LockOptions {
  readonly folder: string;
  readonly derivation: KeyDerivation;
}

/** Gives access to a vault file, read without a lock and changed under one. It need not exist yet. */
export function openVaultFile({ folder, derivation, waitMs }: VaultFileOptions): VaultStore {
  const file = path.join(folder, FILE);
  const lockFile = path.join(folder, LOCK);
  let last: { readonly text: string; readonly content: Content } | undefined;

  /** The content, or "corrupt": only a reader that holds the lock can be sure of that. */
  async function load(): Promise<Content | "corrupt"> {
    const text = await readText(file);
    if (text === undefined) return { state: EMPTY };
    // Compared as a whole, since times and inodes repeat. Reading a few kilobytes is faster than signing a request.
    if (last?.text === text) return last.content;
    const content = await unlock(text, derivation, file);
    if (content !== "corrupt") last = { text, content };
    return content;
  }

  /** Only for a holder of the lock. */
  async function loadOrSetAside({ wasCorrupt = false } = {}): Promise<Content> {
    const content = await load();
    if (content === "corrupt") {
      const aside = `${file}.corrupt-${randomBytes(4).toString("hex")}`;
      await rename(file, aside);
      await syncFolder(folder);
      throw corrupt(file, `is now ${aside}`);
    }
    // Another process was faster and told its user; this process has not yet.
    if (wasCorrupt && content.lock === undefined) throw corrupt(file, `is now beside it, as ${file}.corrupt-…`);
    return content;
  }

  async function locked<Result>(task: (assertHeld: () => Promise<void>) => Promise<Result>): Promise<Result> {
    return withLock(lockFile, task, { waitMs });
  }

  return {
    read: () =>
      guarded(file, "The vault cannot be read", async () => {
        const content = await load();
        return content === "corrupt" ? (await locked(() => loadOrSetAside({ wasCorrupt: true }))).state : content.state;
      }),
    update: (change) =>
      guarded(file, "The vault cannot be written", async () => {
        await ensureOwnerFolder(folder);
        for (const entry of await readdir(folder, { withFileTypes: true }))
          if (entry.isSymbolicLink() && OWN_FILE.test(entry.name)) throw linkError(path.join(folder, entry.name));
        return locked(async (assertHeld) => {
          const { state, lock = await derivation.newLock() } = await loadOrSetAside();
          const changed = change(state);
          if (changed === state) return state;
          const text = seal(JSON.stringify(changed), lock, await derivation.keysFor(lock));
          await replaceFile(file, text, { beforeCommit: assertHeld });
          last = { text, content: { state: changed, lock } };
          await sweep(folder);
          return changed;
        });
      }),
  };
}

function corrupt(file: string, where: string): EmulatorError {
  return new EmulatorError(
    "ERR_VAULT_CORRUPT",
    `The vault file was damaged and ${where}. Restore a backup as ${file}; or secure the bot again, and give its server the new public key.`,
  );
}

async function unlock(text: string, derivation: KeyDerivation, file: string): Promise<Content | "corrupt"> {
  const sealed = parseSealed(text);
  if (typeof sealed === "string") {
    if (sealed !== "newer") return "corrupt";
    throw new EmulatorError(
      "ERR_VAULT_VERSION",
      `${file} was written by a later version of @ck/emulator. Nothing was changed. Update this package.`,
    );
  }
  const opened = unseal(sealed, await derivation.keysFor(sealed.lock));
  if (opened === "wrong-keys") throw derivation.wrong();
  if (typeof opened === "string") return "corrupt";
  const state = parseState(opened.text);
  return state === undefined ? "corrupt" : { state, lock: sealed.lock };
}

function parseState(text: string): VaultState | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isVaultState(value) ? value : undefined;
  } catch {
    // Without a cause: its message quotes the text, which holds private keys.
    return undefined;
  }
}

async function readText(file: string): Promise<string | undefined> {
  await refuseLink(path.resolve(path.dirname(file)));
  await refuseLink(file);
  try {
    return await readFile(file, { encoding: "utf8", flag: constants.O_RDONLY | NO_FOLLOW });
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    if (codeOf(error) === "ELOOP") throw linkError(file);
    throw error;
  }
}

async function guarded<Result>(file: string, what: string, task: () => Promise<Result>): Promise<Result> {
  try {
    return await task();
  } catch (cause) {
    throw fileError(what, file, cause);
  }
}

/**
 * Removes what killed processes left behind. A holder of the lock can remove all locks that are named after a dead
 * one's token: that token never comes back, so nobody acts on it.
 */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const left = path.join(folder, name);
    const isGate = /^vault\.lock(\.[0-9a-f]{16})+$/.test(name);
    const isTemporary = /^vault\.[\w.]+\.tmp$/.test(name);
    if (isGate || (isTemporary && (await ageOf(left)) > LEFT_MS)) await rm(left, { force: true });
  }
}

async function ageOf(file: string): Promise<number> {
  return stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
}
