import type { Expiry, Store } from "@ck/bot";
import { Redis, type Cluster } from "ioredis";
import { keepConnection, type Connectable } from "./connection.js";
import { RedisStoreError } from "./error.js";

/**
 * The author's own client of ioredis: one server, Sentinel or a cluster.
 *
 * @example
 * ```ts
 * import { redisStore, type RedisClient } from "@ck/redis";
 * import { Cluster } from "ioredis";
 *
 * const nodes = ["10.0.0.1", "10.0.0.2", "10.0.0.3"].map((host) => ({ host, port: 6379 }));
 * const client: RedisClient = new Cluster(nodes, { lazyConnect: true });
 * const open = () => redisStore(client);
 * ```
 */
export type RedisClient = Redis | Cluster;

/**
 * Options of {@link redisStore}.
 *
 * @example
 * ```ts
 * import type { RedisStoreOptions } from "@ck/redis";
 *
 * const options: RedisStoreOptions = { prefix: "leave-bot:", timeoutMs: 300 };
 * ```
 */
export interface RedisStoreOptions {
  /** Stands before every key. Give each bot its own where several share a Redis. Default `ck:`. */
  readonly prefix?: string;
  /**
   * How long a command may take, in ms, the wait for a connection included. Default 200: below the
   * 250 that a bot waits for its store, so that it is told what is wrong.
   */
  readonly timeoutMs?: number;
}

/**
 * A {@link Store} whose connection can be closed.
 *
 * @example
 * ```ts
 * import type { RedisStore } from "@ck/redis";
 *
 * const stop = (store: RedisStore): Promise<void> => store.close();
 * ```
 */
export interface RedisStore extends Store {
  /** Waits for the commands that were sent, no longer than `timeoutMs`, and closes the connection. What comes later is rejected with `ERR_REDIS_CLOSED`. */
  readonly close: () => Promise<void>;
}

/**
 * A store in Redis 7 or later (or Valkey), shared by every process that has the same Redis and prefix. Each of its calls is one command, so one round trip, on one
 * key, so a cluster will do.
 *
 * The store has a connection of its own, made after the pattern of the client: with the author's TLS, credentials, Sentinels and retry strategy, but without a
 * queue for commands in an outage, and with nothing sent twice. A command that was carried out, and whose reply was lost, would otherwise find what it has set
 * itself, and take a new request for a replay.
 * @param client an ioredis client, or a URL `redis://[user:password@]host[:port][/database]`, `rediss://` for TLS
 * @throws RedisStoreError `ERR_INVALID_OPTION`. A Redis that is not there is no error here: the calls of the store are rejected until it is
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
export function redisStore(
  client: RedisClient | string | undefined,
  { prefix = "ck:", timeoutMs = 200 }: RedisStoreOptions = {},
): RedisStore {
  if (typeof prefix !== "string") throw invalid(`prefix must be a text, and is ${typeof prefix}.`);
  if (!(timeoutMs > 0 && timeoutMs <= 60_000))
    throw invalid("timeoutMs must be a number of ms above 0, and at most 60,000.");
  const redis = connect(client, timeoutMs);
  const { use, close } = keepConnection(redis, timeoutMs);

  return {
    async get(key) {
      return bytesOf(await use(() => redis.getBuffer(prefix + key)));
    },
    async setIfAbsent(key, value, expiry) {
      return bytesOf(
        await use(() => redis.setBuffer(prefix + key, bufferOf(value), "PX", wholeMs(expiry), "NX", "GET")),
      );
    },
    async set(key, value, expiry) {
      await use(() => redis.set(prefix + key, bufferOf(value), "PX", wholeMs(expiry)));
    },
    close,
  };
}

/** The part of a client that the store uses; it is the same in a cluster, and in ioredis 5 and 6. */
type Commands = Connectable & Pick<Redis, "getBuffer" | "setBuffer" | "set">;

function connect(client: RedisClient | string | undefined, timeoutMs: number): Commands {
  const failFast = {
    lazyConnect: false,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // A server that takes bytes and says nothing is left for a new connection.
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
      `redisStore needs a URL, or a Redis or Cluster of ioredis, and got ${typeof client}. Of node-redis, give the URL that its client was made with.`,
    );
  }
  return client.isCluster
    ? (client as Cluster).duplicate([], {
        lazyConnect: false,
        // Without it, what is for a node that is just being connected to is refused, though the cluster is ready. No command is given to one that is not.
        enableOfflineQueue: true,
        // What a node that went away has not replied to would be sent again.
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

/** Redis takes whole numbers, and none that would pass its own calendar. */
function wholeMs({ ttlMs }: Expiry): number {
  return Math.min(Math.ceil(ttlMs), Number.MAX_SAFE_INTEGER);
}

function invalid(message: string): RedisStoreError {
  return new RedisStoreError("ERR_INVALID_OPTION", message);
}
