import { createRequire } from "node:module";
import path from "node:path";
import type * as bullmq from "@ck/bullmq";
import type { BullQueue, FailedJob } from "@ck/bullmq";
import { CliError } from "../error.js";

/** Where the jobs are. */
export interface QueueFlags {
  readonly redis?: string;
  readonly queue?: string;
  readonly prefix?: string;
}

/** How long Redis may take, in ms: somebody is waiting, but no visitor. */
const TIMEOUT_MS = 3_000;

/** How many jobs are read at once. */
const PAGE = 100;

/**
 * Opens the queue, uses it, and closes it.
 * @throws CliError if the project has no `@ck/bullmq`, or Redis cannot be reached
 */
export async function withQueue<T>(flags: QueueFlags, use: (queue: BullQueue) => Promise<T>): Promise<T> {
  const queue = openQueue(flags);
  try {
    return await use(queue);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError("ERR_SETUP", `The queue cannot be read: ${(error as Error).message}`, { cause: error });
  } finally {
    await queue.close();
  }
}

/**
 * Opens the queue. Whoever does closes it.
 *
 * @throws CliError if the project has no `@ck/bullmq`
 */
export function openQueue({ redis, queue: name, prefix }: QueueFlags): BullQueue {
  if (redis === undefined)
    throw new CliError("ERR_INVALID_OPTION", "Give the Redis of the queue with --redis redis://…, or set REDIS_URL.");
  const { bullQueue } = loadBullmq();
  try {
    return bullQueue(redis, {
      ...(name !== undefined && { name }),
      ...(prefix !== undefined && { prefix }),
      timeoutMs: TIMEOUT_MS,
      onError: () => undefined,
    });
  } catch (error) {
    throw new CliError("ERR_INVALID_OPTION", (error as Error).message, { cause: error });
  }
}

/** Finds a job that was given up. */
export async function findJob(queue: BullQueue, id: string): Promise<FailedJob> {
  for (let offset = 0; ; offset += PAGE) {
    const jobs = await queue.failed({ offset, limit: PAGE });
    const job = jobs.find((each) => each.id === id);
    if (job !== undefined) return job;
    if (jobs.length === 0) throw noSuchJob(id);
  }
}

/** The error for an id that is not among the jobs that were given up. */
export function noSuchJob(id: string): CliError {
  return new CliError("ERR_SETUP", `No job ${id} was given up. \`ck jobs list\` shows those that were.`);
}

/** Takes `@ck/bullmq` from the project: most bots have no jobs, so `ck` does not bring it along. */
function loadBullmq(): typeof bullmq {
  const fromProject = createRequire(path.resolve("package.json"));
  try {
    return fromProject("@ck/bullmq") as typeof bullmq;
  } catch (error) {
    const message =
      "This needs @ck/bullmq, which is not installed in this folder. Run it where your worker is, or install it: npm install @ck/bullmq bullmq ioredis";
    throw new CliError("ERR_SETUP", message, { cause: error });
  }
}
