import { BotError } from "../error.js";
import type { Store } from "./store.js";

/** Bounds of {@link memoryStore}. */
export interface MemoryStoreOptions {
  /** The most entries. Default 100,000. */
  readonly maxEntries?: number;
  /** The most bytes of keys and values; each entry takes some 500 bytes more. Default 32,000,000. */
  readonly maxBytes?: number;
}

/** The entries also form a list in the order of their last use: finding the first key of a Map means walking over all deleted ones. */
interface Entry {
  readonly key: string;
  value: Uint8Array;
  expiresAt: number;
  older: Entry | undefined;
  newer: Entry | undefined;
}

/**
 * A {@link Store} in this process, for a bot that runs in one process. At a bound, the least recently used entries go first.
 *
 * @param options - its bounds
 * @throws {@link BotError} `ERR_INVALID_OPTION`
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
  const entries = new Map<string, Entry>();
  let oldest: Entry | undefined;
  let newest: Entry | undefined;
  let bytes = 0;

  function unlink(entry: Entry): void {
    if (entry.older) entry.older.newer = entry.newer;
    else oldest = entry.newer;
    if (entry.newer) entry.newer.older = entry.older;
    else newest = entry.older;
  }
  function link(entry: Entry): void {
    entry.older = newest;
    entry.newer = undefined;
    if (newest) newest.newer = entry;
    else oldest = entry;
    newest = entry;
  }
  function remove(entry: Entry): void {
    unlink(entry);
    entries.delete(entry.key);
    bytes -= sizeOf(entry);
  }
  /** The entry of a key, unless it has expired; it is now the most recently used. */
  function use(key: string): Entry | undefined {
    const entry = entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.expiresAt <= performance.now()) {
      remove(entry);
      return undefined;
    }
    unlink(entry);
    link(entry);
    return entry;
  }
  function put(key: string, value: Uint8Array, ttlMs: number): void {
    const now = performance.now();
    const old = entries.get(key);
    if (old) remove(old);
    const entry: Entry = { key, value, expiresAt: now + ttlMs, older: undefined, newer: undefined };
    entries.set(key, entry);
    link(entry);
    bytes += sizeOf(entry);
    while (oldest && (entries.size > maxEntries || bytes > maxBytes || oldest.expiresAt <= now)) remove(oldest);
  }
  return {
    get: (key) => Promise.resolve(use(key)?.value),
    setIfAbsent(key, value, { ttlMs }) {
      const there = use(key);
      if (there === undefined) put(key, value, ttlMs);
      return Promise.resolve(there?.value);
    },
    set(key, value, { ttlMs }) {
      put(key, value, ttlMs);
      return Promise.resolve();
    },
  };
}

/** A character of one of our keys is one byte. */
function sizeOf({ key, value }: Entry): number {
  return key.length + value.byteLength;
}
