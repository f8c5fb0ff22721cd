import { requireNumber, type JobQueue } from "@ck/bot";
import { Queue, QueueEvents } from "bullmq";
import type { Cluster, Redis } from "ioredis";
import { connect, end, MAX, NAMES, requireOneNode, settledWithin, type BullConnection } from "./connect.js";

/** Options of {@link bullQueue}. */
export interface BullQueueOptions {
  /** The queue's name, the same in the workers. Give each bot its own. Default `jobs`. */
  readonly name?: string;
  /** Put before every key of BullMQ. The braces keep them on one node of a cluster. Default `{ck}`. */
  readonly prefix?: string;
  /**
   * How often a job is started at most, including attempts whose worker died. Then the visitor gets the failure answer.
   * Default 3.
   */
  readonly attempts?: number;
  /** How long to wait after the first failed attempt, in ms; twice as long after each further one. Default 1000. */
  readonly backoffMs?: number;
  /** How long adding a job may take, in ms. Default 1000. */
  readonly timeoutMs?: number;
}

/** The queue, in a web process. */
export interface BullQueue extends JobQueue {
  /** Closes the connections. Jobs stay where they are. */
  readonly close: () => Promise<void>;
}

/**
 * Creates the queue of `lateAnswers` for a web process: an `execute` of a durable action becomes a job, and the next
 * free
 * worker runs it. A job's id is its idempotency key. A job that Redis has acknowledged is done at least once, provided
 * that Redis keeps what it acknowledges: `appendonly yes`.
 *
 * The job contains the visitor's request. It is removed as soon as it is done or given up.
 *
 * @param connection - a URL, or an ioredis client, which is duplicated
 * @param options - the queue's name and prefix, the attempts, and the times
 * @throws `BotError` `ERR_INVALID_OPTION`: a value is invalid. An unreachable Redis does not throw here: jobs are
 * rejected until it is reachable
 *
 * @example
 * ```ts
 * import { action, createBot, memoryStore, receive } from "@ck/bot";
 * import { bullQueue } from "@ck/bullmq";
 *
 * const bot = createBot({ actions: { Report: action({ durable: true, execute: () => "The report is done." }) } });
 * const queue = bullQueue("redis://127.0.0.1:6379");
 * // In production the store is shared too: redisStore of @ck/redis.
 * receive(bot, { publicKey: false, lateAnswers: { store: memoryStore(), queue } });
 * await queue.close();
 * ```
 */
export function bullQueue(
  connection: BullConnection | undefined,
  { name = NAMES.name, prefix = NAMES.prefix, attempts = 3, backoffMs = 1000, timeoutMs = 1000 }: BullQueueOptions = {},
): BullQueue {
  requireOneNode(connection, prefix, name);
  requireNumber("attempts", attempts, { unit: "attempts", least: 1, most: MAX });
  requireNumber("backoffMs", backoffMs, { unit: "ms", least: 1, most: MAX });
  requireNumber("timeoutMs", timeoutMs, { unit: "ms", least: 1, most: MAX });
  // A visitor is waiting: a job that cannot be added now is rejected, not queued until Redis is back.
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
  // BullMQ would duplicate the client, and open a connection in addition to this one.
  reader.duplicate = (() => reader) as never;
  const events = new QueueEvents(name, { connection: reader, prefix });
  // A call that fails for want of a connection is rejected.
  const parts: readonly { on(event: "error", listener: () => void): unknown }[] = [queue, events, writer, reader];
  for (const part of parts) part.on("error", () => undefined);

  const waiting = new Map<string, Set<() => void>>();
  const finish = ({ jobId }: { readonly jobId: string }): void => waiting.get(jobId)?.forEach((settle) => settle());
  events.on("completed", finish);
  events.on("failed", finish);

  return {
    async add({ id, data }) {
      await within(timeoutMs, async (signal) => {
        // BullMQ would hold the job, and add it long after the visitor was told that it failed.
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
      // No reply is due on this one, and BullMQ would wait for its end.
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

/** Settles as `work` does, or rejects after `ms`. */
async function within(ms: number, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const over = new AbortController();
  const error = new Error(`Redis did not accept the job within ${ms} ms.`);
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
