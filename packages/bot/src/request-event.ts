import type { Known } from "./accept.js";
import type { ErrorDetails, Outcome, RequestEvent } from "./events.js";
import type { Ending } from "./wire/ending.js";

/** The outcomes of an answer that the visitor wants. */
const ANSWERS: readonly Outcome[] = ["answered", "asked-again", "handed-over", "repeated"];

/** What a request is, and how it ended. */
interface Ended {
  readonly known: Known;
  readonly details: ErrorDetails;
  readonly ending: Ending;
  readonly ms: number;
  /** Whether it was answered after its deadline. */
  readonly isLate: boolean;
  readonly bytesOut: number;
}

/** Makes the event of a request. Field by field, which takes a tenth of what spreads do: 0.6 µs and not 6. */
export function requestEvent({ known, details, ending, ms, isLate, bytesOut }: Ended): RequestEvent {
  const { bytesIn, requestId, keyId, visitor } = known;
  const { bot, todo, action, environment } = details;
  const { status, reason, detail, isWaiting } = ending;
  // Timers are late while something holds the event loop: what left after the deadline was late, whoever noticed.
  const outcome = isLate && ANSWERS.includes(ending.outcome) ? "late" : ending.outcome;
  const event: { -readonly [K in keyof RequestEvent]: RequestEvent[K] } = {
    requestId,
    outcome,
    status,
    ms,
    bytesIn,
    bytesOut,
  };
  if (reason !== undefined) event.reason = reason;
  if (detail !== undefined) event.detail = detail;
  if (isWaiting !== undefined) event.isWaiting = isWaiting;
  if (bot !== undefined) event.bot = bot;
  if (todo !== undefined) event.todo = todo;
  if (action !== undefined) event.action = action;
  if (environment !== undefined) event.environment = environment;
  if (keyId !== undefined) event.keyId = keyId;
  if (visitor !== undefined) event.visitor = visitor;
  return event;
}
