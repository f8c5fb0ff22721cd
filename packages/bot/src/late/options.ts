import type { Bot } from "../bot.js";
import { BotError } from "../error.js";
import { requireKnownOptions } from "../check/known-options.js";
import { requireNumber } from "../check/require-option.js";
import { shapeOf } from "../check/shape-of.js";
import type { Store } from "../store/store.js";
import type { Secret } from "../seal/seal.js";
import { readLateTimes, type LateTimes } from "./defaults.js";
import type { JobQueue } from "./job/job.js";
import { findDurable } from "./may-be-late.js";

/**
 * What happens to an `execute`, `prompt`, `button` or `fallback` handler that misses the deadline: the visitor gets the bot's `late` message, the handler
 * runs on, and its answer goes out with a later turn of the session: when the same is asked again, or by itself, as the bot's `handOver` says.
 */
export interface LateAnswersOptions {
  /** Where the answers are kept. */
  readonly store: Store;
  /**
   * When a late handler is aborted, in ms after its request arrived. The visitor then gets the failure answer.
   * Default 60,000.
   */
  readonly giveUpMs?: number;
  /** How long an answer waits to be fetched, in ms. Default 900,000: 15 minutes. */
  readonly ttlMs?: number;
  /** A store that has not replied after this many ms counts as failed. Default 250. */
  readonly timeoutMs?: number;
  /**
   * How many late handlers may run at once in this receiver. One more is aborted at the deadline, and the visitor gets the failure answer. Default 1000.
   */
  readonly maxRunning?: number;
  /** Runs the `durable` handlers. */
  readonly queue?: JobQueue | undefined;
  /**
   * Seals the answers in the store and the jobs in the queue, so that whoever can read these learns nothing from them, and
   * whoever can write to them cannot run an action. The workers need the same secret. At least 32 random bytes; a list
   * while one secret replaces another, the new one first. Default: not sealed.
   */
  readonly secret?: Secret | undefined;
  /**
   * Whether a promise brings the visitor's page a ticket, in `data`, with which it can wait for the answer at {@link lateAnswerStream}. Default false.
   */
  readonly pageTickets?: boolean | undefined;
}

const OPTIONS = {
  store: true,
  giveUpMs: true,
  ttlMs: true,
  timeoutMs: true,
  maxRunning: true,
  queue: true,
  secret: true,
  pageTickets: true,
} satisfies Record<keyof LateAnswersOptions, true>;

/** The options with every default filled in. */
export interface LateConfig extends LateTimes {
  readonly maxRunning: number;
  readonly queue: JobQueue | undefined;
  readonly pageTickets: boolean;
}

/** @throws {@link BotError} `ERR_INVALID_OPTION`: a value is out of range, or a durable handler has no queue */
export function readLateOptions(
  options: LateAnswersOptions | undefined,
  { bot, deadlineMs }: { readonly bot: Bot; readonly deadlineMs: number },
): LateConfig | undefined {
  const durable = findDurable(bot);
  if (durable !== undefined && options?.queue === undefined) {
    throw invalid(`${durable} is durable. Give lateAnswers a store and a queue that runs it.`);
  }
  if (options === undefined) return undefined;
  return checkLateOptions(options, deadlineMs);
}

/** @throws {@link BotError} `ERR_INVALID_OPTION`: a value is out of range */
export function checkLateOptions(options: LateAnswersOptions, leastMs: number): LateConfig {
  requireKnownOptions(options, Object.keys(OPTIONS), "lateAnswers");
  const { maxRunning = 1000, queue, pageTickets = false } = options;
  const times = readLateTimes(options, { prefix: "lateAnswers.", leastMs });
  if (queue !== undefined && typeof (queue as Partial<JobQueue>).add !== "function") {
    throw invalid("lateAnswers.queue must be a queue: an object with add(job).");
  }
  requireNumber("lateAnswers.maxRunning", maxRunning, { unit: "handlers", least: 0 });
  if (typeof pageTickets !== "boolean")
    throw invalid(`lateAnswers.pageTickets must be true or false; got ${shapeOf(pageTickets)}.`);
  return { ...times, maxRunning, queue, pageTickets };
}

function invalid(message: string): BotError {
  return new BotError("ERR_INVALID_OPTION", message);
}
