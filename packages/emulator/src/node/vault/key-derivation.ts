import { hkdfSync, randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { EmulatorError } from "../../error.js";
import { checkKeyFile, makeKeyFile, readKeyFile } from "./key-file.js";
import type { VaultKeys } from "./seal.js";
import type { VaultSecret } from "../../vault/vault.js";
import { SCRYPT, type VaultLock } from "./vault-lock.js";

/** Derives the keys of a vault from its secret. */
export interface KeyDerivation {
  readonly kind: VaultLock["kind"];
  /** The error for keys that do not fit. */
  readonly wrong: () => EmulatorError;
  /** Throws at once if the secret can never work. */
  readonly check: () => Promise<void>;
  /** The lock of a new vault. */
  readonly newLock: () => Promise<VaultLock>;
  readonly keysFor: (lock: VaultLock) => Promise<VaultKeys>;
}

/** Creates the derivation for a passphrase or a key file. */
export function createKeyDerivation(secret: VaultSecret): KeyDerivation {
  const derivation = secret.passphrase === undefined ? forKeyFile(secret.keyFile) : forPassphrase(secret.passphrase);
  let last: { readonly lock: string; readonly keys: Promise<VaultKeys> } | undefined;
  return {
    ...derivation,
    // Deriving takes 0.4 s by design, and each signature opens the vault: the keys are kept while the lock is the same.
    keysFor(lock) {
      const text = JSON.stringify(lock);
      if (last?.lock !== text) {
        const keys = derivation.keysFor(lock);
        last = { lock: text, keys };
        keys.catch(() => {
          if (last?.keys === keys) last = undefined;
        });
      }
      return last.keys;
    },
  };
}

function forPassphrase(passphrase: string): KeyDerivation {
  return {
    kind: "passphrase",
    wrong: () =>
      new EmulatorError(
        "ERR_VAULT_PASSPHRASE",
        "The passphrase is wrong. Try again, and check the keyboard layout. There is no way in without it.",
      ),
    check: () => Promise.resolve(),
    newLock: () => Promise.resolve({ ...SCRYPT, salt: newSalt() }),
    async keysFor(lock) {
      if (lock.kind !== "passphrase") throw otherKind("a key file", "{ keyFile }");
      const { cost: N, blockSize: r, parallelization: p } = lock;
      const derive = promisify<string, Uint8Array, number, object, Buffer>(scrypt);
      const options = { N, r, p, maxmem: 128 * N * r * p + 2 ** 20 };
      return split(await derive(passphrase.normalize("NFKC"), Buffer.from(lock.salt, "base64"), 64, options));
    },
  };
}

function forKeyFile(path: string): KeyDerivation {
  return {
    kind: "key-file",
    wrong: () =>
      new EmulatorError(
        "ERR_VAULT_KEY_FILE_WRONG",
        `The key file ${path} belongs to another vault. Restore the right one. There is no way in without it.`,
      ),
    check: () => checkKeyFile(path),
    async newLock() {
      await makeKeyFile(path);
      return { kind: "key-file", kdf: "hkdf-sha256", salt: newSalt() };
    },
    async keysFor(lock) {
      if (lock.kind !== "key-file") throw otherKind("a passphrase", "{ passphrase }");
      const secret = await readKeyFile(path);
      return split(Buffer.from(hkdfSync("sha256", secret, Buffer.from(lock.salt, "base64"), "ck-vault/1", 64)));
    },
  };
}

function otherKind(kind: string, option: string): EmulatorError {
  return new EmulatorError("ERR_VAULT_LOCK_KIND", `The vault is locked with ${kind}. Open it with ${option}.`);
}

function newSalt(): string {
  return randomBytes(16).toString("base64");
}

function split(bytes: Buffer): VaultKeys {
  return { sealing: bytes.subarray(0, 32), checking: bytes.subarray(32) };
}
