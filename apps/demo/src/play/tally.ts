/** What conversations came to. */
export interface Tally {
  /** The requests that were made, and those that were expected and never came. */
  readonly requests: number;
  readonly asExpected: number;
  readonly slowestMs: number;
  readonly largestBytes: number;
}

/** Of nothing yet. */
export const NO_TALLY: Tally = { requests: 0, asExpected: 0, slowestMs: 0, largestBytes: 0 };

/** The tally of both. */
export function add(one: Tally, other: Tally): Tally {
  return {
    requests: one.requests + other.requests,
    asExpected: one.asExpected + other.asExpected,
    slowestMs: Math.max(one.slowestMs, other.slowestMs),
    largestBytes: Math.max(one.largestBytes, other.largestBytes),
  };
}
