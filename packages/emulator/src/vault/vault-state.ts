import { ENVIRONMENTS, type Environment } from "@ck/protocol";
import { isRecord } from "../record.js";

/** A key pair in a vault: SubjectPublicKeyInfo and PKCS#8 in Base64. */
export interface StoredKey {
  readonly keyId: string;
  readonly created: string;
  readonly retired?: string;
  readonly publicKey: string;
  /** Deleted once the key is neither in use nor the one retired last. */
  readonly privateKey?: string;
}

/** The content of a vault. */
export interface VaultState {
  /** The oldest first. */
  readonly keys: readonly StoredKey[];
  /** The id of the key that signs in each environment. */
  readonly signing: Readonly<Partial<Record<Environment, string>>>;
}

/** A vault before its first key. */
export const EMPTY: VaultState = { keys: [], signing: {} };

/** Adds a key pair that signs in development from now on (docs/contract.md §5). */
export function withNewKey(state: VaultState, key: StoredKey): VaultState {
  return settle({ keys: [...state.keys, key], signing: { ...state.signing, development: key.keyId } }, key.created);
}

/** Makes production sign with development's key (docs/contract.md §5). The same state if it does so already. */
export function deployed(state: VaultState, now: string): VaultState {
  const { development, production } = state.signing;
  if (development === undefined || development === production) return state;
  return settle({ ...state, signing: { development, production: development } }, now);
}

/** The key that an environment signs with. */
export function keyOf(state: VaultState, environment: Environment): StoredKey | undefined {
  const keyId = state.signing[environment];
  return keyId === undefined ? undefined : state.keys.find((key) => key.keyId === keyId);
}

/** The key retired last. */
export function previousKey({ keys }: Pick<VaultState, "keys">): StoredKey | undefined {
  // Of several retired at the same moment, the youngest.
  return keys
    .filter(({ retired }) => retired !== undefined)
    .reduce<StoredKey | undefined>(
      (last, key) => (last && (last.retired ?? "") > (key.retired ?? "") ? last : key),
      undefined,
    );
}

/** The environments that sign with a key. */
export function environmentsOf({ signing }: VaultState, keyId: string): Environment[] {
  return ENVIRONMENTS.filter((environment) => signing[environment] === keyId);
}

/** Retires the keys that are no longer in use, and forgets the private halves of all but the one retired last. */
function settle(state: VaultState, now: string): VaultState {
  const retiredNow = state.keys.map((key) =>
    key.retired === undefined && environmentsOf(state, key.keyId).length === 0 ? { ...key, retired: now } : key,
  );
  const last = previousKey({ keys: retiredNow });
  const keys = retiredNow.map((key) => (key.retired === undefined || key === last ? key : withoutPrivate(key)));
  return { ...state, keys };
}

function withoutPrivate(key: StoredKey): StoredKey {
  const { keyId, created, retired, publicKey } = key;
  return { keyId, created, publicKey, ...(retired !== undefined && { retired }) };
}

/** Tells whether the content of a vault file is a state. */
export function isVaultState(value: unknown): value is VaultState {
  if (!isRecord(value) || !Array.isArray(value["keys"]) || !isRecord(value["signing"])) return false;
  return value["keys"].every((key: unknown) => {
    if (!isRecord(key)) return false;
    const { retired, privateKey } = key;
    const needed = [key["keyId"], key["created"], key["publicKey"]];
    return needed.every(isText) && [retired, privateKey].every((each) => each === undefined || isText(each));
  });
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
