import type { Environment, Todo } from "@ck/protocol";
import type { Verdict } from "../engine/verdict.js";
import type { Body } from "./body.js";
import type { Fault } from "./fault.js";

/** Header lines as they were sent: name and value. A repeated header has several lines. */
export type HeaderLines = readonly (readonly [name: string, value: string])[];

/** One request and its result. Plain data, so it survives JSON unchanged. */
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
    /** The value of the signature header, if there is one. */
    readonly signature?: string;
    readonly body: Body;
  };
  /** Absent if no answer began. */
  readonly response?: {
    readonly status: number;
    readonly headers: HeaderLines;
    /** What was read: it ends at the size limit and at the time-out. */
    readonly body: Body;
    readonly complete: boolean;
  };
  readonly timings: Timings;
  readonly bytes: { readonly sent: number; readonly received: number };
  readonly verdict: Verdict;
}

/** Times since sending began, in ms. Absent if that point was not reached. */
export interface Timings {
  readonly connectMs?: number;
  readonly firstByteMs?: number;
  readonly totalMs: number;
}

/** The platform's limits (docs/contract.md §4). */
export interface Limits {
  /** From sending to the last byte of the answer, in ms. Default 5000. */
  readonly timeoutMs: number;
  /** The largest answer, in bytes. Default 100,000. */
  readonly maxBytes: number;
}
