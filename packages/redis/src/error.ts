import { cleanError } from "@ck/bot";

/** Every way in which the store can fail. */
export type RedisStoreErrorCode =
  /** An option has an invalid value. Fix: see the message, which names the option and what it accepts. */
  | "ERR_INVALID_OPTION"
  /** There is no connection to Redis; the `cause` says why. Fix: start or reach the server. The client keeps trying. */
  | "ERR_REDIS_DOWN"
  /**
   * Redis did not reply in time, and may or may not have run the command. Fix: check its load and its distance, or
   * raise
   * `timeoutMs`.
   */
  | "ERR_REDIS_TIMEOUT"
  /**
   * Redis rejected the user, the password or the command. Fix: check the credentials; with ACLs, allow GET and SET on
   * the
   * keys of the prefix.
   */
  | "ERR_REDIS_AUTH"
  /** The server is older than Redis 7 or Valkey 7.2, which `SET … NX GET` needs. Fix: upgrade it. */
  | "ERR_REDIS_VERSION"
  /** The server is a replica, which accepts no writes. Fix: connect to the primary. */
  | "ERR_REDIS_READONLY"
  /** The server has reached its `maxmemory`. Fix: give it more memory, or lower `ttlMs`. */
  | "ERR_REDIS_FULL"
  /**
   * The server may evict keys: its `maxmemory-policy` is not `noeviction`. Reported to `onError`, once. Fix: set it to
   * `noeviction`.
   */
  | "ERR_REDIS_EVICTION"
  /** Redis rejected the command for another reason. Fix: see the message of the `cause`. */
  | "ERR_REDIS_REPLY"
  /** The store was used after `close()`. Fix: close it last, or create another with `redisStore`. */
  | "ERR_REDIS_CLOSED";

/** An error between the store and Redis. Neither its message nor its `cause` contains a key, a value or a password. */
export class RedisStoreError extends Error {
  override readonly name = "RedisStoreError";
  readonly code: RedisStoreErrorCode;

  constructor(code: RedisStoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Recognises a {@link RedisStoreError} of this or another copy of this package.
 *
 * @example
 * ```ts
 * import { isRedisStoreError, redisStore } from "@ck/redis";
 *
 * const store = redisStore("redis://127.0.0.1:6379");
 * await store.close();
 * const error: unknown = await store.get("a").catch((thrown: unknown) => thrown);
 * isRedisStoreError(error) && error.code; // → "ERR_REDIS_CLOSED"
 * ```
 */
export function isRedisStoreError(error: unknown): error is RedisStoreError {
  return error instanceof Error && error.name === "RedisStoreError" && "code" in error;
}

/** What the first word of an error reply means, and what to do about it. */
const REPLIES: readonly (readonly [RegExp, RedisStoreErrorCode, string])[] = [
  [
    /^(NOAUTH|WRONGPASS|NOPERM)\b|^ERR AUTH\b/,
    "ERR_REDIS_AUTH",
    "Redis rejected the user, the password or the command. Check the client's credentials. With ACLs, the user needs GET and SET on the keys of the prefix.",
  ],
  [/^READONLY\b/, "ERR_REDIS_READONLY", "The server is a replica, which accepts no writes. Connect to the primary."],
  [
    /^OOM\b/,
    "ERR_REDIS_FULL",
    "Redis has reached its maxmemory. Give it more memory, or lower how long the bot remembers (ttlMs).",
  ],
  // `SET … NX GET` is a syntax error before Redis 7; the store sends nothing else that could be one.
  [/^ERR syntax error/, "ERR_REDIS_VERSION", "The server is older than Redis 7 or Valkey 7.2. Upgrade it."],
];

/**
 * Gives an error its code: an error reply, a missing connection, or an error of the store itself.
 *
 * @param error - what a command was rejected with, or the client's last connection error
 */
export function explainFailure(error: unknown): RedisStoreError {
  if (isRedisStoreError(error)) return error;
  const options = error === undefined ? {} : { cause: cleanError(error) };
  if (!(error instanceof Error && error.name === "ReplyError")) {
    const message =
      "There is no connection to Redis. The client keeps trying. See the cause, and check that the server is up.";
    return new RedisStoreError("ERR_REDIS_DOWN", message, options);
  }
  for (const [pattern, code, message] of REPLIES) {
    if (pattern.test(error.message)) return new RedisStoreError(code, message, options);
  }
  return new RedisStoreError("ERR_REDIS_REPLY", "Redis rejected a command of the store. See the cause.", options);
}
