import { randomBytes } from "node:crypto";
import { readdir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { EmulatorError } from "../../error.js";
import { codeOf, fileError } from "../files/file-error.js";
import type { KeyDerivation } from "./key-derivation.js";
import { withLock, type LockOptions } from "../files/lock-file.js";
import { ensureOwnerFolder } from "../files/owner-folder.js";
import { parseSealed, seal, unseal } from "./seal.js";
import type { VaultLock } from "./vault-lock.js";
import { EMPTY, isVaultState, type VaultState } from "../../vault/vault-state.js";
import { replaceFile, syncFolder } from "../files/write-file.js";

const FILE = "vault.json";
const LOCK = "vault.lock";
/** Temporary files of this age are left by a process that was killed. */
const LEFT_MS = 60_000;

/** A vault's file: read without a lock, changed under one. */
export interface VaultFile {
  /** What is in it; the empty state where there is none. */
  readonly read: () => Promise<VaultState>;
  /** Reads, changes and writes in one go. The same state again means: nothing to write. */
  readonly update: (change: (state: VaultState) => VaultState) => Promise<VaultState>;
}

interface Content {
  readonly state: VaultState;
  /** Absent where there is no file yet. */
  readonly lock?: VaultLock;
}

/** Options of {@link openVaultFile}. */
export interface VaultFileOptions extends LockOptions {
  readonly folder: string;
  readonly derivation: KeyDerivation;
}

/** Gives access to a vault's file, which need not be there yet. */
export function openVaultFile({ folder, derivation, waitMs }: VaultFileOptions): VaultFile {
  const file = path.join(folder, FILE);
  const lockFile = path.join(folder, LOCK);
  let last: { readonly text: string; readonly content: Content } | undefined;

  /** The content, or "corrupt": whether that is so is for a reader with the lock to say. */
  async function load(): Promise<Content | "corrupt"> {
    const text = await readText(file);
    if (text === undefined) return { state: EMPTY };
    // Compared as a whole, since times and inodes repeat: a few kilobytes are read faster than a request is signed.
    if (last?.text === text) return last.content;
    const content = await unlock(text, derivation, file);
    if (content !== "corrupt") last = { text, content };
    return content;
  }

  /** For who holds the lock. */
  async function loadOrSetAside({ wasCorrupt = false } = {}): Promise<Content> {
    const content = await load();
    if (content === "corrupt") {
      const aside = `${file}.corrupt-${randomBytes(4).toString("hex")}`;
      await rename(file, aside);
      await syncFolder(folder);
      throw corrupt(file, `is now ${aside}`);
    }
    // Another process was faster: its user was told, and this one's is not yet.
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
    `The vault's file was damaged, and ${where}. Put a backup in its place as ${file}; or go on without, secure the bot anew, and give its server the new public key.`,
  );
}

async function unlock(text: string, derivation: KeyDerivation, file: string): Promise<Content | "corrupt"> {
  const sealed = parseSealed(text);
  if (typeof sealed === "string") {
    if (sealed !== "newer") return "corrupt";
    throw new EmulatorError(
      "ERR_VAULT_VERSION",
      `${file} was written by a later version of @ck/emulator. Update this one; nothing was changed.`,
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
    // Not passed on: its message quotes the text, and that holds private keys.
    return undefined;
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
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
 * Removes what killed processes left. Whoever holds the lock can remove all locks that are named after a dead one's token: that token is gone for good,
 * so nobody acts on it any more.
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
