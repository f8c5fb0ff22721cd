/**
 * An answer that the session was promised and has not had.
 *
 * @example
 * ```ts
 * import type { LateAnswer } from "@ck/bot";
 *
 * const mention = (answers: readonly LateAnswer[]): string =>
 *   answers.some(({ state }) => state === "ready") ? "What you asked for is ready: ask again." : "";
 * ```
 */
export interface LateAnswer {
  /** The action that was asked, as the bot declares it. */
  readonly action: string;
  /** `ready` and `failed`: the next `execute` of the action, with the same params, is answered at once. */
  readonly state: "running" | "ready" | "failed";
}
