import type { Bot } from "../bot.js";
import { MAX_TIMER_MS } from "../time/deadline.js";
import { BotError } from "../error.js";
import type { JobQueue } from "./job.js";
import { requireNumber } from "../require-number.js";
import { isStore, type Store } from "../store/store.js";

/**
 * What becomes of an `execute` that is not done at the deadline: the visitor is told so with the bot's `late` words, the handler runs on, and the session's next `execute` of
 * that action with the same params gets the answer.
 *
 * @example
 * ```ts
 * import { memoryStore, type LateAnswersOptions } from "@ck/bot";
 *
 * const lateAnswers: LateAnswersOptions = { store: memoryStore(), giveUpMs: 30_000 };
 * ```
 */
export interface LateAnswersOptions {
  /** Where the answers are kept. */
  readonly store: Store;
  /** When a handler that is late is aborted, in ms after its request came. The visitor then gets the failure answer. Default 60,000. */
  readonly giveUpMs?: number;
  /** How long an answer waits to be asked for, in ms. Default 900,000: 15 minutes. */
  readonly ttlMs?: number;
  /** A store that has not answered after this many ms has failed. Default 250. */
  readonly timeoutMs?: number;
  /** The most handlers that run on at once, in this receiver. One more is aborted at the deadline, as without late answers. Default 1000. */
  readonly maxRunning?: number;
  /** Who runs the actions that are `durable`. */
  readonly queue?: JobQueue | undefined;
}

/** The options with every default in its place. */
export type LateConfig = Required<Omit<LateAnswersOptions, "queue">> & { readonly queue: JobQueue | undefined };

/** @throws BotError `ERR_INVALID_OPTION` */
export function readLateOptions(
  options: LateAnswersOptions | undefined,
  { bot, deadlineMs }: { readonly bot: Bot; readonly deadlineMs: number },
): LateConfig | undefined {
  const durable = Object.keys(bot.actions).find((name) => bot.actions[name]?.durable === true);
  if (durable !== undefined && options?.queue === undefined) {
    throw invalid(`actions.${durable} is durable. Give lateAnswers a store and a queue that runs it.`);
  }
  if (options === undefined) return undefined;
  const { store, giveUpMs = 60_000, ttlMs = 900_000, timeoutMs = 250, maxRunning = 1000, queue } = options;
  if (!isStore(store)) throw invalid("lateAnswers.store must be a store, such as memoryStore().");
  if (queue !== undefined && typeof (queue as Partial<JobQueue>).add !== "function") {
    throw invalid("lateAnswers.queue must be a queue: an object with add(job).");
  }
  requireNumber("lateAnswers.giveUpMs", giveUpMs, { unit: "ms", least: deadlineMs, most: MAX_TIMER_MS });
  requireNumber("lateAnswers.ttlMs", ttlMs, { unit: "ms", least: 1 });
  requireNumber("lateAnswers.timeoutMs", timeoutMs, { unit: "ms", least: 1, most: MAX_TIMER_MS });
  requireNumber("lateAnswers.maxRunning", maxRunning, { unit: "handlers", least: 0 });
  return { store, giveUpMs, ttlMs, timeoutMs, maxRunning, queue };
}

function invalid(message: string): BotError {
  return new BotError("ERR_INVALID_OPTION", message);
}
