import {
  action,
  createBot,
  createJobRunner,
  type Bot,
  type BotError,
  type JobRunner,
  type JobRunnerOptions,
  type OnError,
} from "@ck/bot";
import { DelayedError, UnrecoverableError, WaitingError, Worker, type Job } from "bullmq";
import {
  connect,
  end,
  listCopies,
  NAMES,
  oncePerOutage,
  requireNumber,
  requireOneNode,
  settledWithin,
  type BullConnection,
} from "./connect.js";

/**
 * Options of {@link createWorker}. `store`, `giveUpMs`, `ttlMs`, `timeoutMs` and `onError` are those of `createJobRunner`.
 *
 * @example
 * ```ts
 * import { memoryStore } from "@ck/bot";
 * import type { WorkerOptions } from "@ck/bullmq";
 *
 * const options: WorkerOptions = { connection: "redis://127.0.0.1:6379", store: memoryStore(), concurrency: 2 };
 * ```
 */
export interface WorkerOptions extends JobRunnerOptions {
  /** The Redis of the queue: a URL, or an ioredis client, of which copies are made. */
  readonly connection: BullConnection | undefined;
  /** The queue's name, as {@link bullQueue} has it. Default `jobs`. */
  readonly name?: string;
  /** As {@link bullQueue} has it. Default `{ck}`. */
  readonly prefix?: string;
  /** How many jobs this process does at once. Default 10. */
  readonly concurrency?: number;
  /** How long a worker that says nothing keeps its job, in ms; one that lives says something every half of it. Default 30,000. */
  readonly lockMs?: number;
  /** How often each worker looks for jobs of workers that died, in ms. Default 15,000. */
  readonly stalledMs?: number;
}

/**
 * A worker at work.
 *
 * @example
 * ```ts
 * import type { JobWorker } from "@ck/bullmq";
 *
 * const stop = (worker: JobWorker): Promise<void> => worker.close({ graceMs: 30_000 });
 * ```
 */
export interface JobWorker {
  /**
   * Takes no more jobs, and lets those that it has finish for `graceMs`, 10,000 unless told otherwise. What is not done by then is aborted and goes back to the queue:
   * another worker begins it anew.
   */
  readonly close: (options?: { readonly graceMs?: number }) => Promise<void>;
}

/** How long an aborted job, and Redis, may take to let go when a worker is closed, in ms. */
const CLOSE_MS = 5000;
/** How long a worker waits after its connection failed, in ms. BullMQ's own 15 s is longer than a visitor waits. */
const RETRY_MS = 1000;
/** How long a job waits while the store cannot be asked, in ms. */
const STORE_WAIT_MS = 1000;

/**
 * Does the jobs of durable actions, on any machine that has the bot and the same Redis. A job is done at least once: where a worker dies, another one begins it anew
 * after `lockMs` at the latest, and `stalledMs`. The visitor gets one answer all the same; what the handler does elsewhere should hang on `idempotencyKey`.
 * @throws BotError `ERR_INVALID_OPTION`
 *
 * @example
 * ```ts
 * import { action, createBot, memoryStore } from "@ck/bot";
 * import { createWorker } from "@ck/bullmq";
 *
 * const bot = createBot({ actions: { Report: action({ durable: true, execute: () => "The report is done." }) } });
 * // In earnest: redisStore of @ck/redis.
 * const worker = createWorker(bot, { connection: "redis://127.0.0.1:6379", store: memoryStore(), onError: () => {} });
 * await worker.close();
 * ```
 */
export function createWorker(bot: Bot, options: WorkerOptions): JobWorker {
  const { connection, name = NAMES.name, prefix = NAMES.prefix, onError = (error) => console.error(error) } = options;
  const { concurrency = 10, lockMs = 30_000, stalledMs = 15_000 } = options;
  requireOneNode(connection, prefix, name);
  requireNumber("concurrency", concurrency, "jobs");
  requireNumber("lockMs", lockMs, "ms");
  requireNumber("stalledMs", stalledMs, "ms");
  const run = createJobRunner(bot, options);
  const giveUp = createJobRunner(standIn(bot), options);
  const stopping = new AbortController();

  // BullMQ wants its commands to wait for the connection, however long that takes.
  const client = connect(connection, { enableOfflineQueue: true, maxRetriesPerRequest: null });
  const copies = listCopies(client);
  let closing: Promise<void> | undefined;
  const outage = oncePerOutage((error) => {
    // What fails then fails because its connection was ended.
    if (!closing) onError(error, {});
  });
  client.on("error", outage.tell);
  client.on("ready", outage.over);
  const worker = new Worker<string>(
    name,
    (job, token) => attempt({ run, giveUp, onError }, job, token, stopping.signal),
    {
      connection: client,
      prefix,
      concurrency,
      lockDuration: lockMs,
      stalledInterval: stalledMs,
      runRetryDelay: RETRY_MS,
      // An attempt whose worker died counts as one, and how many there are is the queue's to say.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    },
  );
  worker.on("error", outage.tell);

  return {
    close: ({ graceMs = 10_000 } = {}) =>
      (closing ??= (async () => {
        const timer = setTimeout(() => stopping.abort(), graceMs);
        const closed = worker.close();
        // They wait for jobs, and BullMQ would wait for their end.
        copies.forEach(end);
        await settledWithin(graceMs + CLOSE_MS, closed);
        clearTimeout(timer);
        // BullMQ may have connected a copy to its cluster once more.
        for (const each of [client, ...copies]) end(each);
        // What waited for Redis has failed now, and BullMQ stops its timers.
        await settledWithin(CLOSE_MS, closed);
      })()),
  };
}

async function attempt(
  { run, giveUp, onError }: { readonly run: JobRunner; readonly giveUp: JobRunner; readonly onError: OnError },
  job: Job<string>,
  token: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const allowed = job.opts.attempts ?? 1;
  const made = job.attemptsMade + job.stalledCounter;
  const isLast = made + 1 >= allowed;
  try {
    await (made < allowed ? run(job.data, { isLast, signal }) : giveUp(job.data, { signal }));
  } catch (error) {
    if (signal.aborted) {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    const { code, message } = error as BotError;
    if (code === "ERR_INVALID_JOB") onError(error as BotError, {});
    if (code === "ERR_STORE") {
      // Whether it is done already cannot be seen: as good as not begun.
      await job.moveToDelayed(Date.now() + STORE_WAIT_MS, token);
      throw new DelayedError();
    }
    // BullMQ keeps the message with the job; ours holds no words of the visitor's.
    if (isLast || code === "ERR_INVALID_JOB") throw new UnrecoverableError(message);
    throw error;
  }
}

/** A bot that fails at each action of another: what a job gets whose handler takes every worker down. */
function standIn(bot: Bot): Bot {
  const execute = (): never => {
    throw new Error("The job was given up: each worker that began it has died.");
  };
  return createBot({
    actions: Object.fromEntries(Object.keys(bot.actions).map((name) => [name, action({ execute })])),
  });
}
