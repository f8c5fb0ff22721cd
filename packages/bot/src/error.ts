/**
 * Everything that can be wrong with a bot, its set-up or its answers. Recognise an error by its `code`, not with `instanceof`: the ESM and the CJS
 * copy of a class are two classes.
 */
export type BotErrorCode =
  /** `publicKey` is not set. Fix: set it to the key from the console, or to `false` for a bot whose webhook is not secured. */
  | "ERR_NO_PUBLIC_KEY"
  /** An option has a value that it cannot have. Fix: change it as the message says. */
  | "ERR_INVALID_OPTION"
  /** The bot's definition is wrong: a handler that is not a function, a param that is not a declaration. Fix: correct what the message names. */
  | "ERR_INVALID_BOT"
  /** A request was rejected because of its signature, and the message explains why. Fix: what the message says. Reported outside production only. */
  | "ERR_SIGNATURE"
  /** Something read the request before the adapter and kept no bytes to check the signature on. Fix: mount the webhook before the body parser. */
  | "ERR_BODY_CONSUMED"
  /** A cloud function was called with an event that its adapter does not recognise as a request. Fix: connect the function to one of the triggers that the adapter's README lists. */
  | "ERR_UNKNOWN_EVENT"
  /** A request came for an action, a button or a handler that the bot does not have. Fix: add it, or use the name that the console shows. */
  | "ERR_NO_HANDLER"
  /** A handler threw, or its promise was rejected. Fix: see the error's `cause`. */
  | "ERR_HANDLER_FAILED"
  /** A handler returned nothing, or something that the platform does not accept as an answer to this request. Fix: return a string, or a builder of `@ck/protocol`. */
  | "ERR_INVALID_ANSWER"
  /** A hook called `next` twice or too late, returned nothing, or adds what a context has already. Fix: return what `next()` resolves to, or an answer; the message names the hook. */
  | "ERR_INVALID_HOOK"
  /** An answer is larger than the platform accepts, which is 100,000 bytes for a webhook. Fix: shorten the part that the message names. */
  | "ERR_RESPONSE_TOO_LARGE"
  /** A handler was not done at the deadline. Fix: answer sooner, or allow late answers with `lateAnswers`. */
  | "ERR_DEADLINE"
  /** The store of the replay guard or of the late answers failed. Fix: see the error's `cause`. */
  | "ERR_STORE"
  /** A public key turned out to be unsafe. Fix: replace it; nobody should use a key like that. */
  | "ERR_KEY_REFUSED"
  /** A handler held the event loop, so that nothing else could be answered. Fix: move the work to a worker thread, or split it into steps. */
  | "ERR_EVENT_LOOP_BLOCKED"
  /** The queue did not accept the job of a durable action. Fix: see the error's `cause`. */
  | "ERR_QUEUE"
  /**
   * A job's data is not a job of `@ck/bot`, or its action is not durable. Fix: check who else writes to the queue; give
   * each bot a queue name of its own.
   */
  | "ERR_INVALID_JOB"
  /**
   * A job or a kept value is not sealed, was altered, or was sealed with an unknown secret. Fix: give the web processes and
   * the workers the same `secret`; while you rotate it, a list with the old one.
   */
  | "ERR_SEAL"
  /**
   * A job needs a newer worker: its format is newer, its action is unknown here, or it was sealed with a newer secret. Fix:
   * deploy the workers before the web processes. The job stays in the queue.
   */
  | "ERR_WORKER_OUTDATED"
  /** A job was given up because each worker that started it has died. Fix: find out what the handler does to its process. */
  | "ERR_WORKER_DIED"
  /** A visitor's token could not be checked: the keys did not arrive, the store did not answer, or the schema threw. Fix: see the error's `cause`. */
  | "ERR_VISITOR"
  /**
   * A part of a session or cache that came back does not fit its schema, and was dropped; the message names the keys. Fix: give
   * the option a `migrate` for what an older bot has stored.
   */
  | "ERR_SESSION_DROPPED"
  /**
   * A handler left a session or a cache that does not fit its own schema. It was not saved; the answer went out. Fix: correct
   * what the handler puts at the path that the message names, or the schema.
   */
  | "ERR_INVALID_SESSION"
  /** A session or a cache takes more than half of the bytes that an answer may have. Fix: keep ids there, and records in a database. */
  | "ERR_SESSION_SIZE"
  /** Something failed between the socket and the handler that is neither the caller's fault nor the bot's. Fix: see the error's `cause`. */
  | "ERR_INTERNAL";

/**
 * What went wrong on the author's side of the webhook. The message says what was expected, what was found, and what to do; it holds no part of a
 * body. Whatever a handler threw is the `cause`.
 *
 * @example
 * ```ts
 * import { createBot, type BotError } from "@ck/bot";
 *
 * try {
 *   createBot({ actions: {}, welcome: "Hello!" as never });
 * } catch (error) {
 *   (error as BotError).code; // → "ERR_INVALID_BOT"
 *   (error as BotError).message; // → "welcome must be a function; got a string."
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

/**
 * Tells a {@link BotError}, of this or another copy of this package, from every other value.
 *
 * @param error - whatever was caught
 * @example
 * ```ts
 * import { isBotError, type OnError } from "@ck/bot";
 *
 * const onError: OnError = (error) => {
 *   if (isBotError(error.cause)) console.error(error.cause.code);
 * };
 * ```
 */
export function isBotError(error: unknown): error is BotError {
  try {
    const { name, code, message } = Object(error) as { readonly [K in "name" | "code" | "message"]?: unknown };
    return name === "BotError" && typeof code === "string" && typeof message === "string";
  } catch {
    // Anything can be thrown, also a proxy that throws when it is looked at.
    return false;
  }
}

/** What a handler threw, as an error of ours. */
export function asBotError(error: unknown): BotError {
  return isBotError(error)
    ? error
    : new BotError("ERR_HANDLER_FAILED", "A handler threw. See the cause.", { cause: error });
}
