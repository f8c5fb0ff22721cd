/**
 * Every way in which a bot, its set-up or its answer can be wrong. Recognise an error by its `code`, not by `instanceof`: an ESM and a CJS
 * copy of a class are two classes.
 *
 * @example
 * ```ts
 * import type { BotErrorCode } from "@ck/bot";
 *
 * const pagesSomebody: readonly BotErrorCode[] = ["ERR_BODY_CONSUMED", "ERR_INTERNAL"];
 * ```
 */
export type BotErrorCode =
  /** `publicKey` is not set: the receiver does not start rather than run as an open door. */
  | "ERR_NO_PUBLIC_KEY"
  /** An option of `receive` has a value that it cannot have. */
  | "ERR_INVALID_OPTION"
  /** The bot's definition is wrong: a handler that is no function, a param that is no declaration. */
  | "ERR_INVALID_BOT"
  /** A signature was refused, and the message explains why. Outside production, for the first few only. */
  | "ERR_SIGNATURE"
  /** Something read the request before the adapter, and kept no bytes that the signature can be checked on. */
  | "ERR_BODY_CONSUMED"
  /** A cloud function was called with something that its adapter does not know as a request. */
  | "ERR_UNKNOWN_EVENT"
  /** A request came for an action, a button or a handler that the bot does not have. */
  | "ERR_NO_HANDLER"
  /** A handler threw, or its promise was rejected; the thrown value is the `cause`. */
  | "ERR_HANDLER_FAILED"
  /** A handler returned nothing, or what the platform does not take as an answer to this request. */
  | "ERR_INVALID_ANSWER"
  /** An answer is larger than the platform takes: 100,000 bytes of a webhook. The message names the largest part of it. */
  | "ERR_RESPONSE_TOO_LARGE"
  /** A handler was not done at the deadline. */
  | "ERR_DEADLINE"
  /** The store of the replay guard or of the late answers failed; what it threw is the `cause`. */
  | "ERR_STORE"
  /** The queue did not take in the job of a durable action; what it threw is the `cause`. */
  | "ERR_QUEUE"
  /** What a worker was given is no job of this bot. */
  | "ERR_INVALID_JOB"
  /** Something failed between the socket and the handler that is neither the caller's fault nor the bot's; see the `cause`. */
  | "ERR_INTERNAL";

/**
 * What went wrong on the author's side of the webhook. The message says what was expected, what came, and what to do; it holds no part of a body. What a
 * handler threw is the `cause`.
 *
 * @example
 * ```ts
 * import { createBot, type BotError } from "@ck/bot";
 *
 * try {
 *   createBot({ actions: {}, welcome: "Hello!" as never });
 * } catch (error) {
 *   (error as BotError).code; // → "ERR_INVALID_BOT"
 *   (error as BotError).message; // → "welcome must be a function, and is string."
 * }
 * ```
 */
export class BotError extends Error {
  override readonly name = "BotError";
  readonly code: BotErrorCode;

  constructor(code: BotErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Tells a {@link BotError} of this or another copy of this package from every other value. */
export function isBotError(error: unknown): error is BotError {
  return error instanceof Error && error.name === "BotError" && "code" in error;
}

/** What a handler threw, as an error of ours. */
export function asBotError(error: unknown): BotError {
  return isBotError(error)
    ? error
    : new BotError("ERR_HANDLER_FAILED", "A handler threw. See the cause.", { cause: error });
}
