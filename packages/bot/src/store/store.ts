import { within } from "../time/deadline.js";

/**
 * What has to be remembered between requests, for a while: the replay guard's requests, and answers that are late. `memoryStore` keeps it in this process; a store that
 * several processes share does the same elsewhere. An operation that cannot be done rejects.
 *
 * Keys are ASCII without blanks, at most 300 characters; values are at most some 200,000 bytes, and are not changed once they are handed over.
 *
 * @example
 * ```ts
 * import { memoryStore, type Store } from "@ck/bot";
 *
 * const store: Store = memoryStore();
 * await store.setIfAbsent("a", Uint8Array.of(1), { ttlMs: 1000 }); // → undefined
 * await store.setIfAbsent("a", Uint8Array.of(2), { ttlMs: 1000 }); // → Uint8Array.of(1)
 * await store.get("a"); // → Uint8Array.of(1)
 * ```
 */
export interface Store {
  /** The value of a key; `undefined` where it has none, or none any more. */
  readonly get: (key: string) => Promise<Uint8Array | undefined>;
  /** Sets the value of a key that has none, in one step. @returns the value that was there already; that one is left as it is, its time too */
  readonly setIfAbsent: (key: string, value: Uint8Array, options: Expiry) => Promise<Uint8Array | undefined>;
  /** Sets the value of a key, whether it has one or not. Its time starts anew. */
  readonly set: (key: string, value: Uint8Array, options: Expiry) => Promise<void>;
}

/** How long a value is kept. */
export interface Expiry {
  /** In ms, from now on. */
  readonly ttlMs: number;
}

/** Tells a store from what is none, as far as its shape goes. */
export function isStore(value: unknown): value is Store {
  return ["get", "setIfAbsent", "set"].every(
    (name) => typeof (Object(value) as Readonly<Record<string, unknown>>)[name] === "function",
  );
}

/** Asks a store, and rejects where it has not answered after `timeoutMs`. What it answers later is ignored. */
export async function askStore<T>(timeoutMs: number, ask: () => Promise<T>): Promise<T> {
  const answer = await within<T | typeof OVER>(timeoutMs, ask(), OVER);
  if (answer === OVER) throw new Error(`The store did not answer within ${timeoutMs} ms.`);
  return answer;
}

const OVER = Symbol("over");
