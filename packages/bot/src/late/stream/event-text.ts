import type { TakenAnswer } from "../late-answer.js";

/** When a page that lost its connection tries again, in ms. */
const RETRY_MS = 2_000;

/** A comment, which a reader of event streams ignores. */
export const HEARTBEAT = ":\n\n";

/** Tells the page at once what to resume with: it may lose its connection before the first answer. */
export function helloEvent(resume: string): string {
  return `retry: ${RETRY_MS}\nid: ${resume}\n\n`;
}

export function answerEvent(resume: string, ticket: string, answer: TakenAnswer): string {
  return eventText("answer", { ticket, ...answer }, resume);
}

/** There is nothing to wait for: it was handed over, expired, or goes out with the session's next turn. */
export function goneEvent(ticket: string): string {
  return eventText("gone", { ticket });
}

/** JSON has no line breaks, so it is one line of data. */
function eventText(event: string, data: object, id?: string): string {
  return `event: ${event}\n${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}
