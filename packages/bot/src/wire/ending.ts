import type { Outcome, RequestEvent } from "../events.js";

/** How a request ended, and what became known about it on the way. */
export type Ending = Partial<Omit<RequestEvent, "ms" | "bytesOut">> & {
  readonly outcome: Outcome;
  readonly status: number;
  /** The answer's JSON. Without it and `body`, the body is empty. */
  readonly text?: string;
  /** The bytes of an answer that was kept. */
  readonly body?: Uint8Array;
};
