import { BotError } from "../error.js";
import type { OnError } from "../events.js";
import type { Clock } from "./deadline.js";
import type { OnStall } from "./timekeeper.js";

/** From when on it is worth an error that the event loop was held, in ms: the shorter the deadline, the sooner. */
const MOST_MS = 1_000;
const LEAST_MS = 250;

/** Tells the author which handler held the event loop. */
export function reportStall({
  deadlineMs,
  onError,
}: {
  readonly deadlineMs: number;
  readonly onError: OnError;
}): OnStall<Clock> {
  const fromMs = Math.max(LEAST_MS, Math.min(MOST_MS, deadlineMs / 2));
  return (ms, suspects) => {
    const names = [...new Set(suspects.map(({ hook, handler }) => hook ?? handler))];
    if (ms < fromMs || names.length === 0) return;
    const who =
      names.length === 1 ? names.join() : `One of ${names.slice(0, 10).join(", ")}${names.length > 10 ? ", …" : ""}`;
    const [suspect] = suspects;
    onError(
      new BotError(
        "ERR_EVENT_LOOP_BLOCKED",
        `${who} held the event loop for ${Math.round(ms)} ms. In that time nothing else was answered, and no timer ran. Move the work to a worker thread, or split it into steps.`,
      ),
      names.length === 1 ? { ...suspect?.details, ms } : { ms },
    );
  };
}
