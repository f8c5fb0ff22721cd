import { BotError } from "@ck/bot";
import { Redis, type Cluster, type RedisOptions } from "ioredis";

/** The Redis of the queue: a URL, or an ioredis client, which is left as it is. */
export type BullConnection = string | Redis | Cluster;

export type Client = Redis | Cluster;

/** What a connection of ours needs to be different. */
type Own = Pick<RedisOptions, "enableOfflineQueue" | "maxRetriesPerRequest">;

/**
 * Options of the author's client that would stop a queue: BullMQ waits for jobs with commands that block for seconds, and
 * reads replies in their classic form.
 */
const HARMLESS = {
  commandTimeout: undefined,
  socketTimeout: undefined,
  blockingTimeout: undefined,
  enableAutoPipelining: false,
  stringNumbers: false,
  readOnly: false,
  replyMapping: "legacy",
} as const satisfies RedisOptions;
/** How long to wait before a connection is tried again, if the author's own strategy has given up, in ms. */
const RECONNECT_MS = 5000;

/** Opens a new connection to the same Redis. */
export function connect(connection: BullConnection | undefined, own: Own): Client {
  if (typeof connection === "string") {
    if (/^rediss?:$/.test(URL.canParse(connection) ? new URL(connection).protocol : "")) {
      return new Redis(connection, { ...own, lazyConnect: false });
    }
    throw invalid("The URL of Redis must be redis://[user:password@]host[:port][/database], or rediss:// for TLS.");
  }
  if (connection === undefined || typeof (connection as Partial<Redis>).duplicate !== "function") {
    throw invalid(`connection must be a URL, or a Redis or Cluster of ioredis; got ${typeof connection}.`);
  }
  requireNoKeyPrefix(connection);
  if (!connection.isCluster) {
    const { retryStrategy } = (connection as Redis).options;
    return (connection as Redis).duplicate({
      ...HARMLESS,
      ...own,
      lazyConnect: false,
      retryStrategy: (times: number) => asNumber(retryStrategy?.(times)) ?? RECONNECT_MS,
    });
  }
  const { readOnly: _, ...harmless } = HARMLESS;
  const { enableOfflineQueue, maxRetriesPerRequest } = own;
  const redisOptions = { ...harmless, maxRetriesPerRequest };
  return settling(
    (connection as Cluster).duplicate([], {
      lazyConnect: false,
      enableOfflineQueue,
      enableAutoPipelining: false,
      scaleReads: "master",
      redisOptions,
    }),
  );
}

function asNumber(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** BullMQ builds keys in its scripts, where ioredis cannot put its prefix before them. */
function requireNoKeyPrefix({ options }: Client): void {
  const { keyPrefix, redisOptions } = options as RedisOptions & { readonly redisOptions?: RedisOptions };
  if (!keyPrefix && !redisOptions?.keyPrefix) return;
  throw invalid(
    "connection is a client with keyPrefix, which BullMQ does not support. Pass a client without it, and set the option prefix of bullQueue and createWorker.",
  );
}

/**
 * Makes each `connect` of a cluster settle. While the nodes are up and the cluster is not, ioredis retries without
 * settling the promise, and a worker of BullMQ that awaits it would never run a job again.
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

/**
 * Lists the duplicates that BullMQ makes of a client. If Redis is down, it leaves them retrying, which keeps the
 * process alive.
 */
export function listCopies(client: Client, prepare: (copy: Client) => void): readonly Client[] {
  const copies: Client[] = [];
  const copy = client.duplicate.bind(client) as (...args: unknown[]) => Client;
  client.duplicate = ((...args: unknown[]) => {
    const made = client.isCluster ? settling(copy(...args)) : copy(...args);
    copies.push(made);
    prepare(made);
    return made;
  }) as never;
  return copies;
}

/** Ends a connection, even one that was never established. */
export function end(client: Client): void {
  if (client.status === "end") return;
  // Disconnected between two attempts, ioredis emits neither "end" nor an error, and what waits for the client waits
  // for
  // ever. Disconnected before the first attempt, it emits "end".
  if (client.status === "reconnecting" || client.status === "disconnecting") client.status = "wait";
  client.disconnect();
}

/** The defaults at both ends. The braces keep the keys of a queue on one node of a cluster. */
export const NAMES = { name: "jobs", prefix: "{ck}" } as const;

/** In a cluster the scripts of BullMQ need all keys of a queue on one node. Braces in the key take care of that. */
export function requireOneNode(connection: BullConnection | undefined, prefix: string, name: string): void {
  const isCluster = typeof connection === "object" && connection.isCluster;
  if (!isCluster || /^[^{]*\{[^}]+\}/.test(`${prefix}:${name}`)) return;
  throw invalid('In a cluster, prefix must contain braces, such as "{leave-bot}", to keep a queue on one node.');
}

/** The largest number that timers and BullMQ accept. */
export const MAX: number = 2 ** 31 - 1;

export function invalid(message: string): BotError {
  return new BotError("ERR_INVALID_OPTION", message);
}

/** Waits until `work` has settled, but no longer than `ms`. */
export async function settledWithin(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work.catch(() => undefined), over]);
  clearTimeout(timer);
}
