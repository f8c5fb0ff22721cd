import type { RefusalReason } from "../events.js";
import type { Deadline } from "../time/deadline.js";

/** Thrown for a request that is not answered by the bot. The caller gets the status and nothing else; the rest is for the author's logs. */
export class Refusal extends Error {
  constructor(
    readonly status: 400 | 401 | 405 | 408 | 409 | 413 | 503,
    readonly reason: RefusalReason,
    readonly detail?: string,
  ) {
    super(reason);
  }
}

/** Thrown when the caller has hung up. */
export class CallerGone extends Error {}

/** Whether an error says that no handler was started, because nobody waits for its answer any more. */
export function isUnwanted(error: unknown): boolean {
  return error instanceof Unwanted || (error instanceof Refusal && error.reason === "expired");
}

class Unwanted extends CallerGone {}

/**
 * Call it before each step that costs something: what nobody waits for is neither verified nor run.
 *
 * @returns a promise if that is not known yet
 * @throws {@link Refusal} if the deadline has passed, {@link CallerGone} if the caller has hung up
 */
export function requireWanted(deadline: Deadline): Promise<void> | undefined {
  if (deadline.isCatchingUp) return deadline.caughtUp().then(() => refuseUnwanted(deadline));
  refuseUnwanted(deadline);
  return undefined;
}

function refuseUnwanted(deadline: Deadline): void {
  const cause = deadline.cause();
  if (cause === "gone") throw new Unwanted();
  if (cause === "deadline") throw new Refusal(503, "expired");
}
