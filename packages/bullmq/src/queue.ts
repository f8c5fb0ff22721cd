import type { JobQueue } from "@ck/bot";
import { Queue, QueueEvents } from "bullmq";
import type { Cluster, Redis } from "ioredis";
import { connect, end, NAMES, requireNumber, requireOneNode, settledWithin, type BullConnection } from "./connect.js";

/**
 * Options of {@link bullQueue}.
 *
 * @example
 * ```ts
 * import type { BullQueueOptions } from "@ck/bullmq";
 *
 * const options: BullQueueOptions = { name: "leave-bot", attempts: 5 };
 * ```
 */
export interface BullQueueOptions {
  /** The queue's name, the same as the workers'. Give each bot its own. Default `jobs`. */
  readonly name?: string;
  /** Stands before every key of BullMQ; the braces keep them on one node of a cluster. Default `{ck}`. */
  readonly prefix?: string;
  /** How often a job is begun at most; an attempt whose worker died counts. Then the visitor gets the failure answer. Default 3. */
  readonly attempts?: number;
  /** How long to wait after a first attempt that failed, in ms; twice as long after each other. Default 1000. */
  readonly backoffMs?: number;
  /** How long a job may take to be taken in, in ms. Default 1000. */
  readonly timeoutMs?: number;
}

/**
 * The queue, for the web processes.
 *
 * @example
 * ```ts
 * import type { BullQueue } from "@ck/bullmq";
 *
 * const stop = (queue: BullQueue): Promise<void> => queue.close();
 * ```
 */
export interface BullQueue extends JobQueue {
  /** Closes the connections. Jobs stay where they are. */
  readonly close: () => Promise<void>;
}

/**
 * The queue of `lateAnswers`, for the web processes: an `execute` of a durable action becomes a job, and whichever worker is free does it. The id of a job is its
 * idempotency key. A job that Redis has acknowledged is done at least once, as far as Redis keeps what it acknowledges: `appendonly yes`.
 *
 * The job holds the visitor's request. It is removed as soon as it is done, or given up.
 * @param connection a URL, or an ioredis client, of which copies are made
 * @throws BotError `ERR_INVALID_OPTION`. A Redis that is not there is no error here: jobs are refused until it is
 *
 * @example
 * ```ts
 * import { action, createBot, memoryStore, receive } from "@ck/bot";
 * import { bullQueue } from "@ck/bullmq";
 *
 * const bot = createBot({ actions: { Report: action({ durable: true, execute: () => "The report is done." }) } });
 * const queue = bullQueue("redis://127.0.0.1:6379");
 * // In earnest, the store is shared as well: redisStore of @ck/redis.
 * receive(bot, { publicKey: false, lateAnswers: { store: memoryStore(), queue } });
 * await queue.close();
 * ```
 */
export function bullQueue(
  connection: BullConnection | undefined,
  { name = NAMES.name, prefix = NAMES.prefix, attempts = 3, backoffMs = 1000, timeoutMs = 1000 }: BullQueueOptions = {},
): BullQueue {
  requireOneNode(connection, prefix, name);
  requireNumber("attempts", attempts, "attempts");
  requireNumber("backoffMs", backoffMs, "ms");
  requireNumber("timeoutMs", timeoutMs, "ms");
  // A visitor waits: what cannot be taken in now is refused, and not put by until Redis is back.
  const writer = connect(connection, { enableOfflineQueue: false, maxRetriesPerRequest: 0 });
  const reader = connect(connection, { enableOfflineQueue: true, maxRetriesPerRequest: null });
  const queue = new Queue(name, {
    connection: writer,
    prefix,
    streams: { events: { maxLen: 1000 } },
    defaultJobOptions: {
      attempts,
      backoff: { type: "exponential", delay: backoffMs },
      removeOnComplete: true,
      removeOnFail: true,
      stackTraceLimit: 0,
    },
  });
  // BullMQ would make a copy of it, and open another connection than this one.
  reader.duplicate = (() => reader) as never;
  const events = new QueueEvents(name, { connection: reader, prefix });
  // What fails for want of a connection says so itself.
  const parts: readonly { on(event: "error", listener: () => void): unknown }[] = [queue, events, writer, reader];
  for (const part of parts) part.on("error", () => undefined);

  const waiting = new Map<string, Set<() => void>>();
  const finish = ({ jobId }: { readonly jobId: string }): void => waiting.get(jobId)?.forEach((settle) => settle());
  events.on("completed", finish);
  events.on("failed", finish);

  return {
    async add({ id, data }) {
      await within(timeoutMs, async (signal) => {
        // BullMQ would put it by, and take it in long after the visitor was told that it was not.
        if (writer.status !== "ready") await once(writer, "ready", signal);
        await queue.add("execute", data, { jobId: id });
      });
    },
    done: (id, { signal }) =>
      new Promise<void>((resolve) => {
        const others = waiting.get(id) ?? new Set();
        const settle = (): void => {
          others.delete(settle);
          if (others.size === 0) waiting.delete(id);
          signal.removeEventListener("abort", settle);
          resolve();
        };
        waiting.set(id, others.add(settle));
        signal.addEventListener("abort", settle, { once: true });
        if (signal.aborted) settle();
      }),
    async close() {
      const closed = Promise.allSettled([queue.close(), events.close()]);
      // Nothing is waited for on that one, and BullMQ would wait for its end.
      end(reader);
      await settledWithin(timeoutMs, closed);
      end(writer);
    },
  };
}

function once(client: Redis | Cluster, event: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const emitter: Pick<NodeJS.EventEmitter, "once" | "off"> = client;
    const settle = (): void => resolve();
    emitter.once(event, settle);
    signal.addEventListener("abort", () => {
      emitter.off(event, settle);
      reject(signal.reason as Error);
    });
  });
}

/** Does `work`, or rejects after `ms`. */
async function within(ms: number, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const over = new AbortController();
  const error = new Error(`Redis has not taken the job in after ${ms} ms.`);
  const timer = setTimeout(() => over.abort(error), ms);
  try {
    await Promise.race([
      work(over.signal),
      new Promise<never>((_, reject) => over.signal.addEventListener("abort", () => reject(error))),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
