/**
 * The job queue of durable handlers, on BullMQ: {@link bullQueue} for web processes, {@link createWorker} for workers.
 * @module
 */
export type { BullConnection } from "./connect.js";
export type { FailedJob, FailedRange } from "./failed-jobs.js";
export { JOB_CHANNEL } from "./job-event.js";
export type { JobEvent } from "./job-event.js";
export type { KeepFailed } from "./keep-failed.js";
export { bullQueue } from "./queue.js";
export type { BullQueue, BullQueueOptions, JobCounts } from "./queue.js";
export { createWorker } from "./worker.js";
export type { JobWorker, WorkerOptions } from "./worker.js";
