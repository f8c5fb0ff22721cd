import { ENVIRONMENTS, type Environment } from "@ck/protocol";
import { exportPublicKey, generateKeyPair, importPrivateKey, signAsync, type PrivateKey } from "@ck/signature";
import type { Sign } from "../../emulated-bot.js";
import { EmulatorError } from "../../error.js";
import { createKeyDerivation } from "./key-derivation.js";
import { PLATFORM_SIGNATURE } from "../../vault/platform-signature.js";
import type { KeyRecord, OpenVaultOptions, ShownKey, SignerOptions, Vault } from "../../vault/vault.js";
import { openVaultFile } from "./vault-file.js";
import {
  deployed,
  environmentsOf,
  keyOf,
  previousKey,
  withNewKey,
  type StoredKey,
  type VaultState,
} from "../../vault/vault-state.js";

/**
 * Opens the vault in a folder, or prepares to make one there: the file is written by the first `secure`.
 *
 * Both halves of each key pair are encrypted with AES-256-GCM, under a key from scrypt of the passphrase, or from the key file. The file is for its
 * owner only, replaced in one step, and safe with several processes. One that is damaged is renamed, never overwritten.
 *
 * @param folder - mostly `.ck`; made if it is not there
 * @param options - `passphrase` or `keyFile`
 * @throws `EmulatorError` `ERR_VAULT_PASSPHRASE`, `ERR_VAULT_KEY_FILE_RIGHTS`, `ERR_VAULT_KEY_FILE_MISSING`, `ERR_VAULT_KEY_FILE_WRONG`,
 *   `ERR_VAULT_LOCK_KIND`, `ERR_VAULT_CORRUPT`, `ERR_VAULT_VERSION`, `ERR_VAULT_FILE`, `ERR_INVALID_OPTION`
 * @example
 * ```ts
 * import { openVault } from "@ck/emulator";
 *
 * const vault = await openVault(".ck", { keyFile: ".ck/vault.key" });
 * const { base64 } = await vault.secure();
 * console.log(base64); // the public key, for the server
 * ```
 */
export async function openVault(folder: string, options: OpenVaultOptions): Promise<Vault> {
  checkOptions(options);
  const { keys = {}, now = () => new Date(), waitMs = 15_000 } = options;
  const derivation = createKeyDerivation(options);
  const file = openVaultFile({ folder, derivation, waitMs });
  // Told now rather than at the first request.
  await derivation.check();
  await file.read();

  // Made before the file is locked: it takes a second at worst.
  async function newKey(): Promise<StoredKey> {
    const pair = await generateKeyPair(keys);
    const { keyId } = importPrivateKey(pair.privateKey);
    const publicKey = exportPublicKey(pair.publicKey, "base64");
    return { keyId, created: now().toISOString(), publicKey, privateKey: bodyOf(pair.privateKey) };
  }

  async function change(
    environment: Environment,
    to: (state: VaultState, key: StoredKey) => VaultState,
  ): Promise<ShownKey> {
    const key = await newKey();
    return showSigning(await file.update((state) => to(state, key)), environment);
  }

  return Object.freeze<Vault>({
    folder,
    async secure() {
      const existing = keyOf(await file.read(), "development");
      if (existing !== undefined) return show(existing);
      return change("development", (state, key) => (keyOf(state, "development") ? state : withNewKey(state, key)));
    },
    async rotate() {
      showSigning(await file.read(), "development");
      return change("development", withNewKey);
    },
    async deploy() {
      const state = await file.update((before) => deployed(before, now().toISOString()));
      return showSigning(state, keyOf(state, "development") ? "production" : "development");
    },
    async showKey(environment) {
      checkEnvironment(environment);
      const key = keyOf(await file.read(), environment);
      return key && show(key);
    },
    async history() {
      const state = await file.read();
      return state.keys.map((key) => record(state, key));
    },
    signer: (signing = {}) => createSigner(() => file.read(), signing),
  });
}

/** Private keys stay in here: in the closure of a function that only gives signatures. */
function createSigner(read: () => Promise<VaultState>, options: SignerOptions): Sign {
  const { key: which = "current", ...signature } = options;
  if (!["current", "previous"].includes(which)) throw optionError('The option "key" must be "current" or "previous".');
  let last: { readonly keyId: string; readonly key: PrivateKey } | undefined;
  return async (body, environment) => {
    checkEnvironment(environment);
    const state = await read();
    const stored = which === "previous" ? previousKey(state) : keyOf(state, environment);
    if (stored?.privateKey === undefined) throw noKey(which === "previous" ? which : environment);
    if (last?.keyId !== stored.keyId)
      last = { keyId: stored.keyId, key: importPrivateKey(Buffer.from(stored.privateKey, "base64")) };
    return signAsync(body, last.key, { ...PLATFORM_SIGNATURE, ...signature });
  };
}

function showSigning(state: VaultState, environment: Environment): ShownKey {
  const key = keyOf(state, environment);
  if (key === undefined) throw noKey(environment);
  return show(key);
}

function show({ keyId, created, publicKey }: StoredKey): ShownKey {
  return { keyId, created, base64: publicKey, pem: inPem(publicKey) };
}

function record(state: VaultState, key: StoredKey): KeyRecord {
  const { retired } = key;
  return {
    ...show(key),
    ...(retired !== undefined && { retired }),
    environments: environmentsOf(state, key.keyId),
  };
}

/** By hand: the import that `exportPublicKey` begins with checks the numbers anew, some ms for each key of a history. */
function inPem(publicKey: string): string {
  return `-----BEGIN PUBLIC KEY-----\n${publicKey.replace(/.{1,64}/g, "$&\n")}-----END PUBLIC KEY-----\n`;
}

/** What stands between the lines of a PEM, in one line. */
function bodyOf(pem: string): string {
  return pem.replace(/-----[^-]+-----|\s/g, "");
}

function noKey(which: Environment | "previous"): EmulatorError {
  const messages = {
    development: "The bot is not secured: the vault has no key. Call secure() first.",
    production: "Production has no key: a new key takes effect there with the next deploy. Call deploy() first.",
    previous: "No key was retired yet. Call rotate(), and deploy() where production uses the old one.",
  };
  return new EmulatorError("ERR_VAULT_NO_KEY", messages[which]);
}

function checkOptions({ passphrase, keyFile }: { readonly passphrase?: unknown; readonly keyFile?: unknown }): void {
  const given = [passphrase, keyFile].filter((value) => value !== undefined);
  if (given.length === 1 && given.every((value) => typeof value === "string" && value !== "")) return;
  throw optionError(
    "A vault is locked with a passphrase or a key file: give one of the two, as a text that is not empty.",
  );
}

function checkEnvironment(environment: Environment): void {
  if (!ENVIRONMENTS.includes(environment))
    throw optionError(`The environment must be ${ENVIRONMENTS.map((name) => `"${name}"`).join(" or ")}.`);
}

function optionError(message: string): EmulatorError {
  return new EmulatorError("ERR_INVALID_OPTION", message);
}
