import { BotError } from "./errors.js";

/**
 * What has to be remembered between requests, for a while. {@link memoryStore} keeps it in this process; a store that several processes share does the
 * same elsewhere.
 *
 * @example
 * ```ts
 * import { memoryStore, type Store } from "@ck/bot";
 *
 * const store: Store = memoryStore();
 * await store.setIfAbsent("a", Uint8Array.of(1), { ttlMs: 1000 }); // → undefined
 * await store.setIfAbsent("a", Uint8Array.of(2), { ttlMs: 1000 }); // → Uint8Array.of(1)
 * ```
 */
export interface Store {
  /** Sets the value of a key that has none, in one step. @returns the value that was there already */
  readonly setIfAbsent: (key: string, value: Uint8Array, options: Expiry) => Promise<Uint8Array | undefined>;
  /** Sets the value of a key, whether it has one or not. */
  readonly set: (key: string, value: Uint8Array, options: Expiry) => Promise<void>;
}

/** How long a value is kept. */
export interface Expiry {
  /** In ms, from now on. */
  readonly ttlMs: number;
}

/**
 * Bounds of {@link memoryStore}.
 *
 * @example
 * ```ts
 * import { memoryStore, type MemoryStoreOptions } from "@ck/bot";
 *
 * const small: MemoryStoreOptions = { maxEntries: 1000, maxBytes: 1_000_000 };
 * memoryStore(small);
 * ```
 */
export interface MemoryStoreOptions {
  /** The most entries. Default 100,000. */
  readonly maxEntries?: number;
  /** The most bytes of keys and values; an entry costs some 200 bytes on top. Default 32,000,000. */
  readonly maxBytes?: number;
}

interface Entry {
  readonly value: Uint8Array;
  readonly expiresAt: number;
}

/**
 * A {@link Store} in this process, for a bot that runs on one. Where a bound is reached the entries that were set first go first.
 *
 * @throws BotError `ERR_INVALID_OPTION`
 *
 * @example
 * ```ts
 * import { createBot, memoryStore, receive } from "@ck/bot";
 *
 * const store = memoryStore({ maxEntries: 10_000 });
 * const options = { publicKey: process.env["CK_PUBLIC_KEY"], replay: { store } };
 * ```
 */
export function memoryStore({ maxEntries = 100_000, maxBytes = 32_000_000 }: MemoryStoreOptions = {}): Store {
  for (const [name, bound] of Object.entries({ maxEntries, maxBytes })) {
    if (!(bound > 0)) throw new BotError("ERR_INVALID_OPTION", `${name} of memoryStore must be a number above 0.`);
  }
  // A Map keeps its keys in the order in which they were set.
  const entries = new Map<string, Entry>();
  let bytes = 0;

  function remove(key: string, { value }: Entry): void {
    entries.delete(key);
    bytes -= sizeOf(key, value);
  }
  function put(key: string, value: Uint8Array, ttlMs: number): void {
    const old = entries.get(key);
    if (old !== undefined) remove(key, old);
    entries.set(key, { value, expiresAt: performance.now() + ttlMs });
    bytes += sizeOf(key, value);
    for (const [first, entry] of entries) {
      const isOver = entries.size > maxEntries || bytes > maxBytes || entry.expiresAt <= performance.now();
      if (!isOver) break;
      remove(first, entry);
    }
  }
  return {
    setIfAbsent(key, value, { ttlMs }) {
      const entry = entries.get(key);
      if (entry !== undefined && entry.expiresAt > performance.now()) return Promise.resolve(entry.value);
      put(key, value, ttlMs);
      return Promise.resolve(undefined);
    },
    set(key, value, { ttlMs }) {
      put(key, value, ttlMs);
      return Promise.resolve();
    },
  };
}

/** A character of a key of ours is one byte. */
function sizeOf(key: string, value: Uint8Array): number {
  return key.length + value.byteLength;
}
