/**
 * Every way in which the store can fail. Recognise an error by its `code`, not by `instanceof`: an ESM and a CJS copy of a class are two classes.
 *
 * @example
 * ```ts
 * import type { RedisStoreErrorCode } from "@ck/redis";
 *
 * const mendThemselves: readonly RedisStoreErrorCode[] = ["ERR_REDIS_DOWN", "ERR_REDIS_TIMEOUT"];
 * ```
 */
export type RedisStoreErrorCode =
  /** An option has a value that it cannot have. */
  | "ERR_INVALID_OPTION"
  /** There is no connection. The client goes on trying; the `cause` is what it last met. */
  | "ERR_REDIS_DOWN"
  /** No reply in time. Whether the command was carried out is not known. */
  | "ERR_REDIS_TIMEOUT"
  /** Redis wants another user or password, or the user may not run the command. */
  | "ERR_REDIS_AUTH"
  /** The server is older than Redis 7, and cannot set a value and tell the one before in a single command. */
  | "ERR_REDIS_VERSION"
  /** The server is a replica, which takes no writes. */
  | "ERR_REDIS_READONLY"
  /** The server has reached its `maxmemory`. */
  | "ERR_REDIS_FULL"
  /** Redis refused the command for another reason; its words are the message of the `cause`. */
  | "ERR_REDIS_REPLY"
  /** The store was closed before. */
  | "ERR_REDIS_CLOSED";

/**
 * What went wrong between the store and Redis. No message holds a key, a value or a password, and neither does a `cause`.
 *
 * @example
 * ```ts
 * import { redisStore, type RedisStoreError } from "@ck/redis";
 *
 * try {
 *   redisStore("https://cache.example.com");
 * } catch (error) {
 *   (error as RedisStoreError).code; // → "ERR_INVALID_OPTION"
 * }
 * ```
 */
export class RedisStoreError extends Error {
  override readonly name = "RedisStoreError";
  readonly code: RedisStoreErrorCode;

  constructor(code: RedisStoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What the first word of a reply means, and what to do about it. */
const REPLIES: readonly (readonly [RegExp, RedisStoreErrorCode, string])[] = [
  [
    /^(NOAUTH|WRONGPASS|NOPERM)\b|^ERR AUTH\b/,
    "ERR_REDIS_AUTH",
    "Redis refuses the user, the password or the command. Look at the credentials of the client and, where there are ACLs, at the user's: it needs GET and SET on the keys of the prefix.",
  ],
  [/^READONLY\b/, "ERR_REDIS_READONLY", "The server is a replica, and takes no writes. Connect to the primary."],
  [
    /^OOM\b/,
    "ERR_REDIS_FULL",
    "Redis has reached its maxmemory. Give it more, or shorten how long the bot remembers (ttlMs).",
  ],
  // `SET … NX GET` is a syntax error before Redis 7, and nothing else of ours can be one.
  [/^ERR syntax error/, "ERR_REDIS_VERSION", "The server is older than Redis 7 or Valkey 7.2. Take one that is not."],
];

/**
 * Tells a reply of Redis from a connection that is not there, and either from what the store itself has thrown.
 * @param error what a command was rejected with, or what the client last met while it tried to connect
 */
export function explainFailure(error: unknown): RedisStoreError {
  if (error instanceof RedisStoreError) return error;
  const options = error === undefined ? {} : { cause: withoutCommand(error) };
  if (!(error instanceof Error && error.name === "ReplyError")) {
    const message =
      "There is no connection to Redis. The client goes on trying: see the cause, and whether the server is up.";
    return new RedisStoreError("ERR_REDIS_DOWN", message, options);
  }
  for (const [pattern, code, message] of REPLIES) {
    if (pattern.test(error.message)) return new RedisStoreError(code, message, options);
  }
  return new RedisStoreError("ERR_REDIS_REPLY", "Redis refused a command of the store. See the cause.", options);
}

/** The client hangs the command on its errors, and Redis quotes arguments that it cannot place: a visitor's words, or the password. */
function withoutCommand(error: unknown): Error {
  if (!(error instanceof Error)) return new Error("The client failed without an error.");
  const clean = new Error(error.message.replace(/, with args beginning with: .*/s, ""));
  clean.name = error.name;
  const { code } = error as { readonly code?: unknown };
  return typeof code === "string" ? Object.assign(clean, { code }) : clean;
}
