import type { RequestEvent } from "../events.js";

/** How a request ended. */
export interface Ending extends Pick<RequestEvent, "outcome" | "status" | "reason" | "detail" | "isWaiting"> {
  /** The answer's JSON. Without it and `body`, the body is empty. */
  readonly text?: string;
  /** The bytes of an answer that was kept. */
  readonly body?: Uint8Array;
}
