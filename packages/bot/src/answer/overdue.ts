import type { Todo } from "@ck/protocol";
import { BotError } from "../error.js";

/**
 * A handler that was aborted at the deadline.
 *
 * @param late - set if late answers are on: whether it was one that may be late
 */
export function tooLate(todo: Todo, deadlineMs: number, late: { readonly mayBe: boolean } | undefined): BotError {
  const advice =
    late === undefined
      ? "Answer sooner, allow late answers with lateAnswers, or do the work elsewhere and tell the visitor so."
      : late.mayBe
        ? "It could not be late: maxRunning handlers run on already, or its session waits for as many answers as it can."
        : `Answer sooner: ${todo} cannot be late.`;
  return new BotError("ERR_DEADLINE", `The handler was not done after ${deadlineMs} ms. ${advice}`);
}

/** A durable handler that nobody has promised to run. */
export function notQueued(): BotError {
  return new BotError("ERR_QUEUE", "The queue had not accepted the job of a durable handler by the deadline.");
}
