import type { Finding } from "../startup/finding.js";
import { within } from "../time/deadline.js";

/**
 * Remembers things between requests for a while: the requests of the replay guard, and late answers. `memoryStore` does so in this process;
 * others share it between processes. An operation that cannot be done rejects.
 *
 * Keys are ASCII without spaces, at most 300 characters. Values are at most some 200,000 bytes, and nobody changes them afterwards.
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
  /** The value of a key; `undefined` if it has none or has expired. */
  readonly get: (key: string) => Promise<Uint8Array | undefined>;
  /** Sets the value of a key that has none, atomically. @returns the value that was there already, which stays, as does its expiry */
  readonly setIfAbsent: (key: string, value: Uint8Array, options: Expiry) => Promise<Uint8Array | undefined>;
  /** Sets the value of a key, whether it has one or not. Its time to live starts again. */
  readonly set: (key: string, value: Uint8Array, options: Expiry) => Promise<void>;
  /** Looks for what is set up wrong, beyond whether it answers: for `startupChecks`. */
  readonly check?: () => Promise<readonly Finding[]>;
}

/** How long a value is kept. */
export interface Expiry {
  /** In ms, from now. */
  readonly ttlMs: number;
  /**
   * For a store that may run out of room, and ignored by others: this is the mark of a request, which is worth more than any value. See
   * {@link MarkOptions}.
   */
  readonly mark?: MarkOptions | undefined;
}

/**
 * What a store needs to know about a mark. `setIfAbsent` sets it, and a later `set` of the same key adds a value. If there is no room the values go first, and
 * their keys have only marks again; marks go last, the oldest of the owner who has the most.
 */
export interface MarkOptions {
  /** Whose mark it is: one owner's marks do not make room for another's. */
  readonly owner: string;
  /** What the key has again once a value was dropped. */
  readonly value: Uint8Array;
  /** Called if a mark had to go this many ms before its time. */
  readonly onDropped?: (remainingMs: number) => void;
}

/**
 * Whether something has the shape of a {@link Store}. For packages that build on this one.
 *
 * @param value - what was given as a store
 *
 * @example
 * ```ts
 * import { isStore, memoryStore } from "@ck/bot";
 *
 * isStore(memoryStore()); // → true
 * isStore(new Map()); // → false
 * ```
 */
export function isStore(value: unknown): value is Store {
  return ["get", "setIfAbsent", "set"].every(
    (name) => typeof (Object(value) as Readonly<Record<string, unknown>>)[name] === "function",
  );
}

/**
 * Asks a store, and rejects if it has not answered after `timeoutMs`. A later answer is ignored. For packages that build on this one.
 *
 * @param timeoutMs - how long it may take
 * @param ask - calls the store
 * @returns what the store has
 *
 * @example
 * ```ts
 * import { askStore, memoryStore } from "@ck/bot";
 *
 * const store = memoryStore();
 * await askStore(250, () => store.get("a")); // → undefined
 * ```
 */
export async function askStore<T>(timeoutMs: number, ask: () => Promise<T>): Promise<T> {
  const answer = await within<T | typeof OVER>(timeoutMs, ask(), OVER);
  if (answer === OVER) throw new Error(`The store did not answer within ${timeoutMs} ms.`);
  return answer;
}

const OVER = Symbol("over");
