import { wait } from "../../time/wait.js";
import type { Kept } from "../kept.js";
import { findEnded, type LateStore } from "../late-store.js";

/** How long to wait before the store is polled again, in ms. Short at first, for quick jobs. */
const FIRST_WAIT_MS = 25;
const LAST_WAIT_MS = 250;
/** The same if the queue has `done`. */
const WATCHED_WAIT_MS = 1_000;

/** Thrown when a job's handler failed in a worker, which has reported the error. */
export class FailedElsewhere extends Error {}

/**
 * Polls the store until a worker's answer is there.
 *
 * @param done - settles when the job is finished; if it fails, the store is only polled more often
 * @throws {@link FailedElsewhere} if the job failed; the reason of `signal` when that is aborted
 */
export async function waitForAnswer(
  late: LateStore,
  key: string,
  done: () => Promise<unknown> | undefined,
  signal: AbortSignal,
): Promise<Kept & { state: "ready" }> {
  const watched = { isOn: true };
  const news = watch(done).finally(() => (watched.isOn = false));
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(1.5 * waitMs, LAST_WAIT_MS)) {
    // A store that fails now may reply in a moment, and the deadline is near.
    const kept = await findEnded(late, key).catch(() => undefined);
    signal.throwIfAborted();
    if (kept?.state === "failed") throw new FailedElsewhere();
    if (kept?.state === "ready") return kept;
    await (watched.isOn ? wait(WATCHED_WAIT_MS, { signal, news }) : wait(waitMs, { signal }));
  }
}

/** Never rejects. */
async function watch(done: () => Promise<unknown> | undefined): Promise<void> {
  try {
    await done();
  } catch {
    // A queue that cannot be watched is no reason to fail.
  }
}
