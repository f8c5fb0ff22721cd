import type { AuthorLog } from "./author-log.js";
import { deliver, type DeliverOptions } from "./deliver.js";
import { isAsExpected, type Conversation } from "./step.js";
import type { Transcript } from "./transcript.js";

/** How long to wait for what the author is told: an explanation may take 500 ms. */
const AUTHOR_LOG_WAIT_MS = 2_000;

/** What a conversation came to. */
export interface Tally {
  readonly steps: number;
  readonly asExpected: number;
  readonly slowestMs: number;
  readonly largestBytes: number;
}

/** Where a conversation is played and shown. */
export interface PlayOptions extends Omit<DeliverOptions, "tamper"> {
  readonly transcript: Transcript;
  readonly authorLog: AuthorLog;
}

/** Plays the platform's side of a conversation against a server. */
export async function play(conversation: Conversation, options: PlayOptions): Promise<Tally> {
  const { transcript, authorLog } = options;
  let tally: Tally = { steps: 0, asExpected: 0, slowestMs: 0, largestBytes: 0 };
  let next = conversation.next();
  while (!next.done) {
    const step = next.value;
    transcript.lines(step.lines);
    const exchange = await deliver(step.request, { ...options, tamper: step.tamper });
    transcript.exchange(exchange, step);
    const told = await authorLog.take(step.authorIsTold === true ? AUTHOR_LOG_WAIT_MS : 0);
    told.forEach((text) => transcript.authorLog(text));
    const { ms: slowestMs, bytes: largestBytes } = exchange;
    tally = add(tally, { steps: 1, asExpected: isAsExpected(exchange, step) ? 1 : 0, slowestMs, largestBytes });
    next = conversation.next(exchange);
  }
  return tally;
}

/** The tally of two conversations. */
export function add(one: Tally, other: Tally): Tally {
  return {
    steps: one.steps + other.steps,
    asExpected: one.asExpected + other.asExpected,
    slowestMs: Math.max(one.slowestMs, other.slowestMs),
    largestBytes: Math.max(one.largestBytes, other.largestBytes),
  };
}
