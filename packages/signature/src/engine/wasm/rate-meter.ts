import { milliseconds } from "../../runtime.js";

/** Over how long a rate is measured, in ms. */
const WINDOW_MS = 3_000;

/** Counts checks. */
export interface RateMeter {
  /** Counts one more; returns how many there were in all. */
  count(): number;
  /** Counts one more; returns whether the last three seconds had at least this many a second. */
  isAtLeast(perSecond: number): boolean;
}

/** Counts in windows, so that a check costs one look at the clock and no memory. */
export function createRateMeter(now: () => number = milliseconds): RateMeter {
  let total = 0;
  let inWindow = 0;
  let since = 0;
  return {
    count: () => ++total,
    isAtLeast(perSecond) {
      total++;
      const time = now();
      if (time - since >= WINDOW_MS) {
        since = time;
        inWindow = 0;
      }
      return ++inWindow >= (perSecond * WINDOW_MS) / 1000;
    },
  };
}
