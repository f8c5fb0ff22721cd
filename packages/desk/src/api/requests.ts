import type { Fault, OpenRecord } from "@ck/emulator";
import type { Environment } from "@ck/protocol";

/** `POST /api/chats` */
export interface OpenChatRequest {
  readonly environment?: Environment;
  readonly clientData?: OpenRecord;
  readonly fault?: Fault;
}

/** `POST /api/chats/:id/turns`: what the visitor does. */
export type TurnRequest = { readonly fault?: Fault } & (
  | { readonly type: "say"; readonly text: string }
  | { readonly type: "choose"; readonly ids: readonly string[] }
  | { readonly type: "click"; readonly id: string }
  | { readonly type: "close" }
);

/** `POST /api/exchanges/:id/resend`; the answer is a {@link ResendAnswer}. */
export interface ResendRequest {
  /** The body to send instead of the recorded one, as text. */
  readonly body?: string;
  /** Sign anew. Default: the signature goes as it was. */
  readonly sign?: boolean;
}

/** What came of sending again. */
export interface ResendAnswer {
  /** The id of the new exchange. */
  readonly id: string;
}

/** What came of saving. */
export interface SaveAnswer {
  readonly file: string;
}

/** Every refusal of the API. */
export interface ErrorAnswer {
  readonly error: { readonly code: string; readonly message: string };
}
