import { isStore, type Store } from "../store/store.js";
import { BotError } from "../error.js";
import { createSealer, type Sealer, type Secret } from "./seal.js";

/**
 * Seals the values of a store: whoever can read it sees keys, sizes and times only, and whoever can write to it cannot
 * make or alter a value. A value is bound to its key. The sealing is AES-256-GCM with a key derived from the secret.
 *
 * `lateAnswers.secret` does this for late answers; use it yourself for the replay guard's store.
 *
 * @param store - the store that holds the sealed values
 * @param secret - the same in every process; a list while one replaces another, the new one first
 * @throws {@link BotError} `ERR_INVALID_OPTION`: it is not a store, or the secret is too short
 *
 * @example
 * ```ts
 * import { memoryStore, sealedStore } from "@ck/bot";
 *
 * const store = sealedStore(memoryStore(), "a secret of 32 bytes or more, from your configuration");
 * await store.set("a", Uint8Array.of(1), { ttlMs: 1000 });
 * await store.get("a"); // → Uint8Array.of(1)
 * ```
 */
export function sealedStore(store: Store, secret: Secret): Store {
  if (!isStore(store)) throw new BotError("ERR_INVALID_OPTION", "sealedStore needs a store, such as memoryStore().");
  return sealWith(store, createSealer(secret, "secret"));
}

/** The same, for a sealer that seals other things too. */
export function sealWith(store: Store, sealer: Sealer): Store {
  const open = async (key: string, sealed: Uint8Array | undefined): Promise<Uint8Array | undefined> =>
    // A store may return null for a missing key.
    sealed == null ? undefined : sealer.open(sealed, identityOf(key));
  return {
    get: async (key) => open(key, await store.get(key)),
    setIfAbsent: async (key, value, expiry) =>
      open(key, await store.setIfAbsent(key, await sealer.seal(value, identityOf(key)), expiry)),
    set: async (key, value, expiry) => store.set(key, await sealer.seal(value, identityOf(key)), expiry),
    ...(store.check !== undefined && { check: store.check }),
  };
}

function identityOf(key: string): string {
  return `store:${key}`;
}
