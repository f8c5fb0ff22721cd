import type { Fault, OpenRecord } from "@ck/emulator/core";
import type { Environment } from "@ck/protocol";

/** `POST /api/chats`; answered with an {@link OpenChatAnswer}. */
export interface OpenChatRequest {
  readonly environment?: Environment;
  readonly clientData?: OpenRecord;
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
}

/** The result of sending again. */
export interface ResendAnswer {
  /** The id of the new exchange. */
  readonly id: string;
}

/** The result of saving. */
export interface SaveAnswer {
  readonly file: string;
}

/** Every error of the API. */
export interface ErrorAnswer {
  readonly error: { readonly code: string; readonly message: string };
}
