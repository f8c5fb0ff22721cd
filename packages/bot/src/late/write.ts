import { askStore } from "../store/store.js";
import { wait } from "../time/wait.js";
import type { LateConfig } from "./options.js";
import { storeFailed } from "./store-failed.js";

export type Report = (error: unknown) => void;
/** Where answers are written. */
export type Writing = Pick<LateConfig, "store" | "timeoutMs" | "ttlMs">;

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 2_000;

/** Writes to the store. If it fails, tries again for as long as an answer is kept. */
export async function write(
  { timeoutMs, ttlMs }: Writing,
  once: (ttlMs: number) => Promise<void>,
  report: Report,
  signal?: AbortSignal,
): Promise<void> {
  const until = performance.now() + ttlMs;
  for (let waitMs = FIRST_RETRY_MS; ; waitMs = Math.min(2 * waitMs, LAST_RETRY_MS)) {
    try {
      await askStore(timeoutMs, () => once(ttlMs));
      return;
    } catch (cause) {
      const isLost = performance.now() + waitMs > until;
      if (isLost) report(storeFailed("The answer is lost.", cause));
      else if (waitMs === FIRST_RETRY_MS) report(storeFailed("Keeping the answer is retried.", cause));
      if (isLost) return;
      await wait(waitMs, { signal });
      signal?.throwIfAborted();
    }
  }
}
