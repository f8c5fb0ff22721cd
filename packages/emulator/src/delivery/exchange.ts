import type { Environment, Todo } from "@ck/protocol";
import type { Verdict } from "../engine/verdict.js";
import type { Body } from "./body.js";
import type { Fault } from "./fault.js";

/** Header lines as they stand on the wire: name and value, repeated ones each for itself. */
export type HeaderLines = readonly (readonly [name: string, value: string])[];

/** One request and what came of it. Plain data: it goes through JSON unchanged. */
export interface Exchange {
  /** Unguessable. */
  readonly id: string;
  /** When sending began: ISO 8601, UTC. */
  readonly at: string;
  readonly todo: Todo;
  readonly environment: Environment;
  /** What was done wrong on purpose. */
  readonly fault?: Fault;
  readonly request: {
    readonly method: "POST";
    readonly url: string;
    readonly headers: HeaderLines;
    /** The value of the signature header, where there is one. */
    readonly signature?: string;
    readonly body: Body;
  };
  /** Absent where the answer did not even begin. */
  readonly response?: {
    readonly status: number;
    readonly headers: HeaderLines;
    /** What was read of it: it is cut off at the limit of the size, and when the time is over. */
    readonly body: Body;
    readonly complete: boolean;
  };
  readonly timings: Timings;
  readonly bytes: { readonly sent: number; readonly received: number };
  readonly verdict: Verdict;
}

/** Since sending began, in ms; absent what was not reached. */
export interface Timings {
  readonly connectMs?: number;
  readonly firstByteMs?: number;
  readonly totalMs: number;
}

/** The platform's limits (contract §4). */
export interface Limits {
  /** From sending to the last byte of the answer, in ms. Default: 5000. */
  readonly timeoutMs: number;
  /** The largest answer, in bytes. Default: 100,000. */
  readonly maxBytes: number;
}
