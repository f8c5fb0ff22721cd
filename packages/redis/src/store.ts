import { callHook, type Expiry, type Finding, type Store } from "@ck/bot";
import { describeWrongOptions } from "@ck/protocol";
import { Redis, type Cluster } from "ioredis";
import { checkServer } from "./check-server.js";
import { keepConnection, type Connectable } from "./connection.js";
import { RedisStoreError } from "./error.js";
import { reportEviction } from "./eviction.js";

/** The author's own client of ioredis: one server, Sentinel or a cluster. */
export type RedisClient = Redis | Cluster;

/** Options of {@link redisStore}. */
export interface RedisStoreOptions {
  /** Put before every key. Give each bot its own prefix if several share a Redis. Default `ck:`. */
  readonly prefix?: string;
  /**
   * How long a command may take, in ms, including the wait for a connection. Default 200: less than the 250 that a bot
   * waits for its store, so that the bot learns what is wrong.
   */
  readonly timeoutMs?: number;
  /** Called once if the server may evict what the bot has to remember. Default: `console.error`. */
  readonly onError?: ((error: RedisStoreError) => void) | undefined;
}

/** A {@link Store} whose connection can be closed. */
export interface RedisStore extends Store {
  /** Looks whether Redis may evict keys, and whether its clock and that of this machine agree: for `startupChecks`. */
  readonly check: () => Promise<readonly Finding[]>;
  /**
   * Closes the connection, after waiting at most `timeoutMs` for the replies that are due. Later calls are rejected
   * with
   * `ERR_REDIS_CLOSED`.
   */
  readonly close: () => Promise<void>;
}

/**
 * Creates a store in Redis 7 or later (or Valkey 7.2), shared by every process with the same Redis and prefix. Each call
 * is one command on one key: one round trip, and it works in a cluster.
 *
 * The store opens its own connection, a duplicate of the client: with your TLS, credentials, Sentinels and retry
 * strategy, but without a queue for commands during an outage. A command whose connection is lost is sent again within
 * `timeoutMs`: with more than Redis takes to restart, a planned restart fails no request. Sent again, `setIfAbsent`
 * tells its own value by its bytes; the replay guard gives each attempt a value of its own.
 *
 * @param client - an ioredis client, or a URL: `redis://[user:password@]host[:port][/database]`, `rediss://` for TLS
 * @param options - the keys' prefix, and how long a command may take
 * @throws {@link RedisStoreError} `ERR_INVALID_OPTION`: a value is invalid. An unreachable Redis does not throw here:
 * the store's calls are rejected until it is reachable
 *
 * @example
 * ```ts
 * import { createBot, receive } from "@ck/bot";
 * import { redisStore } from "@ck/redis";
 *
 * const store = redisStore("redis://127.0.0.1:6379");
 * const options = { publicKey: process.env["CK_PUBLIC_KEY"], replay: { store } };
 * await store.close();
 * ```
 */
export function redisStore(client: RedisClient | string | undefined, options: RedisStoreOptions = {}): RedisStore {
  const wrong = describeWrongOptions(options, ["prefix", "timeoutMs", "onError"], "redisStore");
  if (wrong !== undefined) throw invalid(wrong);
  const { prefix = "ck:", timeoutMs = 200, onError = (error) => console.error(error) } = options;
  if (typeof prefix !== "string") throw invalid(`prefix must be a string; got ${typeof prefix}.`);
  if (!(timeoutMs > 0 && timeoutMs <= 60_000)) throw invalid("timeoutMs must be a number of ms from 1 to 60,000.");
  const redis = connect(client, timeoutMs);
  const { use, close } = keepConnection(redis, timeoutMs);
  reportEviction(redis, (error) => callHook(() => onError(error)));

  return {
    async get(key) {
      return bytesOf(await use(() => redis.getBuffer(prefix + key)));
    },
    async setIfAbsent(key, value, expiry) {
      const bytes = bufferOf(value);
      let sent = 0;
      const found = await use(() => {
        sent++;
        return redis.setBuffer(prefix + key, bytes, "PX", wholeMs(expiry), "NX", "GET");
      });
      // Sent again because the first reply was lost, it finds what it wrote itself.
      return sent > 1 && found?.equals(bytes) ? undefined : bytesOf(found);
    },
    async set(key, value, expiry) {
      await use(() => redis.set(prefix + key, bufferOf(value), "PX", wholeMs(expiry)));
    },
    check: () => use(() => checkServer(redis)),
    close,
  };
}

/** The part of a client that the store uses, the same in a cluster and in ioredis 5 and 6. */
type Commands = Connectable & Pick<Redis, "getBuffer" | "setBuffer" | "set" | "info" | "time">;

function connect(client: RedisClient | string | undefined, timeoutMs: number): Commands {
  const failFast = {
    lazyConnect: false,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // A server that accepts bytes and never replies is dropped for a new connection.
    socketTimeout: 2 * timeoutMs,
  };
  if (typeof client === "string") {
    if (!/^rediss?:$/.test(URL.canParse(client) ? new URL(client).protocol : "")) {
      throw invalid("The URL of Redis must be redis://[user:password@]host[:port][/database], or rediss:// for TLS.");
    }
    return new Redis(client, failFast);
  }
  if (client === undefined || typeof (client as Partial<Redis>).setBuffer !== "function") {
    throw invalid(
      `redisStore needs a URL, or a Redis or Cluster of ioredis; got ${typeof client}. With node-redis, pass the URL that its client was created with.`,
    );
  }
  return client.isCluster
    ? (client as Cluster).duplicate([], {
        lazyConnect: false,
        // Without it, a command for a node that is still connecting is rejected although the cluster is ready. The
        // store
        // sends no command to a cluster that is not ready.
        enableOfflineQueue: true,
        // Otherwise commands that a lost node did not answer would be resent.
        retryDelayOnFailover: 0,
        redisOptions: failFast,
      })
    : (client as Redis).duplicate(failFast);
}

function bytesOf(reply: Buffer | null): Uint8Array | undefined {
  return reply === null ? undefined : new Uint8Array(reply.buffer, reply.byteOffset, reply.byteLength);
}

function bufferOf(value: Uint8Array): Buffer {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}

/** Redis accepts whole numbers only, and none past the end of its calendar. */
function wholeMs({ ttlMs }: Expiry): number {
  return Math.min(Math.ceil(ttlMs), Number.MAX_SAFE_INTEGER);
}

function invalid(message: string): RedisStoreError {
  return new RedisStoreError("ERR_INVALID_OPTION", message);
}
