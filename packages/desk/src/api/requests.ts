import type { Fault, OpenRecord } from "@ck/emulator/core";
import type { Environment } from "@ck/protocol";
import type { BodyMatch } from "./views.js";

/** `POST /api/chats`; answered with an {@link OpenChatAnswer}. */
export interface OpenChatRequest {
  readonly environment?: Environment;
  readonly clientData?: OpenRecord;
  readonly visitor?: OpenRecord | undefined;
  readonly fault?: Fault;
}

/** The result of opening a chat. */
export interface OpenChatAnswer {
  readonly id: string;
}

/** `POST /api/chats/:id/turns`: something that the visitor does. */
export type TurnRequest = { readonly fault?: Fault } & (
  | { readonly type: "say"; readonly text: string }
  | { readonly type: "choose"; readonly ids: readonly string[] }
  | { readonly type: "follow"; readonly index: number }
  | { readonly type: "click"; readonly id: string; readonly offer?: string; readonly picked?: readonly string[] }
  | { readonly type: "skip" }
  | { readonly type: "close" }
);

/** `POST /api/exchanges/:id/resend`; answered with a {@link ResendAnswer}. */
export interface ResendRequest {
  /** The body to send instead of the recorded one. */
  readonly body?: string;
  /** Sign again. Default: the recorded signature is sent. */
  readonly sign?: boolean;
  /** Where to send it. Default: where it went. */
  readonly url?: string;
}

/** The result of sending again. */
export interface ResendAnswer {
  /** The id of the new exchange. */
  readonly id: string;
}

/** `POST /api/chats/:id/step-back`; answered with a {@link StepBackAnswer}. */
export interface StepBackRequest {
  /** The id of a message of the visitor: the new chat stands where this one stood before it. */
  readonly before: string;
  /** Do again what the visitor did from there on. */
  readonly again: boolean;
}

/** The result of stepping back; how it went, if the rest was done again. */
export interface StepBackAnswer extends Partial<Rerun> {
  /** The id of the new chat. */
  readonly id: string;
}

/** How the rest of a chat went, once it was done again. */
export interface Rerun {
  /** What the visitor said or did again, in order. All of it was compared. */
  readonly sent: readonly RerunTurn[];
  /** The first differences of each turn. */
  readonly differences: readonly RerunDifference[];
  /** How many differences there are. */
  readonly differenceCount: number;
}

/** One turn that was taken again. */
export interface RerunTurn {
  /** What the visitor said or did. */
  readonly text: string;
  /** How many differences there are, also those that are not listed. */
  readonly differenceCount: number;
}

/** One difference between a chat and its rerun. */
export interface RerunDifference {
  /** The position of the turn in `sent`. */
  readonly sent: number;
  /** Where in the turn: `exchanges.0.response.body.message`. */
  readonly path: string;
  /** The JSON before. Absent: it is new. */
  readonly was?: string;
  /** The JSON now. Absent: it is gone. */
  readonly is?: string;
  /** Why it could not be done again. Only of what the visitor did. */
  readonly message?: string;
}

/** `POST /api/exchanges/import`; answered with an {@link ImportAnswer}. */
export interface ImportRequest {
  readonly exchanges: readonly unknown[];
}

/** The result of importing. */
export interface ImportAnswer {
  readonly count: number;
}

/** The result of `POST /api/exchanges/restore`: how many exchanges are back after they were cleared. */
export interface RestoreAnswer {
  readonly count: number;
}

/** `POST /api/exchanges/find`: a search in the bodies; answered with a {@link FindAnswer}. */
export interface FindRequest {
  /** Words that an exchange has to contain, in any order; words in double quotes stay together. */
  readonly text: string;
  /** Only exchanges with a higher number are searched. */
  readonly after: number;
}

/** The result of a search, as far as it went. */
export interface FindAnswer {
  /** Those that their rows alone do not show. */
  readonly matches: readonly BodyMatch[];
  /** The number of the last exchange that was searched. */
  readonly upTo: number;
  /** There are exchanges after it, to be asked for. */
  readonly hasMore: boolean;
}

/** The result of `POST /api/exchanges/:id/sign`: a signature over the recorded bytes that no server has seen yet. */
export interface SignAnswer {
  /** The header that carries it: name and value. */
  readonly signature: readonly [name: string, value: string];
}

/** The result of saving. */
export interface SaveAnswer {
  readonly file: string;
}

/** Every error of the API. */
export interface ErrorAnswer {
  readonly error: { readonly code: string; readonly message: string };
}
