/**
 * What happened to a job, for logs and metrics. Contains nothing that a visitor said.
 *
 * - `started`: an attempt begins
 * - `done`: the answer is kept
 * - `failed`: an attempt failed; `code` says how
 * - `given-up`: it was the last attempt, or the job cannot be run; the visitor gets the failure answer
 * - `returned`: the job is back in the queue and nothing counts: the store failed, the worker stops or is outdated
 * - `stalled`: a job's worker died or was blocked; the job is back in the queue
 */
export interface JobEvent {
  readonly state: "started" | "done" | "failed" | "given-up" | "returned" | "stalled";
  /** The job's id. */
  readonly id: string;
  /** What the handler gets as `idempotencyKey`. */
  readonly idempotencyKey: string;
  /** Which attempt it is, from 1. Not known of a job that stalled. */
  readonly attempt?: number;
  /** For `started`: how long ago the job was queued, in ms. */
  readonly ageMs?: number;
  /** How long the attempt took, in ms. */
  readonly ms?: number;
  /** The code of the error. */
  readonly code?: string;
}

/**
 * The `node:diagnostics_channel` on which every {@link JobEvent} is published as well.
 *
 * @example
 * ```ts
 * import { subscribe } from "node:diagnostics_channel";
 * import { JOB_CHANNEL } from "@ck/bullmq";
 *
 * subscribe(JOB_CHANNEL, (event) => console.log(event));
 * ```
 */
export const JOB_CHANNEL = "ck:bullmq:job";
