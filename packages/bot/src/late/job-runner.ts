import type { Bot } from "../bot.js";
import { createContext } from "../answer/create-context.js";
import { startClock } from "../time/deadline.js";
import { dispatch } from "../answer/dispatch.js";
import { asBotError, BotError } from "../error.js";
import { logError, reporting, type OnError } from "../events.js";
import { keep, storeFailed } from "./late-store.js";
import { decodeKept, type Kept } from "./kept.js";
import { toKept } from "./keepable.js";
import { readLateTimes } from "./defaults.js";
import { decodeWork } from "./work.js";
import { askStore, type Store } from "../store/store.js";

/** Options of {@link createJobRunner}. `store`, `ttlMs` and `timeoutMs` are those of `lateAnswers`. */
export interface JobRunnerOptions {
  /** The store of the web processes. */
  readonly store: Store;
  /**
   * How long each attempt may take, in ms. Then the handler's signal is aborted, and the attempt has failed. Default
   * 60,000.
   */
  readonly giveUpMs?: number | undefined;
  /** How long an answer waits to be fetched, in ms. Default 900,000: 15 minutes. */
  readonly ttlMs?: number | undefined;
  /** A store that has not replied after this many ms counts as failed. Default 250. */
  readonly timeoutMs?: number | undefined;
  /** Called with what a handler threw, at each attempt, and when the store fails. Default: `console.error`. */
  readonly onError?: OnError | undefined;
}

/** One attempt at a job. */
export interface JobAttempt {
  /** Whether the job is given up if this attempt fails: the visitor then gets the failure answer. Default true. */
  readonly isLast?: boolean | undefined;
  /** Aborted when the worker has to stop. The attempt then does not count, and nothing of it is kept. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a job, and keeps its answer where the web processes find it. A job that is done already is not run again.
 * Rejects
 * with a {@link BotError} if the attempt failed; a job rejected with `ERR_INVALID_JOB` need not be tried again.
 */
export type JobRunner = (data: string, attempt?: JobAttempt) => Promise<void>;

type Report = (error: unknown) => void;

/**
 * Creates the function that a worker calls for each durable job: for authors of queues. Handlers get the same context
 * as
 * in the web process, with an `idempotencyKey`.
 *
 * @throws {@link BotError} `ERR_INVALID_OPTION`: the store is missing, or a time is out of range
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
  const { onError = logError } = options;
  const { store, giveUpMs, ttlMs, timeoutMs } = readLateTimes(options, { prefix: "", leastMs: 1 });
  const tell = reporting(onError);

  async function stateOf(key: string): Promise<Kept["state"] | undefined> {
    const bytes = await askStore(timeoutMs, () => store.get(key));
    return bytes == null ? undefined : decodeKept(bytes).state;
  }
  async function isDone(key: string): Promise<boolean> {
    const state = await stateOf(key).catch((cause: unknown) => {
      throw storeFailed("A job was not started.", cause);
    });
    return state !== undefined && state !== "running";
  }
  async function save(key: string, kept: Kept, report: Report, signal: AbortSignal | undefined): Promise<void> {
    // Two workers may run the same job, if one was taken for dead. The first answer stands; it may be handed over
    // already.
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
          ? new BotError("ERR_DEADLINE", `The handler of a job was still running after ${giveUpMs} ms (giveUpMs).`, {
              cause: error,
            })
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
