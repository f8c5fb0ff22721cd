import { RESPONSE_LIMIT_BYTES, RESPONSE_TIMEOUT_MS, type WebhookResponse } from "@ck/protocol";
import type { Exchange, PlatformRequest } from "./deliver.js";

/** Something that stands in the transcript before a request: what a visitor or the platform says, or, from nobody, what happens. */
export interface Line {
  readonly who: "visitor" | "platform" | "nobody";
  readonly text: string;
}

/** One request of the conversation, and what is expected of its answer. */
export interface Step {
  readonly lines: readonly Line[];
  readonly request: PlatformRequest;
  readonly expected: Expectation;
  /** The bot's author should be told of it, perhaps a moment after the answer. */
  readonly authorIsTold?: boolean;
  readonly tamper?: (body: string) => string;
}

/** What should come back. */
export interface Expectation {
  /** In words, for the line that says that something else came. */
  readonly what: string;
  holds(exchange: Exchange): boolean;
}

/** A conversation: gives one step after the other, and is given what came back. */
export type Conversation = Generator<Step, void, Exchange>;

/** The answer that the platform accepted. */
export function answerOf({ verdict }: Exchange): WebhookResponse | undefined {
  return verdict?.ok ? verdict.response : undefined;
}

/** The words of an answer, wherever its form has them. */
export function messageOf(exchange: Exchange): string {
  const answer = answerOf(exchange);
  if (answer === undefined || "todo" in answer) return "";
  return "welcome_response" in answer ? answer.welcome_response.message : answer.message;
}

/** Whether what came is what the step expects, and within the platform's limits (contract §4). */
export function isAsExpected(exchange: Exchange, { expected }: Step): boolean {
  const { ms, bytes } = exchange;
  return ms < RESPONSE_TIMEOUT_MS && bytes <= RESPONSE_LIMIT_BYTES && expected.holds(exchange);
}
