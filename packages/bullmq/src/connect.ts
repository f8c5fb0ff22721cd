import { BotError } from "@ck/bot";
import { Redis, type Cluster, type RedisOptions } from "ioredis";

/**
 * The Redis of the queue: a URL, or a client of ioredis, which is left as it is.
 *
 * @example
 * ```ts
 * import type { BullConnection } from "@ck/bullmq";
 *
 * const connection: BullConnection = "redis://127.0.0.1:6379";
 * ```
 */
export type BullConnection = string | Redis | Cluster;

type Client = Redis | Cluster;

/** Opens a connection of our own to the same Redis, with what it needs to be different. */
export function connect(
  connection: BullConnection | undefined,
  { enableOfflineQueue, maxRetriesPerRequest }: Pick<RedisOptions, "enableOfflineQueue" | "maxRetriesPerRequest">,
): Client {
  const own = { lazyConnect: false, enableOfflineQueue, maxRetriesPerRequest };
  if (typeof connection === "string") {
    if (/^rediss?:$/.test(URL.canParse(connection) ? new URL(connection).protocol : ""))
      return new Redis(connection, own);
    throw invalid("The URL of Redis must be redis://[user:password@]host[:port][/database], or rediss:// for TLS.");
  }
  if (connection === undefined || typeof (connection as Partial<Redis>).duplicate !== "function") {
    throw invalid(`connection must be a URL, or a Redis or Cluster of ioredis, and is ${typeof connection}.`);
  }
  if (!connection.isCluster) return (connection as Redis).duplicate(own);
  const redisOptions = { maxRetriesPerRequest };
  return settling((connection as Cluster).duplicate([], { lazyConnect: false, enableOfflineQueue, redisOptions }));
}

/**
 * Has each `connect` of a cluster settle. Where the nodes are there and the cluster is not yet, ioredis lets go of the one who waits, and tries again by itself; a worker
 * of BullMQ, which waits, would do no job any more.
 */
function settling(client: Client): Client {
  const connect = client.connect.bind(client);
  const waiting = new Set<(error?: Error) => void>();
  const settleAll = (error?: Error): void => waiting.forEach((settle) => settle(error));
  const emitter: Pick<NodeJS.EventEmitter, "on"> = client;
  emitter.on("ready", () => settleAll());
  emitter.on("end", () => settleAll(new Error("The connection was ended.")));
  client.connect = () =>
    new Promise<void>((resolve, reject) => {
      const settle = (error?: Error): void => {
        waiting.delete(settle);
        if (error === undefined) resolve();
        else reject(error);
      };
      waiting.add(settle);
      connect().then(
        () => settle(),
        (error: unknown) => settle(error as Error),
      );
    });
  return client;
}

/** Puts the copies that BullMQ makes of a client into a list: where Redis is away it leaves them trying for ever, and the process with them. */
export function listCopies(client: Client): readonly Client[] {
  const copies: Client[] = [];
  const copy = client.duplicate.bind(client) as (...args: unknown[]) => Client;
  client.duplicate = ((...args: unknown[]) => {
    const made = client.isCluster ? settling(copy(...args)) : copy(...args);
    copies.push(made);
    return made;
  }) as never;
  return copies;
}

/** Ends a connection, also one that is not there. */
export function end(client: Client): void {
  if (client.status === "end") return;
  // Told to disconnect between two attempts, ioredis forgets what waits for the client: neither "end" nor an error comes. One that has not begun it ends.
  if (client.status === "reconnecting" || client.status === "disconnecting") client.status = "wait";
  client.disconnect();
}

/** What the names of a queue must be at both ends: the braces keep its keys together in a cluster. */
export const NAMES = { name: "jobs", prefix: "{ck}" } as const;

/** In a cluster the scripts of BullMQ want all keys of a queue on one node, and the braces see to that. */
export function requireOneNode(connection: BullConnection | undefined, prefix: string, name: string): void {
  const isCluster = typeof connection === "object" && connection.isCluster;
  if (!isCluster || /^[^{]*\{[^}]+\}/.test(`${prefix}:${name}`)) return;
  throw invalid('In a cluster, prefix must hold something in braces, as "{leave-bot}": it keeps a queue on one node.');
}

export function invalid(message: string): BotError {
  return new BotError("ERR_INVALID_OPTION", message);
}

/** Whether it was told that an error came that somebody should know of: once an outage. */
export interface OncePerOutage {
  readonly tell: (error: unknown) => void;
  readonly over: () => void;
}

export function oncePerOutage(report: (error: BotError) => void): OncePerOutage {
  let isTold = false;
  return {
    tell(cause) {
      if (isTold) return;
      isTold = true;
      report(new BotError("ERR_QUEUE", "The queue has lost its Redis, and goes on trying. See the cause.", { cause }));
    },
    over: () => (isTold = false),
  };
}

export function requireNumber(name: string, value: unknown, unit: string): void {
  if (typeof value === "number" && value >= 1 && value < 2 ** 31) return;
  throw invalid(
    `${name} must be a number of ${unit} of at least 1, and is ${typeof value === "number" ? String(value) : `a ${typeof value}`}.`,
  );
}

/** Waits for `work`, however it ends, but no longer than `ms`. */
export async function settledWithin(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work.catch(() => undefined), over]);
  clearTimeout(timer);
}
