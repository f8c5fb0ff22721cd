import type { LateTodo } from "./late-answer.js";

/**
 * What happened to a late answer, for logs and metrics.
 *
 * - `promised`: the visitor got the `late` message
 * - `handed-over`: the visitor got the answer
 * - `failed`: the visitor was to get the answer, and the handler had failed
 * - `expired`: nobody fetched it in time
 */
export interface LateEvent {
  readonly state: "promised" | "handed-over" | "failed" | "expired";
  /** What the late handler answers. */
  readonly todo: LateTodo;
  /** The action, as the bot declares it. */
  readonly action?: string;
}

/**
 * The `node:diagnostics_channel` on which every {@link LateEvent} is published.
 *
 * @example
 * ```ts
 * import { subscribe } from "node:diagnostics_channel";
 * import { LATE_CHANNEL } from "@ck/bot";
 *
 * subscribe(LATE_CHANNEL, (event) => console.log(event));
 * ```
 */
export const LATE_CHANNEL = "ck:bot:late";
