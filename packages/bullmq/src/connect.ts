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
  return connection.isCluster
    ? (connection as Cluster).duplicate([], {
        lazyConnect: false,
        enableOfflineQueue,
        redisOptions: { maxRetriesPerRequest },
      })
    : (connection as Redis).duplicate(own);
}

/** Puts the copies that BullMQ makes of a client into a list: where Redis is away it leaves them trying for ever, and the process with them. */
export function listCopies(client: Client): readonly Client[] {
  const copies: Client[] = [];
  const copy = client.duplicate.bind(client) as (...args: unknown[]) => Client;
  client.duplicate = ((...args: unknown[]) => {
    const made = copy(...args);
    copies.push(made);
    return made;
  }) as never;
  return copies;
}

/** Ends connections, also those that are not there. */
export function endAll(clients: readonly Client[]): void {
  for (const client of clients) {
    // Told to disconnect between two attempts, it would forget what waits for it: neither "end" nor an error would come.
    if (client.status === "reconnecting") void client.connect().catch(() => undefined);
    client.disconnect();
  }
}

/** What the names of a queue must be at both ends: the braces keep its keys together in a cluster. */
export const NAMES = { name: "jobs", prefix: "{ck}" } as const;

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
