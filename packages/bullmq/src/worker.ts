import {
  callHook,
  createJobRunner,
  createReporter,
  requireKnownOptions,
  requireNumber,
  type Bot,
  type BotError,
  type Bots,
  type ErrorDetails,
  type JobRunnerOptions,
} from "@ck/bot";
import { Worker, type MetricsOptions, type Telemetry } from "bullmq";
import { createAlarms } from "./alarms.js";
import { createGate } from "./alone.js";
import { attempt, type Attempts } from "./attempt.js";
import {
  connect,
  end,
  listCopies,
  MAX,
  NAMES,
  requireOneNode,
  settledWithin,
  type BullConnection,
  type Client,
} from "./connect.js";
import { noticeEviction } from "./eviction.js";
import { JOB_CHANNEL, type JobEvent } from "./job-event.js";
import { readKeepFailed, type KeepFailed } from "./keep-failed.js";

/** Options of {@link createWorker}. `store`, `secret` and the times are those of `createJobRunner`. */
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
  /**
   * How many jobs that were given up are kept, and for how long, to be looked at and retried: see `failed` of
   * {@link BullQueue}. `false`: none. Default: 1000 jobs, for 7 days.
   */
  readonly keepFailed?: KeepFailed | false;
  /** Called with what happens to each job. What it throws is ignored. */
  readonly onEvent?: ((event: JobEvent) => void) | undefined;
  /** Passed on to BullMQ: an implementation of its telemetry interface, such as `bullmq-otel`. */
  readonly telemetry?: Telemetry | undefined;
  /** Passed on to BullMQ, which then counts finished jobs in Redis. */
  readonly metrics?: MetricsOptions | undefined;
}

const OPTIONS = {
  connection: true,
  name: true,
  prefix: true,
  concurrency: true,
  lockMs: true,
  stalledMs: true,
  keepFailed: true,
  onEvent: true,
  telemetry: true,
  metrics: true,
  store: true,
  secret: true,
  giveUpMs: true,
  ttlMs: true,
  timeoutMs: true,
  onError: true,
} satisfies Record<keyof WorkerOptions, true>;

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
/** How long an outdated worker does not repeat that it is, in ms. */
const QUIET_MS = 60_000;

/**
 * Runs the jobs of durable handlers, on any machine with the bot and the same Redis. A job is done at least once: if its
 * worker dies, another one starts it anew after at most `lockMs` plus `stalledMs`. The visitor gets one answer all the
 * same; make the handler's other effects depend on `idempotencyKey`.
 *
 * @param bot - the bot of the web processes, or several by name
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
export function createWorker(bot: Bot | Bots, options: WorkerOptions): JobWorker {
  requireKnownOptions(options, Object.keys(OPTIONS), "createWorker");
  const { connection, name = NAMES.name, prefix = NAMES.prefix, keepFailed, ...others } = options;
  const { concurrency = 10, lockMs = 30_000, stalledMs = 15_000, onEvent, telemetry, metrics, ...jobs } = others;
  const { onError = (error) => console.error(error) } = jobs;
  requireOneNode(connection, prefix, name);
  requireNumber("concurrency", concurrency, { unit: "jobs", least: 1, most: MAX });
  requireNumber("lockMs", lockMs, { unit: "ms", least: 1, most: MAX });
  requireNumber("stalledMs", stalledMs, { unit: "ms", least: 1, most: MAX });
  const removeOnFail = readKeepFailed(keepFailed);
  const report = (error: BotError, details: ErrorDetails = {}): void => callHook(() => onError(error, details));
  const publish = createReporter<JobEvent>(JOB_CHANNEL, onEvent);
  const tell = (event: JobEvent): void => publish(() => event);
  const run = createJobRunner(bot, jobs);
  const stopping = new AbortController();
  let closing: Promise<void> | undefined;
  const alarms = createAlarms((error) => {
    // Errors while closing only say that the connection was ended.
    if (!closing) report(error);
  });
  const readPolicy = noticeEviction(report);
  const prepare = (each: Client): void => {
    alarms.watch(each);
    readPolicy(each);
  };

  // BullMQ expects its commands to wait for the connection, however long that takes.
  const client = connect(connection, { enableOfflineQueue: true, maxRetriesPerRequest: null });
  prepare(client);
  const copies = listCopies(client, prepare);
  const gate = createGate((isAlone) => (worker.concurrency = isAlone ? 1 : concurrency));
  const attempts: Attempts = { run, gate, signal: stopping.signal, report: repeatSeldom(report), tell };
  const worker: Worker<string> = new Worker<string>(name, (job, token) => attempt(attempts, job, token), {
    connection: client,
    prefix,
    concurrency,
    lockDuration: lockMs,
    stalledInterval: stalledMs,
    runRetryDelay: RETRY_MS,
    // An attempt whose worker died counts as one of the queue's `attempts`; see `attempt`.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
    removeOnComplete: { count: 0 },
    removeOnFail,
    ...(telemetry && { telemetry }),
    ...(metrics && { metrics }),
  });
  worker.on("error", alarms.error);
  worker.on("stalled", (id) => tell({ state: "stalled", id, idempotencyKey: id }));

  return {
    close(options = {}) {
      requireKnownOptions(options, ["graceMs"], "close");
      const { graceMs = 10_000 } = options;
      return (closing ??= (async () => {
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
      })());
    },
  };
}

/** A worker that waits to be replaced meets the jobs that it cannot run again and again. */
function repeatSeldom(report: Attempts["report"]): Attempts["report"] {
  let last = -Infinity;
  return (error, details) => {
    if (error.code === "ERR_WORKER_OUTDATED") {
      if (performance.now() - last < QUIET_MS) return;
      last = performance.now();
    }
    report(error, details);
  };
}
