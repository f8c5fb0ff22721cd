import {
  createJobRunner,
  requireNumber,
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
  MAX,
  NAMES,
  oncePerOutage,
  requireOneNode,
  settledWithin,
  type BullConnection,
} from "./connect.js";

/**
 * Options of {@link createWorker}. `store`, `giveUpMs`, `ttlMs`, `timeoutMs` and `onError` are those of
 * `createJobRunner`.
 */
export interface WorkerOptions extends JobRunnerOptions {
  /** The Redis of the queue: a URL, or an ioredis client, which is duplicated. */
  readonly connection: BullConnection | undefined;
  /** The queue's name, as in {@link bullQueue}. Default `jobs`. */
  readonly name?: string;
  /** As in {@link bullQueue}. Default `{ck}`. */
  readonly prefix?: string;
  /** How many jobs this process runs at once. Default 10. */
  readonly concurrency?: number;
  /**
   * After how many ms of silence a worker has lost its jobs. A live one renews its claim twice in that time. Default
   * 30,000.
   */
  readonly lockMs?: number;
  /** How often each worker looks for the jobs of dead workers, in ms. Default 15,000. */
  readonly stalledMs?: number;
}

/** A running worker. */
export interface JobWorker {
  /**
   * Accepts no more jobs, and lets the running ones finish for `graceMs`, by default 10,000. What is not done by then
   * is
   * aborted and goes back to the queue: another worker starts it anew.
   */
  readonly close: (options?: { readonly graceMs?: number }) => Promise<void>;
}

/** How long aborted jobs, and Redis, may take to finish when a worker is closed, in ms. */
const CLOSE_MS = 5000;
/** How long a worker waits after a connection error, in ms. BullMQ's own 15 s is longer than a visitor waits. */
const RETRY_MS = 1000;
/** How long a job is put off when the store fails, in ms. */
const STORE_WAIT_MS = 1000;

/**
 * Runs the jobs of durable actions, on any machine with the bot and the same Redis. A job is done at least once: if its
 * worker dies, another one starts it anew after at most `lockMs` plus `stalledMs`. The visitor gets one answer all the
 * same; make the handler's other effects depend on `idempotencyKey`.
 *
 * @param bot - the bot of the web processes
 * @param options - `connection` and `store` are required
 * @throws `BotError` `ERR_INVALID_OPTION`: a value is missing or invalid
 *
 * @example
 * ```ts
 * import { action, createBot, memoryStore } from "@ck/bot";
 * import { createWorker } from "@ck/bullmq";
 *
 * const bot = createBot({ actions: { Report: action({ durable: true, execute: () => "The report is done." }) } });
 * // In production: redisStore of @ck/redis.
 * const worker = createWorker(bot, { connection: "redis://127.0.0.1:6379", store: memoryStore(), onError: () => {} });
 * await worker.close();
 * ```
 */
export function createWorker(bot: Bot, options: WorkerOptions): JobWorker {
  const { connection, name = NAMES.name, prefix = NAMES.prefix, onError = (error) => console.error(error) } = options;
  const { concurrency = 10, lockMs = 30_000, stalledMs = 15_000 } = options;
  requireOneNode(connection, prefix, name);
  requireNumber("concurrency", concurrency, { unit: "jobs", least: 1, most: MAX });
  requireNumber("lockMs", lockMs, { unit: "ms", least: 1, most: MAX });
  requireNumber("stalledMs", stalledMs, { unit: "ms", least: 1, most: MAX });
  const run = createJobRunner(bot, options);
  const stopping = new AbortController();

  // BullMQ expects its commands to wait for the connection, however long that takes.
  const client = connect(connection, { enableOfflineQueue: true, maxRetriesPerRequest: null });
  const copies = listCopies(client);
  let closing: Promise<void> | undefined;
  const outage = oncePerOutage((error) => {
    // Errors while closing only say that the connection was ended.
    if (!closing) onError(error, {});
  });
  client.on("error", outage.tell);
  client.on("ready", outage.over);
  const worker = new Worker<string>(name, (job, token) => attempt({ run, onError }, job, token, stopping.signal), {
    connection: client,
    prefix,
    concurrency,
    lockDuration: lockMs,
    stalledInterval: stalledMs,
    runRetryDelay: RETRY_MS,
    // An attempt whose worker died counts as one of the queue's `attempts`; see `attempt`.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
  });
  worker.on("error", outage.tell);

  return {
    close: ({ graceMs = 10_000 } = {}) =>
      (closing ??= (async () => {
        const timer = setTimeout(() => stopping.abort(), graceMs);
        const closed = worker.close();
        // They block on Redis for jobs, and BullMQ would wait for their end.
        copies.forEach(end);
        await settledWithin(graceMs + CLOSE_MS, closed);
        clearTimeout(timer);
        // BullMQ may have reconnected a duplicate to its cluster.
        for (const each of [client, ...copies]) end(each);
        // Everything that waited for Redis has failed now, and BullMQ stops its timers.
        await settledWithin(CLOSE_MS, closed);
      })()),
  };
}

async function attempt(
  { run, onError }: { readonly run: JobRunner; readonly onError: OnError },
  job: Job<string>,
  token: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const allowed = job.opts.attempts ?? 1;
  const made = job.attemptsMade + job.stalledCounter;
  const isLast = made + 1 >= allowed;
  try {
    await run(job.data, { id: job.id, attempt: made + 1, isLast, giveUp: made >= allowed, signal });
  } catch (error) {
    if (signal.aborted) {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    const { code, message } = error as BotError;
    if (code === "ERR_INVALID_JOB") onError(error as BotError, {});
    if (code === "ERR_STORE") {
      // It is not known whether the job is done already, so it was not started.
      await job.moveToDelayed(Date.now() + STORE_WAIT_MS, token);
      throw new DelayedError();
    }
    // BullMQ stores the message with the job. Ours contains nothing that a visitor said.
    if (isLast || code === "ERR_INVALID_JOB") throw new UnrecoverableError(message);
    throw error;
  }
}
