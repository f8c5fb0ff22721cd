import type { Bot } from "../bot.js";
import { createContext } from "../answer/create-context.js";
import { MAX_TIMER_MS, startClock } from "../time/deadline.js";
import { dispatch } from "../answer/dispatch.js";
import { asBotError, BotError } from "../error.js";
import { logError, reporting, type OnError } from "../events.js";
import { keep, storeFailed } from "./late-store.js";
import { decodeKept, type Kept } from "./kept.js";
import { toKept } from "./keepable.js";
import { decodeWork } from "./work.js";
import { requireNumber } from "../require-number.js";
import { askStore, isStore, type Store } from "../store/store.js";

/**
 * Options of {@link createJobRunner}. `store`, `ttlMs` and `timeoutMs` are those of `lateAnswers`.
 *
 * @example
 * ```ts
 * import { memoryStore, type JobRunnerOptions } from "@ck/bot";
 *
 * const options: JobRunnerOptions = { store: memoryStore(), giveUpMs: 600_000 };
 * ```
 */
export interface JobRunnerOptions {
  /** The store of the web processes. */
  readonly store: Store;
  /** How long the handler may take at each attempt, in ms. Then its signal is aborted, and the attempt has failed. Default 60,000. */
  readonly giveUpMs?: number | undefined;
  /** How long an answer waits to be asked for, in ms. Default 900,000: 15 minutes. */
  readonly ttlMs?: number | undefined;
  /** A store that has not answered after this many ms has failed. Default 250. */
  readonly timeoutMs?: number | undefined;
  /** Told of what a handler threw, at each attempt, and of a store that fails. Default: `console.error`. */
  readonly onError?: OnError | undefined;
}

/**
 * One attempt at a job.
 *
 * @example
 * ```ts
 * import type { JobAttempt } from "@ck/bot";
 *
 * const first: JobAttempt = { isLast: false };
 * ```
 */
export interface JobAttempt {
  /** Whether the job is given up if this one fails: the visitor then gets the failure answer. Default true. */
  readonly isLast?: boolean | undefined;
  /** Aborted when the worker has to stop: the attempt is then as good as not made, and nothing of it is kept. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does a job, and keeps the answer where the web processes find it. A job that was done before is not done again. Rejects with a BotError for an attempt that failed;
 * one with the code `ERR_INVALID_JOB` need not be made again.
 *
 * @example
 * ```ts
 * import type { JobRunner } from "@ck/bot";
 *
 * const work = async (run: JobRunner, data: string): Promise<void> => {
 *   await run(data, { isLast: false }).catch(() => run(data));
 * };
 * ```
 */
export type JobRunner = (data: string, attempt?: JobAttempt) => Promise<void>;

type Report = (error: unknown) => void;

/**
 * Makes what a worker process does the jobs of durable actions with: for authors of queues. The handlers get the same context as in the web process, with an
 * `idempotencyKey`.
 *
 * @throws BotError `ERR_INVALID_OPTION`
 *
 * @example
 * ```ts
 * import { action, createBot, createJobRunner, memoryStore } from "@ck/bot";
 *
 * const bot = createBot({ actions: { Report: action({ durable: true, execute: () => "The report is done." }) } });
 * const run = createJobRunner(bot, { store: memoryStore() });
 * ```
 */
export function createJobRunner(bot: Bot, options: JobRunnerOptions): JobRunner {
  const { store, giveUpMs = 60_000, ttlMs = 900_000, timeoutMs = 250, onError = logError } = options;
  if (!isStore(store)) {
    throw new BotError("ERR_INVALID_OPTION", "store must be the store that lateAnswers has in the web processes.");
  }
  requireNumber("giveUpMs", giveUpMs, { unit: "ms", least: 1, most: MAX_TIMER_MS });
  requireNumber("ttlMs", ttlMs, { unit: "ms", least: 1 });
  requireNumber("timeoutMs", timeoutMs, { unit: "ms", least: 1, most: MAX_TIMER_MS });
  const tell = reporting(onError);

  async function stateOf(key: string): Promise<Kept["state"] | undefined> {
    const bytes = await askStore(timeoutMs, () => store.get(key));
    return bytes == null ? undefined : decodeKept(bytes).state;
  }
  async function isDone(key: string): Promise<boolean> {
    const state = await stateOf(key).catch((cause: unknown) => {
      throw storeFailed("A job was not begun.", cause);
    });
    return state !== undefined && state !== "running";
  }
  async function save(key: string, kept: Kept, report: Report, signal: AbortSignal | undefined): Promise<void> {
    // Two may be at the same job, where one was taken for dead: what the first has done, and perhaps handed over, stands.
    const state = await stateOf(key).catch(() => undefined);
    if (state === "ready" || state === "taken") return;
    await keep({ store, timeoutMs, ttlMs }, key, kept, report, signal);
  }

  return async (data, { isLast = true, signal } = {}) => {
    const { id, key, keyId, maxBytes, request } = decodeWork(data);
    const asked = request.action.namespace;
    const action = bot.findAction(asked)?.name ?? asked.slice(0, 100);
    const report: Report = (error) => tell(asBotError(error), { todo: "execute", action });
    if (await isDone(key)) return;

    const life = startClock(giveUpMs, { caller: signal });
    const context = createContext(request, life, { keyId, lateAnswers: [], idempotencyKey: id });
    let kept: Kept;
    try {
      kept = toKept(await life.race(dispatch(bot, context)), context, maxBytes);
    } catch (error) {
      const failed =
        life.cause() === "deadline"
          ? new BotError("ERR_DEADLINE", `The handler of a job was not done after ${giveUpMs} ms.`, { cause: error })
          : asBotError(error);
      report(failed);
      if (isLast && life.cause() !== "gone") await save(key, { state: "failed" }, report, signal);
      throw failed;
    } finally {
      life.stop();
    }
    await save(key, kept, report, signal);
  };
}
