import type { ChatMessage, Exchange, Fault, VisitorInput } from "@ck/emulator";

/** One thing the visitor does, and what should happen. */
export interface Turn {
  /** A line of narration before it in the transcript. */
  readonly happens?: string;
  readonly input: VisitorInput;
  /** What the visitor waits for first. */
  readonly after?: () => Promise<void>;
  /** A fault to inject into the turn's first request. */
  readonly fault?: Fault;
  /** What is expected of each request of the turn, in order. */
  readonly expected: readonly Expectation[];
  /** The bot's author should hear about it, perhaps a moment after the answer. */
  readonly authorIsTold?: boolean;
}

/** The expected outcome of a request. */
export interface Expectation {
  /** As text, for the line that says something else happened. */
  readonly what: string;
  holds(exchange: Exchange): boolean;
}

/** A conversation: yields one turn after another, and receives the chat's new messages. */
export type Conversation = Generator<Turn, void, readonly ChatMessage[]>;
