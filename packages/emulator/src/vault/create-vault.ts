import { checkOptions } from "../check-options.js";
import { ENVIRONMENTS, type Environment } from "@ck/protocol";
import { exportPublicKey, generateKeyPair, importPrivateKey, signAsync, type PrivateKey } from "@ck/signature";
import type { Sign } from "../emulated-bot.js";
import { EmulatorError } from "../error.js";
import { PLATFORM_SIGNATURE } from "./platform-signature.js";
import type { KeyOptions, KeyRecord, ShownKey, SignerOptions, Vault } from "./vault.js";
import {
  deployed,
  environmentsOf,
  keyOf,
  previousKey,
  withNewKey,
  type StoredKey,
  type VaultState,
} from "./vault-state.js";

/** Where a vault keeps its state. */
export interface VaultStore {
  readonly read: () => Promise<VaultState>;
  /** Reads, changes and writes in one step. If `change` returns the same state, nothing is written. */
  readonly update: (change: (state: VaultState) => VaultState) => Promise<VaultState>;
}

const SIGNER_OPTIONS = {
  key: true,
  hash: true,
  format: true,
  encoding: true,
} satisfies Record<keyof SignerOptions, true>;

/** Creates a vault on top of a store. */
export function createVault(store: VaultStore, { keys = {}, now = () => new Date() }: KeyOptions): Vault {
  // Called before the store is locked: it can take a second.
  async function newKey(): Promise<StoredKey> {
    const pair = await generateKeyPair(keys);
    const { keyId } = importPrivateKey(pair.privateKey);
    const publicKey = exportPublicKey(pair.publicKey, "base64");
    return { keyId, created: now().toISOString(), publicKey, privateKey: base64Of(pair.privateKey) };
  }

  async function change(to: (state: VaultState, key: StoredKey) => VaultState): Promise<ShownKey> {
    const key = await newKey();
    return showSigning(await store.update((state) => to(state, key)), "development");
  }

  return Object.freeze<Vault>({
    async secure() {
      const existing = keyOf(await store.read(), "development");
      if (existing !== undefined) return show(existing);
      return change((state, key) => (keyOf(state, "development") ? state : withNewKey(state, key)));
    },
    async rotate() {
      showSigning(await store.read(), "development");
      return change(withNewKey);
    },
    async deploy() {
      const state = await store.update((before) => deployed(before, now().toISOString()));
      return showSigning(state, keyOf(state, "development") ? "production" : "development");
    },
    async showKey(environment) {
      checkEnvironment(environment);
      const key = keyOf(await store.read(), environment);
      return key && show(key);
    },
    async history() {
      const state = await store.read();
      return state.keys.map((key) => record(state, key));
    },
    signer: (signing = {}) => createSigner(() => store.read(), signing),
  });
}

/** Private keys stay inside the closure of a function that only returns signatures. */
function createSigner(read: () => Promise<VaultState>, options: SignerOptions): Sign {
  checkOptions(options, SIGNER_OPTIONS, "signer");
  const { key: which = "current", ...signature } = options;
  if (!["current", "previous"].includes(which)) throw optionError('The option "key" must be "current" or "previous".');
  let last: { readonly keyId: string; readonly key: PrivateKey } | undefined;
  return async (body, environment) => {
    checkEnvironment(environment);
    const state = await read();
    const stored = which === "previous" ? previousKey(state) : keyOf(state, environment);
    if (stored?.privateKey === undefined) throw noKey(which === "previous" ? which : environment);
    if (last?.keyId !== stored.keyId) last = { keyId: stored.keyId, key: importPrivateKey(stored.privateKey) };
    return signAsync(body, last.key, { ...PLATFORM_SIGNATURE, ...signature });
  };
}

function showSigning(state: VaultState, environment: Environment): ShownKey {
  const key = keyOf(state, environment);
  if (key === undefined) throw noKey(environment);
  return show(key);
}

function show({ keyId, created, publicKey }: StoredKey): ShownKey {
  return { keyId, created, base64: publicKey, pem: pemOf(publicKey) };
}

function record(state: VaultState, key: StoredKey): KeyRecord {
  const { retired } = key;
  return {
    ...show(key),
    ...(retired !== undefined && { retired }),
    environments: environmentsOf(state, key.keyId),
  };
}

/** By hand: `exportPublicKey` imports the key first, which takes some ms for each key of a history. */
function pemOf(publicKey: string): string {
  return `-----BEGIN PUBLIC KEY-----\n${publicKey.replace(/.{1,64}/g, "$&\n")}-----END PUBLIC KEY-----\n`;
}

/** The lines of a PEM joined. */
function base64Of(pem: string): string {
  return pem.replace(/-----[^-]+-----|\s/g, "");
}

function noKey(which: Environment | "previous"): EmulatorError {
  const messages = {
    development: "The bot is not secured: the vault has no key. Call secure() first.",
    production: "Production has no key: a new key takes effect there with the next deploy. Call deploy() first.",
    previous: "No key has been retired yet. Call rotate(), and deploy() if production uses the old one.",
  };
  return new EmulatorError("ERR_VAULT_NO_KEY", messages[which]);
}

function checkEnvironment(environment: Environment): void {
  if (!ENVIRONMENTS.includes(environment))
    throw optionError(`The environment must be ${ENVIRONMENTS.map((name) => `"${name}"`).join(" or ")}.`);
}

function optionError(message: string): EmulatorError {
  return new EmulatorError("ERR_INVALID_OPTION", message);
}
