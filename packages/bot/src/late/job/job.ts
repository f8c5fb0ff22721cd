import type { Finding } from "../../startup/finding.js";

/**
 * A request that must be handled even if the process that accepted it dies. Its data is for `createJobRunner` alone; it
 * contains the request, and so what the visitor said, unless a `secret` seals it.
 */
export interface Job {
  /** The same for the same signed request: letters, digits, `-`. */
  readonly id: string;
  /** ASCII or JSON, up to a few million characters. */
  readonly data: string;
}

/**
 * Holds jobs until a worker has done them, each at least once.
 *
 * @example
 * ```ts
 * import { createBot, createJobRunner, memoryStore, type JobQueue } from "@ck/bot";
 *
 * // In one process, for a test: nothing here survives it.
 * const run = createJobRunner(createBot({ actions: {} }), { store: memoryStore() });
 * const queue: JobQueue = {
 *   add: ({ data }) => {
 *     void run(data).catch(() => undefined);
 *     return Promise.resolve();
 *   },
 * };
 * ```
 */
export interface JobQueue {
  /**
   * Adds a job, and settles once it cannot be lost any more. A job whose id is already in the queue is not added again.
   */
  readonly add: (job: Job) => Promise<void>;
  /**
   * Settles when a worker has finished the job, so that the store need not be polled. Without it, the store is polled.
   */
  readonly done?: (id: string, options: { readonly signal: AbortSignal }) => Promise<unknown>;
  /**
   * Whether a job is still waiting or running. A question that was promised an answer stays the same question for as long,
   * so that a durable handler is not started a second time while its job is late. Without it, for a week.
   */
  readonly has?: (id: string) => Promise<boolean>;
  /** Looks whether it answers, and for what is set up wrong: for `startupChecks`. */
  readonly check?: () => Promise<readonly Finding[]>;
}
