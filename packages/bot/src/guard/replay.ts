import type { Awaitable } from "../awaitable.js";
import { MAX_TIMER_MS } from "../time/deadline.js";
import type { Ending } from "../wire/ending.js";
import { BotError } from "../error.js";
import type { OnError } from "../events.js";
import { toHex } from "../hex.js";
import { CallerGone, isUnwanted, Refusal } from "../wire/refusal.js";
import { forgetMark, isMark, newMark, PLAIN_MARK, reportDroppedMarks } from "./replay-mark.js";
import { requireKnownOptions } from "../check/known-options.js";
import { requireNumber } from "../check/require-option.js";
import { shapeOf } from "../check/shape-of.js";
import { askStore, isStore, type Expiry, type Store } from "../store/store.js";
import { traceStore, type Tracer } from "../trace/tracer.js";
import type { Visit } from "../visit.js";

/**
 * What happens to a request that comes twice. The protocol has no timestamp and no nonce, so a captured request can be sent again
 * (docs/contract.md §5). Its signature identifies it: each one is made with a fresh random number, so the same text signed again is another
 * request.
 */
export interface ReplayOptions {
  /** Where the requests are remembered. Use one store for each bot. */
  readonly store: Store;
  /**
   * `repeat`: the first answer goes out again, byte for byte. `reject`: 409. Default `repeat`. If there is no first answer yet, or its caller hung
   * up before there was one, it is 409 either way: the handler does not run again.
   */
  readonly onReplay?: "repeat" | "reject";
  /** How long a request is remembered, in ms. Default 24 hours. */
  readonly ttlMs?: number;
  /**
   * What happens to requests while the store fails. `closed`: they get 500. `open`: they are accepted, and a replay is not detected. Either way
   * `onError` is called with `ERR_STORE`. Default `closed`.
   */
  readonly onStoreError?: "open" | "closed";
  /** A store that has not answered after this many ms has failed. Default 250. */
  readonly timeoutMs?: number;
}

const OPTIONS = {
  store: true,
  onReplay: true,
  ttlMs: true,
  onStoreError: true,
  timeoutMs: true,
} satisfies Record<keyof ReplayOptions, true>;

/** Answers a verified request, unless it came before. */
export type ReplayGuard = (visit: Visit, answer: () => Awaitable<Ending>) => Promise<Ending>;

const DAY_MS = 86_400_000;

/** How many marks are removed at once at most: while a store is down, each of them waits. */
const MAX_FORGETTING = 1_000;

const DOWN = Symbol("the store is down");

/**
 * Creates the guard, if its options are given.
 * @throws {@link BotError} `ERR_INVALID_OPTION`
 */
export function createReplayGuard(
  options: ReplayOptions | undefined,
  { isSigned, onError, trace }: { isSigned: boolean; onError: OnError; trace: Tracer },
): ReplayGuard | undefined {
  if (options === undefined) return undefined;
  requireKnownOptions(options, Object.keys(OPTIONS), "replay");
  const { store: given, onReplay = "repeat", ttlMs = DAY_MS, onStoreError = "closed", timeoutMs = 250 } = options;
  if (!isSigned)
    throw invalid("replay needs signed requests: only the signature tells one request from another. Set publicKey.");
  if (!isStore(given)) throw invalid(`replay.store must be a store, such as memoryStore(); got ${shapeOf(given)}.`);
  if (!["repeat", "reject"].includes(onReplay)) throw invalid('replay.onReplay must be "repeat" or "reject".');
  if (!["open", "closed"].includes(onStoreError)) throw invalid('replay.onStoreError must be "open" or "closed".');
  requireNumber("replay.ttlMs", ttlMs, { unit: "ms", least: 1 });
  requireNumber("replay.timeoutMs", timeoutMs, { unit: "ms", least: 1, most: MAX_TIMER_MS });

  const store = traceStore(given, "replay", trace);
  const onDropped = reportDroppedMarks(onError);
  let forgetting = 0;
  const expiries = new Map<string, Expiry>();
  function expiryOf(owner: string): Expiry {
    let expiry = expiries.get(owner);
    if (expiry === undefined) expiries.set(owner, (expiry = { ttlMs, mark: { owner, value: PLAIN_MARK, onDropped } }));
    return expiry;
  }

  return async ({ signer, deadline, waitUntil, details }, answer) => {
    if (signer === undefined) return answer();
    // The numbers of the signature, not the text of the header, which has many spellings.
    const key = `replay:${signer.keyId}:${toHex(signer.signature)}`;
    const expiry = expiryOf(signer.keyId);
    const mark = newMark();
    let settled: Promise<unknown> | undefined;
    const asked = askStore(timeoutMs, () => (settled = store.setIfAbsent(key, mark, expiry)));
    const forget = (): void => {
      if (forgetting >= MAX_FORGETTING) return;
      forgetting++;
      waitUntil(forgetMark(store, key, mark).finally(() => forgetting--));
    };
    const found = await deadline.race(asked).catch((cause: unknown): typeof DOWN => {
      if (onStoreError === "open" && deadline.cause() === undefined) {
        onError(storeFailed("The request was accepted.", cause), details);
        return DOWN;
      }
      // Nothing was done, so the same request may come again: once the store is through with it, the mark has to go.
      void settled?.then(forget, forget);
      if (deadline.cause() === "gone") throw new CallerGone();
      throw storeFailed("The request was answered with 500.", cause);
    });
    const isStoreDown = found === DOWN;
    const before = isStoreDown ? undefined : found;
    if (before != null) {
      if (onReplay === "reject" || isMark(before)) throw new Refusal(409, "replayed");
      return { outcome: "repeated", status: 200, body: before };
    }
    let ending: Ending;
    try {
      ending = await answer();
    } catch (error) {
      if (isUnwanted(error)) forget();
      throw error;
    }
    const { text } = ending;
    // A store that comes back gets the requests that were accepted without it.
    if (text !== undefined && (onReplay === "repeat" || isStoreDown)) {
      // The answer goes out whether it can be kept or not, and does not wait.
      const kept = askStore(timeoutMs, () => store.set(key, new TextEncoder().encode(text), expiry)).catch(
        (cause: unknown) => {
          if (!isStoreDown)
            onError(storeFailed("The request was answered; if it comes again, it gets 409.", cause), details);
        },
      );
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
