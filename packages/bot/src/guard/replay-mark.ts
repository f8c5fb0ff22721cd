import { BotError } from "../error.js";
import type { OnError } from "../events.js";
import type { MarkOptions, Store } from "../store/store.js";
import { wait } from "../time/wait.js";

/** The first byte of a mark. No JSON answer begins with it. */
const MARK = 0;

/** The mark of any attempt. */
export const PLAIN_MARK: Uint8Array = Uint8Array.of(MARK);

/** How long to wait before each attempt at removing a mark, in ms: the store that left it behind was slow or down. */
const FORGET_AFTER_MS = [0, 1_000, 10_000];

/** How often dropped marks are reported at most, in ms. */
const REPORT_EVERY_MS = 60_000;

/** A mark that can be told from that of another attempt at the same request. */
export function newMark(): Uint8Array {
  const mark = new Uint8Array(9);
  crypto.getRandomValues(mark);
  mark[0] = MARK;
  return mark;
}

/** Whether what a store has for a request is a mark and not an answer. */
export function isMark(value: Uint8Array): boolean {
  return value[0] === MARK;
}

/**
 * Removes the mark of a request that was not worked on, unless it is that of another attempt. Never rejects: without the store the mark stays, and the same
 * request would get 409.
 */
export async function forgetMark(store: Store, key: string, mark: Uint8Array): Promise<void> {
  for (const ms of FORGET_AFTER_MS) {
    if (ms > 0) await wait(ms, { isBackground: true });
    try {
      const held = await store.get(key);
      if (held == null || !isSame(held, mark)) return;
      // A store cannot delete: the value expires at once.
      await store.set(key, mark, { ttlMs: 1 });
      return;
    } catch {
      // The store is still down.
    }
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

/** Tells the author that a store had to drop marks, once a minute. */
export function reportDroppedMarks(onError: OnError): NonNullable<MarkOptions["onDropped"]> {
  let reportedAt = -Infinity;
  let dropped = 0;
  return (remainingMs) => {
    dropped++;
    const now = performance.now();
    if (now - reportedAt < REPORT_EVERY_MS) return;
    const message = `The store of the replay guard is full: it forgot ${dropped === 1 ? "a request" : `${dropped} requests`} too early, the last one by ${Math.ceil(remainingMs / 60_000)} min. If such a request is captured and sent again, it runs again. Raise maxMarks of memoryStore, use the store of @ck/redis, or lower replay.ttlMs.`;
    reportedAt = now;
    dropped = 0;
    onError(new BotError("ERR_STORE", message), {});
  };
}
