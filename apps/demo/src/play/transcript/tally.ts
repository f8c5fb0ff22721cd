/** The totals of some conversations. */
export interface Tally {
  /** Requests made, plus those expected that never came. */
  readonly requests: number;
  readonly asExpected: number;
  readonly slowestMs: number;
  readonly largestBytes: number;
}

/** Nothing yet. */
export const NO_TALLY: Tally = { requests: 0, asExpected: 0, slowestMs: 0, largestBytes: 0 };

/** Adds two tallies. */
export function add(one: Tally, other: Tally): Tally {
  return {
    requests: one.requests + other.requests,
    asExpected: one.asExpected + other.asExpected,
    slowestMs: Math.max(one.slowestMs, other.slowestMs),
    largestBytes: Math.max(one.largestBytes, other.largestBytes),
  };
}
