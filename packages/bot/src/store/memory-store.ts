import { requireKnownOptions } from "../check/known-options.js";
import { requireNumber } from "../check/require-option.js";
import { LinkedList, type Linked } from "./linked-list.js";
import { Marks } from "./marks.js";
import type { Store } from "./store.js";

/** Bounds of {@link memoryStore}. */
export interface MemoryStoreOptions {
  /** The most values: answers of the replay guard, late answers. Default 100,000. */
  readonly maxEntries?: number | undefined;
  /** The most bytes of the values and their keys; each value takes some 500 bytes more. Default 32,000,000. */
  readonly maxBytes?: number | undefined;
  /**
   * The most requests that the replay guard can remember. They have their own room and are never dropped for a value; at the bound, the oldest of the
   * key with the most goes, and `onError` hears of it. Each takes some 500 bytes. Default 100,000: a day at 1.15 requests per second.
   */
  readonly maxMarks?: number | undefined;
}

interface Entry extends Linked<Entry> {
  readonly key: string;
  readonly value: Uint8Array;
  readonly expiresAt: number;
}

/**
 * A {@link Store} in this process, for a bot that runs in one process. At a bound, the least recently used values go first.
 *
 * @param options - its bounds
 * @throws {@link BotError} `ERR_INVALID_OPTION`
 * @example
 * ```ts
 * import { createBot, memoryStore, receive } from "@ck/bot";
 *
 * const store = memoryStore({ maxMarks: 1_000_000 });
 * const options = { publicKey: process.env["CK_PUBLIC_KEY"], replay: { store } };
 * ```
 */
export function memoryStore(options: MemoryStoreOptions = {}): Store {
  requireKnownOptions(options, ["maxEntries", "maxBytes", "maxMarks"], "memoryStore");
  const { maxEntries = 100_000, maxBytes = 32_000_000, maxMarks = 100_000 } = options;
  requireNumber("maxEntries", maxEntries, { unit: "entries", least: 1 });
  requireNumber("maxBytes", maxBytes, { unit: "bytes", least: 1 });
  requireNumber("maxMarks", maxMarks, { unit: "marks", least: 1 });
  const entries = new Map<string, Entry>();
  /** The least recently used is the oldest. */
  const byUse = new LinkedList<Entry>();
  const marks = new Marks(maxMarks);
  let bytes = 0;

  function remove(entry: Entry): void {
    byUse.remove(entry);
    entries.delete(entry.key);
    bytes -= sizeOf(entry);
  }
  /** The entry of a key, unless it has expired; it is now the most recently used. */
  function use(key: string, now: number): Entry | undefined {
    const entry = entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.expiresAt <= now) {
      remove(entry);
      return undefined;
    }
    byUse.remove(entry);
    byUse.add(entry);
    return entry;
  }
  function find(key: string, now: number): Uint8Array | undefined {
    return use(key, now)?.value ?? marks.get(key, now);
  }
  function put(key: string, value: Uint8Array, ttlMs: number, now: number): void {
    const old = entries.get(key);
    if (old) remove(old);
    const entry: Entry = { key, value, expiresAt: now + ttlMs, older: undefined, newer: undefined };
    entries.set(key, entry);
    byUse.add(entry);
    bytes += sizeOf(entry);
    for (
      let oldest = byUse.oldest;
      oldest !== undefined && (entries.size > maxEntries || bytes > maxBytes || oldest.expiresAt <= now);
      oldest = byUse.oldest
    ) {
      remove(oldest);
    }
  }
  return {
    get: (key) => Promise.resolve(find(key, performance.now())),
    setIfAbsent(key, value, { ttlMs, mark }) {
      const now = performance.now();
      const there = find(key, now);
      if (there === undefined) {
        if (mark) marks.add(key, value, mark, ttlMs, now);
        else put(key, value, ttlMs, now);
      }
      return Promise.resolve(there);
    },
    set(key, value, { ttlMs, mark }) {
      const now = performance.now();
      if (!mark) marks.delete(key);
      else if (marks.get(key, now) === undefined) marks.add(key, mark.value, mark, ttlMs, now);
      put(key, value, ttlMs, now);
      return Promise.resolve();
    },
  };
}

/** A character of one of our keys is one byte. */
function sizeOf({ key, value }: Entry): number {
  return key.length + value.byteLength;
}
