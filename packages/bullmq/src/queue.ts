import { callHook, requireKnownOptions, requireNumber, type Finding, type JobQueue, type OnError } from "@ck/bot";
import { Queue, QueueEvents, type Telemetry } from "bullmq";
import { createCalls } from "./calls.js";
import { checkQueue } from "./check-queue.js";
import { connect, end, MAX, NAMES, requireOneNode, settledWithin, type BullConnection } from "./connect.js";
import { noticeEviction } from "./eviction.js";
import { dropFailed, listFailed, retryFailed, type FailedJob, type FailedRange } from "./failed-jobs.js";

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
  /**
   * How long adding a job may take, in ms, including the wait for a connection. With more than Redis takes to restart, a
   * planned restart fails no request. Default 1000.
   */
  readonly timeoutMs?: number;
  /** Called with what is wrong with the Redis of the queue, such as an eviction policy. Default: `console.error`. */
  readonly onError?: OnError | undefined;
  /** Passed on to BullMQ: an implementation of its telemetry interface, such as `bullmq-otel`. */
  readonly telemetry?: Telemetry | undefined;
}

const OPTIONS = {
  name: true,
  prefix: true,
  attempts: true,
  backoffMs: true,
  timeoutMs: true,
  onError: true,
  telemetry: true,
} satisfies Record<keyof BullQueueOptions, true>;

/** How many jobs a queue has: waiting for a worker, running, put off, given up. */
export interface JobCounts extends Readonly<Record<string, number>> {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
}

/** The queue, in a web process. */
export interface BullQueue extends JobQueue {
  /** Lists the jobs that were given up, the latest first. */
  readonly failed: (range?: FailedRange) => Promise<readonly FailedJob[]>;
  /** Puts a job that was given up back into the queue, with all its attempts. @returns whether it was there */
  readonly retry: (id: string) => Promise<boolean>;
  /** Removes a job that was given up. @returns whether it was there */
  readonly drop: (id: string) => Promise<boolean>;
  /** Looks whether Redis may evict jobs, and whether jobs wait that only a newer release can run: for `startupChecks`. */
  readonly check: () => Promise<readonly Finding[]>;
  /** How many jobs are in each state. */
  readonly counts: () => Promise<JobCounts>;
  /** Closes the connections. Jobs stay where they are. */
  readonly close: () => Promise<void>;
}

/**
 * Creates the queue of `lateAnswers` for a web process: a request for a durable handler becomes a job, and the next free
 * worker runs it. A job's id is its idempotency key. A job that Redis has acknowledged is done at least once, provided
 * that Redis keeps what it acknowledges: `appendonly yes`.
 *
 * The job contains the visitor's request, sealed if there is a `secret`. It is removed as soon as it is done. One that was
 * given up is kept for a while: see `keepFailed` of {@link WorkerOptions}.
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
export function bullQueue(connection: BullConnection | undefined, options: BullQueueOptions = {}): BullQueue {
  requireKnownOptions(options, Object.keys(OPTIONS), "bullQueue");
  const { name = NAMES.name, prefix = NAMES.prefix, attempts = 3, backoffMs = 1000, timeoutMs = 1000 } = options;
  const { onError = (error) => console.error(error), telemetry } = options;
  requireOneNode(connection, prefix, name);
  requireNumber("attempts", attempts, { unit: "attempts", least: 1, most: MAX });
  requireNumber("backoffMs", backoffMs, { unit: "ms", least: 1, most: MAX });
  requireNumber("timeoutMs", timeoutMs, { unit: "ms", least: 1, most: MAX });
  // A visitor is waiting: a job that cannot be added now is rejected, not queued until Redis is back.
  const writer = connect(connection, { enableOfflineQueue: false, maxRetriesPerRequest: 0 });
  const reader = connect(connection, { enableOfflineQueue: true, maxRetriesPerRequest: null });
  [writer, reader].forEach(noticeEviction((error) => callHook(() => onError(error, {}))));
  const queue = new Queue<string>(name, {
    connection: writer,
    prefix,
    streams: { events: { maxLen: 1000 } },
    defaultJobOptions: {
      attempts,
      backoff: { type: "exponential", delay: backoffMs },
      removeOnComplete: true,
      stackTraceLimit: 0,
    },
    ...(telemetry && { telemetry }),
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

  const { ask, insist } = createCalls(writer, timeoutMs);
  let closing: Promise<void> | undefined;

  return {
    async add({ id, data }) {
      // A job that was added before is not added again: it has the same id.
      await insist(() => queue.add("execute", data, { jobId: id }));
    },
    has: (id) => insist(async () => !ENDED.includes(await queue.getJobState(id))),
    counts: () =>
      insist(async () => {
        const counts = await queue.getJobCounts("wait", "active", "delayed", "failed");
        const { wait: waiting = 0, active = 0, delayed = 0, failed = 0 } = counts;
        return { waiting, active, delayed, failed };
      }),
    failed: (range = {}) => insist(() => listFailed(queue, range)),
    retry: (id) => ask(() => retryFailed(queue, id)),
    drop: (id) => ask(() => dropFailed(queue, id)),
    check: () => insist(() => checkQueue(queue, writer)),
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
    close: () =>
      (closing ??= (async () => {
        const closed = Promise.allSettled([queue.close(), events.close()]);
        // No reply is due on this one, and BullMQ would wait for its end.
        end(reader);
        await settledWithin(timeoutMs, closed);
        end(writer);
      })()),
  };
}

/** The states of a job that will not run any more. */
const ENDED: readonly string[] = ["completed", "failed", "unknown"];
