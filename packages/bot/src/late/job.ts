/**
 * An `execute` that has to be done even where the process that took it in dies. What is in it is for `createJobRunner` alone; it holds the request, and so what the
 * visitor said.
 *
 * @example
 * ```ts
 * import type { Job } from "@ck/bot";
 *
 * const size = ({ data }: Job): number => data.length;
 * ```
 */
export interface Job {
  /** The same for the same signed request: letters, digits, `-`. */
  readonly id: string;
  /** JSON, of up to some million characters. */
  readonly data: string;
}

/**
 * Holds jobs until some worker has done them, each at least once.
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
  /** Takes a job in, and settles once it cannot get lost any more. A job whose id is there already is not taken in again. */
  readonly add: (job: Job) => Promise<void>;
  /** Settles when a worker is through with the job, so that the store need not be asked again and again. Without it, it is. */
  readonly done?: (id: string, options: { readonly signal: AbortSignal }) => Promise<unknown>;
}
