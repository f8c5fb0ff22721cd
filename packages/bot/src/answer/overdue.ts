import type { Todo } from "@ck/protocol";
import { BotError } from "../error.js";
import type { Deadline } from "../time/deadline.js";

/**
 * A handler that was aborted at the deadline.
 *
 * @param late - set if late answers are on: whether it was one that may be late
 */
export function tooLate(
  todo: Todo,
  { limitMs, hook }: Pick<Deadline, "limitMs" | "hook">,
  late: { readonly mayBe: boolean } | undefined,
): BotError {
  const advice =
    late === undefined
      ? "Answer sooner, allow late answers with lateAnswers, or do the work elsewhere and tell the visitor so."
      : late.mayBe
        ? "It could not be late: maxRunning handlers run on already, or its session waits for as many answers as it can."
        : `Answer sooner: ${todo} cannot be late.`;
  return new BotError("ERR_DEADLINE", `${nameOf(hook)} was not done after ${limitMs} ms. ${advice}`);
}

/** What was running when the time was up, for messages. */
export function nameOf(hook: string | undefined): string {
  return hook === undefined ? "The handler" : `The hook ${hook}`;
}

/** A durable handler that nobody has promised to run. */
export function notQueued(): BotError {
  return new BotError("ERR_QUEUE", "The queue had not accepted the job of a durable handler by the deadline.");
}
