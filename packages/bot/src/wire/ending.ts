import type { Outcome, RequestEvent } from "../events.js";

/** How a request ended, and what became known about it on the way. */
export type Ending = Partial<Omit<RequestEvent, "ms" | "bytesOut">> & {
  readonly outcome: Outcome;
  readonly status: number;
  /** Absent: an empty body. */
  readonly body?: Uint8Array;
};
