import { MAX_TIMER_MS } from "../time/deadline.js";
import type { Ending } from "../wire/ending.js";
import { BotError } from "../error.js";
import type { OnError } from "../events.js";
import { toHex } from "../hex.js";
import { CallerGone, Refusal } from "../wire/refusal.js";
import { requireNumber } from "../require-number.js";
import { askStore, isStore, type Store } from "../store/store.js";
import type { Visit } from "../visit.js";

/**
 * What to do about a request that comes twice. The protocol has no timestamp and no nonce, so a captured request can be sent again (contract §5); its
 * signature tells: it is made with a fresh random number each time, so the same words signed anew are another request.
 *
 * @example
 * ```ts
 * import { memoryStore, type ReplayOptions } from "@ck/bot";
 *
 * const replay: ReplayOptions = { store: memoryStore(), onReplay: "reject" };
 * ```
 */
export interface ReplayOptions {
  /** Where the requests are remembered. Use one store a bot. */
  readonly store: Store;
  /**
   * `repeat`: the first answer is given again, byte for byte. `reject`: 409. Default `repeat`. One whose first answer is not ready, or whose first caller hung up
   * before it was, gets 409 either way: its handler is not run again.
   */
  readonly onReplay?: "repeat" | "reject";
  /** How long a request is remembered, in ms. Default 24 hours. */
  readonly ttlMs?: number;
  /**
   * What becomes of requests while the store fails. `closed`: they are answered with 500. `open`: they are let in, and one that comes again is not caught. Either way
   * `onError` is told, with `ERR_STORE`. Default `closed`.
   */
  readonly onStoreError?: "open" | "closed";
  /** A store that has not answered after this many ms has failed. Default 250. */
  readonly timeoutMs?: number;
}

/** Answers a verified request, unless it has been here before. */
export type ReplayGuard = (visit: Visit, answer: () => Promise<Ending>) => Promise<Ending>;

const DAY_MS = 86_400_000;

/** Stands for a request whose answer is not there, or not kept. No JSON answer is a zero byte. */
const SEEN = Uint8Array.of(0);

const DOWN = Symbol("the store is down");

/**
 * Makes the guard, or one that lets everything through where no store is given.
 * @throws BotError `ERR_INVALID_OPTION`
 */
export function createReplayGuard(
  options: ReplayOptions | undefined,
  { isSigned, onError }: { isSigned: boolean; onError: OnError },
): ReplayGuard {
  if (options === undefined) return (_visit, answer) => answer();
  const { store, onReplay = "repeat", ttlMs = DAY_MS, onStoreError = "closed", timeoutMs = 250 } = options;
  if (!isSigned)
    throw invalid("replay needs signed requests: nothing else tells one request from another. Set publicKey.");
  if (!isStore(store)) throw invalid("replay.store must be a store, such as memoryStore().");
  if (!["repeat", "reject"].includes(onReplay)) throw invalid('replay.onReplay must be "repeat" or "reject".');
  if (!["open", "closed"].includes(onStoreError)) throw invalid('replay.onStoreError must be "open" or "closed".');
  requireNumber("replay.ttlMs", ttlMs, { unit: "ms", least: 1 });
  requireNumber("replay.timeoutMs", timeoutMs, { unit: "ms", least: 1, most: MAX_TIMER_MS });

  return async ({ signer, deadline, waitUntil }, answer) => {
    if (signer === undefined) return answer();
    // The numbers of the signature, not the text of the header: that has many spellings.
    const key = `replay:${signer.keyId}:${toHex(signer.signature)}`;
    const asked = askStore(timeoutMs, () => store.setIfAbsent(key, SEEN, { ttlMs }));
    const found = await deadline.race(asked).catch((cause: unknown): typeof DOWN => {
      if (deadline.cause() === "gone") throw new CallerGone();
      if (onStoreError === "closed") throw storeFailed("The request was answered with 500.", cause);
      onError(storeFailed("The request was let in.", cause), {});
      return DOWN;
    });
    const isStoreDown = found === DOWN;
    const before = isStoreDown ? undefined : found;
    if (before != null) {
      if (onReplay === "reject" || before[0] === SEEN[0]) throw new Refusal(409, "replayed");
      return { outcome: "repeated", status: 200, body: before };
    }
    const ending = await answer();
    const { body } = ending;
    // A store that comes back knows the requests that were let in without it.
    if (body !== undefined && (onReplay === "repeat" || isStoreDown)) {
      // The answer goes out whether it can be kept or not, and does not wait for that.
      const kept = askStore(timeoutMs, () => store.set(key, body, { ttlMs })).catch((cause: unknown) => {
        if (!isStoreDown)
          onError(storeFailed("The request was answered; should it come again, it gets 409.", cause), {});
      });
      waitUntil(kept);
    }
    return ending;
  };
}

function storeFailed(what: string, cause: unknown): BotError {
  return new BotError("ERR_STORE", `The store of the replay guard failed. ${what} See the cause.`, { cause });
}

function invalid(message: string): BotError {
  return new BotError("ERR_INVALID_OPTION", message);
}
