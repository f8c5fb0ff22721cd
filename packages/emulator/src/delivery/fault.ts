/**
 * What can be done wrong on purpose, to see that a server refuses it:
 *
 * - `wrong-signature`: a signature of the right key over other bytes
 * - `missing-signature`: no signature header
 * - `repeated-header`: the signature header twice
 * - `stale-key`: signed with a key that is not the bot's
 * - `re-encoded`: the JSON serialised anew after it was signed
 * - `slow-sending`: the body sent so slowly that the time is over first
 * - `cut-connection`: the connection cut in the middle of the body
 * - `replayed`: the request sent once more, after its answer
 * - `duplicated`: the request sent twice at once
 *
 * @example
 * ```ts
 * import { FAULTS } from "@ck/emulator";
 *
 * FAULTS.includes("stale-key"); // → true
 * ```
 */
export const FAULTS = [
  "wrong-signature",
  "missing-signature",
  "repeated-header",
  "stale-key",
  "re-encoded",
  "slow-sending",
  "cut-connection",
  "replayed",
  "duplicated",
] as const;

/** One of {@link FAULTS}. */
export type Fault = (typeof FAULTS)[number];
