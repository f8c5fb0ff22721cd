import type { ErrorDetails, RequestEvent } from "../events.js";

/**
 * A part of the work that can be traced. docs/events.md describes each.
 *
 * - `request`: everything from the arrival of a request to its answer
 * - `read`, `verify`, `parse`: its body is read, its signature checked, its JSON parsed
 * - `store`: a call of a store
 * - `handler`: a handler of the bot runs
 * - `hand-over`: the answer of an earlier, late handler goes out
 * - `enqueue`: a durable action becomes a job, and its answer is waited for
 * - `job`: a worker runs a job
 */
export type Stage = (typeof STAGES)[number];

export const STAGES = [
  "request",
  "read",
  "verify",
  "parse",
  "store",
  "handler",
  "hand-over",
  "enqueue",
  "job",
] as const;

/**
 * What a subscriber of a stage's channels gets: the same object at the start and at the end. It holds nothing that the visitor wrote, unless a handler puts
 * that into the error that it throws.
 */
export interface StageTrace {
  /** What the request is, as far as it is known. More may be known at the end. */
  details: ErrorDetails;
  /** For `request`: how it ended. There at the end, and made for whoever reads it. */
  readonly event?: RequestEvent | undefined;
  /** For `request`: reads one of its headers. */
  readonly header?: (name: string) => string | readonly string[] | undefined;
  /** For `handler`: which, such as `actions.ApplyLeave.execute`. */
  readonly handler?: string;
  /** For `store`: what is called, and whose store it is. */
  readonly operation?: "get" | "setIfAbsent" | "set";
  readonly purpose?: "replay" | "late";
  /** For `enqueue`: what a subscriber puts here comes back at the `job`, such as `traceparent`. At most 1,000 characters each. */
  readonly carrier?: Record<string, string>;
  /** What the work threw or rejected with. Set before the `error` event. */
  error?: unknown;
  /** Runs the work inside something, such as a context. A subscriber of `start` may set it. */
  around?: <T>(work: () => T) => T;
}

/**
 * The name of a stage's `TracingChannel`: its events are published on `tracing:ck:bot:request:start` and so on.
 *
 * @param stage - the part of the work
 * @returns the name, for `tracingChannel` of `node:diagnostics_channel`
 *
 * @example
 * ```ts
 * import { tracingChannel } from "node:diagnostics_channel";
 * import { stageChannel, type StageTrace } from "@ck/bot";
 *
 * tracingChannel<unknown, StageTrace>(stageChannel("handler")).subscribe({
 *   start: ({ handler }) => console.log(`${handler} starts`),
 *   end: () => undefined,
 *   asyncStart: () => undefined,
 *   asyncEnd: ({ handler }) => console.log(`${handler} is done`),
 *   error: ({ error }) => console.log(error),
 * });
 * ```
 */
export function stageChannel(stage: Stage): string {
  return `ck:bot:${stage}`;
}
