import type {
  ChatMessage,
  EmulatedAction,
  EmulatedBot,
  Exchange,
  Fault,
  FaultResult,
  KeyRecord,
  Limits,
  OpenRecord,
} from "@ck/emulator/core";
import type { Environment, Todo } from "@ck/protocol";

/** A chat as the page shows it. */
export interface ChatView {
  readonly id: string;
  /** 1 for the first chat of this run. */
  readonly number: number;
  readonly environment: Environment;
  readonly clientData: OpenRecord;
  /** Whom the site vouches for. Absent: nobody is logged in. */
  readonly visitor?: OpenRecord;
  readonly messages: readonly ChatMessage[];
  /** Where the conversation stands. */
  readonly standing: Standing;
  /** The request in flight. Absent: none. */
  readonly sending?: Todo | undefined;
  /** When it was sent: ISO 8601, UTC. */
  readonly sendingSince?: string | undefined;
}

/** What the visitor can do now. */
export interface Standing {
  readonly phase: "unopened" | "idle" | "asking" | "closed";
  /** Several options of the question can be picked. */
  readonly multiple: boolean;
}

/** One row of the list of exchanges. */
export interface ExchangeRow {
  readonly id: string;
  /** 1 for the first exchange of this run. */
  readonly number: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly todo: Todo;
  /** The action's namespace. Absent if the request names none. */
  readonly action?: string;
  /** What the request was about: the visitor's text, the param or the button. */
  readonly about?: string;
  /** The beginning of what the bot said. Absent if it said nothing. */
  readonly answer?: string;
  /** The param that the bot asked for in its answer. Absent if it named none. */
  readonly asks?: string;
  /** The bot asked for the param that was just given. */
  readonly again?: true;
  /** Why the answer was not accepted. Absent if it was. */
  readonly problem?: string;
  readonly environment: Environment;
  readonly fault?: Fault;
  /** What the fault proved. Absent without a fault. */
  readonly faultResult?: FaultResult;
  /** Absent if no answer began. */
  readonly status?: number;
  readonly totalMs: number;
  readonly receivedBytes: number;
  readonly outcome: Exchange["verdict"]["outcome"];
  /** The id that the server gave the request, from a header of its answer such as `x-request-id`. */
  readonly requestId?: string;
  /** The first thing to fix, although the answer was accepted. Absent if nothing is wrong. */
  readonly remark?: string;
  /** The number of the chat. Absent for an exchange that was sent again by hand. */
  readonly chat?: number;
  /** The id of the chat. */
  readonly chatId?: string;
  /** The id of the last message before the request. Absent before the first message. */
  readonly after?: string;
  /** The number of the exchange that this one repeats. */
  readonly resendOf?: number;
  /** It came from a file. */
  readonly imported?: true;
}

/** Where a word stands in a body that its row does not show. */
export interface BodyMatch {
  /** The id of the exchange. */
  readonly id: string;
  readonly side: "request" | "response";
  /** What stands before the word, the word as it is spelled there, and what stands after it. */
  readonly before: string;
  readonly match: string;
  readonly after: string;
}

/** Something that the bot's author should know; the visitor does not see it. */
export interface RemarkRow {
  /** The number of the exchange before it; 0 before the first. */
  readonly after: number;
  readonly chat: number;
  readonly message: string;
}

/** The result of checking a signature with the vault's public keys. */
export interface SignatureVerdict {
  readonly result: "valid" | "other-key" | "invalid" | "missing" | "unsigned";
  /** The key that made it, if it is one of the vault's. */
  readonly keyId?: string;
  /** The result in a sentence or two. */
  readonly message: string;
}

/** An exchange with everything that is known about it. */
export interface ExchangeView {
  readonly row: ExchangeRow;
  readonly exchange: Exchange;
  readonly signature: SignatureVerdict;
  /** What the answer means, if it was accepted. */
  readonly meaning?: string | undefined;
}

/** The author's server, when it is run for them. */
export interface ServerView {
  readonly state: "starting" | "running" | "failed";
  /** What happened, and what to do about it. */
  readonly message: string;
  /** The end of what the server printed on standard error since it was started. */
  readonly log: string;
}

/** The bot as the console shows it. */
export interface BotView {
  readonly name: string;
  readonly webhook: EmulatedBot["webhook"];
  readonly handlers: EmulatedBot["handlers"];
  readonly failureMessage: string;
  readonly actions: readonly EmulatedAction[];
  readonly dialect: EmulatedBot["dialect"];
  readonly limits: Limits;
  /** The public keys, the newest first. */
  readonly keys: readonly KeyRecord[];
  /** Why the keys cannot be shown. Absent if they can. */
  readonly keysProblem?: string;
  /** A chat can be opened for a visitor whom the site vouches for. */
  readonly knowsVisitors: boolean;
  /** Whom the first chat is for. Absent: nobody. */
  readonly visitor?: OpenRecord;
  /** What can be done wrong on purpose. */
  readonly faults: readonly Fault[];
  /** The desk knows the queue of the durable jobs. */
  readonly hasJobs: boolean;
}

/** A durable job that the workers have given up. */
export interface JobRow {
  readonly id: string;
  /** Why, without anything that a visitor said. */
  readonly reason: string;
  /** How often it was started. */
  readonly attempts: number;
  /** ISO 8601, UTC. */
  readonly addedAt: string;
  /** ISO 8601, UTC. */
  readonly failedAt: string;
}

/** The jobs that were given up, the latest first. */
export interface JobsView {
  readonly jobs: readonly JobRow[];
  /** There are more of them than are listed. */
  readonly hasMore: boolean;
}

/** One job, with what the visitor asked for. */
export interface JobView extends JobRow {
  /** JSON, or sealed. */
  readonly data: string;
}
