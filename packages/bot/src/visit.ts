import type { ErrorDetails } from "./events.js";
import type { Deadline } from "./time/deadline.js";
import type { Identified } from "./visitor/identify.js";
import type { WaitUntil } from "./wire/wait-until.js";

/** What is known about one request besides its content. */
export interface Visit {
  readonly requestId: string;
  readonly deadline: Deadline;
  /** What the request is, for errors and events. */
  readonly details: ErrorDetails;
  /** Called with work that goes on after the answer. */
  readonly waitUntil: WaitUntil;
  /** Who signed the request; `undefined` if the bot runs unsigned. */
  readonly signer?: Signer | undefined;
  /** Who the visitor is, as of the request's arrival; `undefined` for a bot without `visitor`. */
  readonly identified?: (Identified & { readonly at: Date }) | undefined;
}

/** The key that verified a request and the canonical bytes of the signature, which identify the request. */
export interface Signer {
  readonly keyId: string;
  readonly signature: Uint8Array;
}
