/**
 * Told of work that goes on after an answer. The promise never rejects. On a runtime that stops once the answer is out, it has to be handed to what keeps it up: the
 * `waitUntil` of the platform.
 *
 * @example
 * ```ts
 * import type { WaitUntil } from "@ck/bot";
 *
 * const running = new Set<Promise<unknown>>();
 * const waitUntil: WaitUntil = (work) => running.add(work);
 * ```
 */
export type WaitUntil = (work: Promise<unknown>) => void;

/**
 * The work that goes on after answers, to be waited for when the process is told to stop.
 *
 * @example
 * ```ts
 * import { trackWork, type WorkTracker } from "@ck/bot";
 *
 * const work: WorkTracker = trackWork();
 * ```
 */
export interface WorkTracker {
  /** For the option `waitUntil` of one receiver, or of several. */
  readonly waitUntil: WaitUntil;
  /** Settles when nothing goes on any more, also what is begun in the meantime. A handler that is late runs for at most `giveUpMs`. */
  readonly idle: () => Promise<void>;
}

/**
 * Keeps track of the work that goes on after answers.
 *
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
