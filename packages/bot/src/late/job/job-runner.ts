import type { Bot } from "../../bot.js";
import { isBot, type Bots } from "../../mount/bots.js";
import { nameBot } from "../../mount/name-bot.js";
import { botOf, readBots } from "../../mount/read-mounted.js";
import { partOf } from "../../combine/combine.js";
import { requireKnownOptions } from "../../check/known-options.js";
import type { WebhookRequest } from "@ck/protocol";
import type { Context } from "../../context.js";
import { closeStores } from "../../session/close-stores.js";
import { openStores } from "../../session/open-stores.js";
import { createContext } from "../../answer/create-context.js";
import { describeRequest } from "../../answer/describe-request.js";
import { mayBeLate } from "../may-be-late.js";
import { startClock } from "../../time/deadline.js";
import { dispatch, type Dispatched, type Dispatching } from "../../answer/dispatch.js";
import { nameOf } from "../../answer/overdue.js";
import { asBotError, BotError, isBotError } from "../../error.js";
import { openJob } from "../../seal/seal-job.js";
import type { Secret } from "../../seal/seal.js";
import { logError, reporting, type ErrorDetails, type OnError } from "../../events.js";
import { keep } from "../keep.js";
import { findEnded } from "../late-store.js";
import { storeFailed } from "../store-failed.js";
import { isFailure, type Ended } from "../kept.js";
import { toKept } from "../keepable.js";
import { readLateTimes } from "../defaults.js";
import { decodeWork } from "../work.js";
import type { Store } from "../../store/store.js";
import { createTracer, traceStore } from "../../trace/tracer.js";
import { identify } from "../../visitor/identify.js";

