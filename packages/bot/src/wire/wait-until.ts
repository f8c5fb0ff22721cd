/**
 * Called with work that goes on after an answer. The promise never rejects. If the runtime stops once the answer is out, pass it to the
 * platform's own `waitUntil`.
 */
export type WaitUntil = (work: Promise<unknown>) => void;

/** Keeps track of work that goes on after answers, so that a process can wait for it before it exits. Made by {@link trackWork}. */
export interface WorkTracker {
  /** For the option `waitUntil` of one receiver, or of several. */
  readonly waitUntil: WaitUntil;
  /** Settles once nothing is going on any more, work that starts in the meantime included. A late handler runs for at most `giveUpMs`. */
  readonly idle: () => Promise<void>;
}

/**
 * Keeps track of the work that goes on after answers.
 *
 * @returns what the option `waitUntil` needs, and `idle()` to wait for the end
 * @example
 * ```ts
 * import { createBot, memoryStore, receive, trackWork } from "@ck/bot";
 *
 * const work = trackWork();
 * receive(createBot({ actions: {} }), {
 *   publicKey: false,
 *   lateAnswers: { store: memoryStore() },
 *   waitUntil: work.waitUntil,
 * });
 * // On SIGTERM: close the server, then
 * await work.idle();
 * ```
 */
export function trackWork(): WorkTracker {
  const running = new Set<Promise<unknown>>();
  return {
    waitUntil(work) {
      const done = (): void => void running.delete(work);
      running.add(work);
      work.then(done, done);
    },
    async idle() {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}
