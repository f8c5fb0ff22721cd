import type { VerifyResult } from "@ck/signature";
import type { Deadline } from "./deadline.js";
import type { Ending } from "./ending.js";
import { BotError } from "./errors.js";
import type { OnError } from "./events.js";
import { CallerGone, Refusal } from "./refusal.js";
import { isStore, type Store } from "./store.js";

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
}

/** Answers a verified request, unless it has been here before. */
export type ReplayGuard = (
  verified: VerifyResult & { valid: true },
  deadline: Deadline,
  answer: () => Promise<Ending>,
) => Promise<Ending>;

const DAY_MS = 86_400_000;

/** Stands for a request whose answer is not there, or not kept. No JSON answer is a zero byte. */
const SEEN = Uint8Array.of(0);

/**
 * Makes the guard, or one that lets everything through where no store is given.
 * @throws BotError `ERR_INVALID_OPTION`
 */
export function createReplayGuard(
  options: ReplayOptions | undefined,
  { isSigned, onError }: { isSigned: boolean; onError: OnError },
): ReplayGuard {
  if (options === undefined) return (_verified, _deadline, answer) => answer();
  const { store, onReplay = "repeat", ttlMs = DAY_MS } = options;
  if (!isSigned)
    throw invalid("replay needs signed requests: nothing else tells one request from another. Set publicKey.");
  if (!isStore(store)) throw invalid("replay.store must be a store, such as memoryStore().");
  if (!["repeat", "reject"].includes(onReplay)) throw invalid('replay.onReplay must be "repeat" or "reject".');
  if (!(ttlMs > 0)) throw invalid("replay.ttlMs must be a number of ms above 0.");

  return async ({ keyId, signature }, deadline, answer) => {
    // The numbers of the signature, not the text of the header: that has many spellings.
    const key = `replay:${keyId}:${toHex(signature)}`;
    const before = await deadline.race(store.setIfAbsent(key, SEEN, { ttlMs })).catch((cause: unknown) => {
      // Without its memory the guard lets nothing in: that is what it was asked for.
      throw deadline.cause() === "gone" ? new CallerGone() : storeFailed("The request was answered with 500.", cause);
    });
    if (before != null) {
      if (onReplay === "reject" || before[0] === SEEN[0]) throw new Refusal(409, "replayed");
      return { outcome: "repeated", status: 200, body: before };
    }
    const ending = await answer();
    if (onReplay === "repeat" && ending.body !== undefined) {
      // The answer goes out whether it can be kept or not, and does not wait for that.
      store.set(key, ending.body, { ttlMs }).catch((cause: unknown) => {
        onError(storeFailed("The request was answered; should it come again, it gets 409.", cause), {});
      });
    }
    return ending;
  };
}

function storeFailed(what: string, cause: unknown): BotError {
  return new BotError("ERR_STORE", `The store of the replay guard failed. ${what} See the cause.`, { cause });
}

function toHex(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return hex;
}

function invalid(message: string): BotError {
  return new BotError("ERR_INVALID_OPTION", message);
}