/** Options of {@link createJobRunner}. `store`, `secret`, `ttlMs` and `timeoutMs` are those of `lateAnswers`. */
export interface JobRunnerOptions {
  /** The store of the web processes. */
  readonly store: Store;
  /** The secret of the web processes. A job that is not sealed with it is not run. Default: jobs are not sealed. */
  readonly secret?: Secret | undefined;
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

const OPTIONS = {
  store: true,
  secret: true,
  giveUpMs: true,
  ttlMs: true,
  timeoutMs: true,
  onError: true,
} satisfies Record<keyof JobRunnerOptions, true>;

/** One attempt at a job. */
export interface JobAttempt {
  /** The job's id in the queue. A job with the data of another is not run. */
  readonly id?: string | undefined;
  /** Which attempt this is, from 1, for error reports. */
  readonly attempt?: number | undefined;
  /** Whether the job is given up if this attempt fails: the visitor then gets the failure answer. Default true. */
  readonly isLast?: boolean | undefined;
  /** The handler is not called, since each worker that started the job has died. The visitor gets the failure answer. */
  readonly giveUp?: boolean | undefined;
  /** Aborted when the worker has to stop. The attempt then does not count, and nothing of it is kept. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a job, and keeps its answer where the web processes find it. A job that is done already is not run again. Rejects
 * with a {@link BotError} if the attempt failed. What to do then depends on its code:
 *
 * - `ERR_INVALID_JOB`, `ERR_SEAL`: give the job up, it will never run
 * - `ERR_WORKER_OUTDATED`: keep it for a newer worker; nothing was started
 * - `ERR_STORE`: try again soon; nothing was started
 * - another code: the attempt failed; try again, unless it was the last
 */
export type JobRunner = (data: string, attempt?: JobAttempt) => Promise<void>;

type Report = (error: unknown) => void;

/**
 * Creates the function that a worker calls for each durable job: for authors of queues. Handlers get the same context as in the web process, with an
 * `idempotencyKey`.
 *
 * @param bot - the bot of the web processes, or several by name, as at their URL
 * @throws {@link BotError} `ERR_INVALID_OPTION`: the store is missing, or a time is out of range; `ERR_INVALID_BOT`: it is no bot
 *
 * @example
 * ```ts
 * import { action, createBot, createJobRunner, memoryStore } from "@ck/bot";
 *
 * const bot = createBot({ actions: { Report: action({ durable: true, execute: () => "The report is done." }) } });
 * const run = createJobRunner(bot, { store: memoryStore() });
 * ```
 */
export function createJobRunner(bot: Bot | Bots, options: JobRunnerOptions): JobRunner {
  requireKnownOptions(options, Object.keys(OPTIONS), "createJobRunner");
  if (!isBot(bot)) readBots(bot);
  const { onError = logError } = options;
  const { store: given, sealer, giveUpMs, ttlMs, timeoutMs } = readLateTimes(options, { prefix: "", leastMs: 1 });
  const tell = reporting(onError);
  const trace = createTracer();
  const store = traceStore(given, "late", trace);

  const late = { store, timeoutMs, ttlMs };

  async function isDone(key: string): Promise<boolean> {
    try {
      const kept = await findEnded(late, key);
      // A failed one is only here again because somebody wants it retried.
      return kept !== undefined && !isFailure(kept);
    } catch (cause) {
      // Somebody else wrote to the store. The job itself is genuine.
      if (isBotError(cause) && cause.code === "ERR_SEAL") return false;
      throw storeFailed("A job was not started.", cause);
    }
  }
  return async (sealed, { id: expected, attempt, isLast = true, giveUp = false, signal } = {}) => {
    if (typeof sealed !== "string") throw invalidJob(`Its data must be a string; got ${typeof sealed}.`);
    const {
      id,
      key,
      keyId,
      bot: name,
      requestId,
      carrier,
      maxBytes,
      at,
      request: queued,
    } = decodeWork(await openJob(sealer, sealed));
    if (expected !== undefined && expected !== id) throw invalidJob("It has the data of another job.");
    const request = nameBot(queued, name);
    const part = partOf(requireBot(bot, name), request);
    const { handler, details: described } = durableHandler(part, request, {
      requestId,
      ...(name !== undefined && { bot: name }),
    });
    const details: ErrorDetails = {
      ...described,
      jobId: id,
      idempotencyKey: id,
      ...(attempt !== undefined && { attempt }),
    };
    const report: Report = (error) => tell(asBotError(error), details);
    if (await isDone(key)) return;
    if (giveUp) {
      const cause = new Error("The job was given up: each worker that began it has died.");
      const error = new BotError("ERR_WORKER_DIED", `A job of ${handler} was given up. See the cause.`, {
        cause,
      });
      report(error);
      await keep(late, key, { state: "failed" }, report, signal);
      throw error;
    }

    await trace(
      "job",
      () => ({ details, carrier }),
      () => runAttempt(),
    );

    /** Runs the handler, and keeps how it ended. */
    async function runAttempt(): Promise<void> {
      const life = startClock(giveUpMs, { caller: signal });
      // As of the request's arrival: a token that has expired in the queue does not undo what was accepted.
      const identified = part.visitor && (await identify(part.visitor, request, at ?? new Date(), life, report));
      const context = createContext(request, life, {
        requestId,
        keyId,
        lateAnswers: [],
        idempotencyKey: id,
        identified,
      });
      let kept: Ended;
      try {
        const work = runJob(part, context, { trace, details, report, maxBytes });
        kept = toKept(await life.race(work), context, maxBytes);
      } catch (error) {
        const failed =
          life.cause() === "deadline"
            ? new BotError(
                "ERR_DEADLINE",
                `${nameOf(life.hook)} of a job was still running after ${giveUpMs} ms (giveUpMs).`,
                {
                  cause: error,
                },
              )
            : asBotError(error);
        report(failed);
        if (isLast && life.cause() !== "gone") await keep(late, key, { state: "failed" }, report, signal);
        throw failed;
      } finally {
        life.stop();
      }
      await keep(late, key, kept, report, signal);
    }
  };
}

/** Runs the handler, with the stores as their schemas say. The web process has reported what did not fit when they came back. */
async function runJob(
  bot: Bot,
  context: Context,
  { trace, details, report, maxBytes }: Dispatching & { readonly report: Report; readonly maxBytes: number },
): Promise<Dispatched> {
  const stores = bot.storesFor(context.request);
  if (stores) await openStores(stores, context, () => undefined);
  const done = await dispatch(bot, context, { trace, details });
  return stores ? closeStores(stores, context, done, { report, maxBytes }) : done;
}

/**
 * What a job is for.
 *
 * @throws {@link BotError} `ERR_WORKER_OUTDATED`: this bot does not have its action; `ERR_INVALID_JOB`: its handler is not durable, so no web
 * process has queued it
 */
function durableHandler(
  bot: Bot,
  request: WebhookRequest,
  known: ErrorDetails,
): { handler: string; details: ErrorDetails } {
  const { details, found } = describeRequest(bot, request, known);
  if (request.action !== undefined && found === undefined && request.todo !== "button") {
    throw new BotError(
      "ERR_WORKER_OUTDATED",
      "A job is for an action that this worker's bot does not have. Deploy the workers before the web processes.",
    );
  }
  const { todo, isDurable = false } = mayBeLate(bot, request, found) ?? { todo: request.todo };
  const name = found === undefined ? todo : `actions.${found.name}`;
  if (!isDurable) throw invalidJob(`${name} is not durable${todo === "execute" ? "" : ` for ${todo}`}.`);
  return { handler: name, details };
}

/**
 * The bot that a job is for. Those of several bots say which.
 *
 * @throws {@link BotError} `ERR_WORKER_OUTDATED`: this worker does not have it
 */
function requireBot(bots: Bot | Bots, name: string | undefined): Bot {
  const bot = botOf(bots, name);
  if (bot !== undefined) return bot;
  throw new BotError(
    "ERR_WORKER_OUTDATED",
    name === undefined
      ? "A job was queued for a bot that was alone at its URL, and this worker has several by name. Let a worker with that bot alone run it."
      : "A job is for a bot that this worker does not have. Give the workers the bots of the web processes, by the same names, and deploy them first.",
  );
}

function invalidJob(why: string): BotError {
  return new BotError("ERR_INVALID_JOB", `A job cannot be run. ${why}`);
}
