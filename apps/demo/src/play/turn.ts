import type { ChatMessage, Exchange, Fault, VisitorInput } from "@ck/emulator";

/** One thing that the visitor does, and what should come of it. */
export interface Turn {
  /** What stands before it in the transcript: what nobody says. */
  readonly happens?: string;
  readonly input: VisitorInput;
  /** What the visitor waits for before that. */
  readonly after?: () => Promise<void>;
  /** Something to do wrong on purpose with the first request of the turn. */
  readonly fault?: Fault;
  /** What is expected of each request that the platform makes of it, in their order. */
  readonly expected: readonly Expectation[];
  /** The bot's author should be told of it, perhaps a moment after the answer. */
  readonly authorIsTold?: boolean;
}

/** What a request should come to. */
export interface Expectation {
  /** In words, for the line that says that something else came. */
  readonly what: string;
  holds(exchange: Exchange): boolean;
}

/** A conversation: gives one turn after the other, and is given the new messages of the chat. */
export type Conversation = Generator<Turn, void, readonly ChatMessage[]>;
