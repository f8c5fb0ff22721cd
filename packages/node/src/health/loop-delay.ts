/** How often a timer should fire, in ms. How late it fires is how long something else has held the event loop. */
const INTERVAL_MS = 100;

/** Measures how long the event loop is blocked. */
export interface LoopWatch {
  /** The longest time since the last call, in ms. */
  readonly maxMs: () => number;
}

/**
 * Starts to measure, and keeps no process alive. Not with `monitorEventLoopDelay`: after a reset it misses a blocked loop
 * until its timer has fired once.
 */
export function watchLoop(): LoopWatch {
  let last = performance.now();
  let max = 0;
  const measure = (): void => {
    const now = performance.now();
    max = Math.max(max, now - last - INTERVAL_MS);
    last = now;
  };
  setInterval(measure, INTERVAL_MS).unref();
  return {
    maxMs() {
      measure();
      const since = max;
      max = 0;
      return since;
    },
  };
}
