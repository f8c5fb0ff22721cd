/**
 * What can be done wrong on purpose, to check that a server rejects it:
 *
 * - `wrong-signature`: a signature of the right key over other bytes
 * - `missing-signature`: no signature header
 * - `repeated-header`: the signature header twice
 * - `stale-key`: signed with the key that was retired last
 * - `unknown-key`: signed with a key that the server has never seen
 * - `re-encoded`: the JSON serialised again after it was signed
 * - `slow-sending`: the body sent so slowly that the time runs out
 * - `cut-connection`: the connection cut in the middle of the body
 * - `replayed`: the request sent again after its answer
 * - `duplicated`: the request sent twice at once
 */
export const FAULTS = [
  "wrong-signature",
  "missing-signature",
  "repeated-header",
  "stale-key",
  "unknown-key",
  "re-encoded",
  "slow-sending",
  "cut-connection",
  "replayed",
  "duplicated",
] as const;

/** One of {@link FAULTS}. */
export type Fault = (typeof FAULTS)[number];
