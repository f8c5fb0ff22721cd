import type { Job, Queue } from "bullmq";

/** A job that was given up. */
export interface FailedJob {
  readonly id: string;
  /** What the handler got as `idempotencyKey`. */
  readonly idempotencyKey: string;
  /** Why, without anything that a visitor said. */
  readonly reason: string;
  /** How often it was started. */
  readonly attempts: number;
  readonly addedAt: Date;
  readonly failedAt: Date;
  /** The visitor's request, as JSON; sealed if the web processes have a `secret`. */
  readonly data: string;
}

/** Which of the jobs that were given up to list, the latest first. */
export interface FailedRange {
  /** How many to skip. Default 0. */
  readonly offset?: number;
  /** How many to list. Default 100. */
  readonly limit?: number;
}

export async function listFailed(queue: Queue<string>, { offset = 0, limit = 100 }: FailedRange): Promise<FailedJob[]> {
  const jobs = (await queue.getFailed(offset, offset + limit - 1)) as (Job<string> | undefined)[];
  // One that was dropped meanwhile is missing.
  return jobs.flatMap((job) => (job?.id === undefined ? [] : [describe(job, job.id)]));
}

function describe(job: Job<string>, id: string): FailedJob {
  const { begun } = Object(job.progress) as { readonly begun?: unknown };
  return {
    id,
    idempotencyKey: id,
    reason: job.failedReason,
    attempts: typeof begun === "number" ? begun : job.attemptsMade,
    addedAt: new Date(job.timestamp),
    failedAt: new Date(job.finishedOn ?? job.timestamp),
    data: job.data,
  };
}

/** Puts a job back into the queue, with all its attempts. @returns whether it was there */
export async function retryFailed(queue: Queue<string>, id: string): Promise<boolean> {
  const job = await findFailed(queue, id);
  if (job === undefined) return false;
  await job.updateProgress({ begun: 0 });
  await job.retry("failed", { resetAttemptsMade: true, resetAttemptsStarted: true });
  return true;
}

/** Removes a job. @returns whether it was there */
export async function dropFailed(queue: Queue<string>, id: string): Promise<boolean> {
  const job = await findFailed(queue, id);
  if (job === undefined) return false;
  await job.remove();
  return true;
}

async function findFailed(queue: Queue<string>, id: string): Promise<Job<string> | undefined> {
  const job = (await queue.getJob(id)) as Job<string> | undefined;
  return job !== undefined && (await job.isFailed()) ? job : undefined;
}
