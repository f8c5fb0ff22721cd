import type { HeaderLines, Limits, Timings } from "./exchange.js";

/** A request to send, exactly as it is. */
export interface Sending {
  readonly url: URL;
  readonly headers: HeaderLines;
  readonly body: Uint8Array;
  /** `slow`: in pieces, over twice the time limit. `cut`: half of it, then the connection ends. */
  readonly manner?: "slow" | "cut" | undefined;
}

/** How an exchange ended. */
export type Ending =
  | { readonly type: "complete" }
  | { readonly type: "timed-out" }
  | { readonly type: "too-large" }
  /** `code`: the system's, such as `ECONNREFUSED`. */
  | { readonly type: "broken"; readonly code: string };

/** What was received, to the byte. */
export interface Sent {
  readonly ending: Ending;
  readonly response?: { readonly status: number; readonly headers: HeaderLines; readonly body: Uint8Array };
  readonly timings: Timings;
}

/** Sends a request and reads its answer up to the limits. It never rejects: what goes wrong is the ending. */
export type Send = (sending: Sending, limits: Limits) => Promise<Sent>;
