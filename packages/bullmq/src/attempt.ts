import { isBotError, type BotError, type ErrorDetails, type JobRunner } from "@ck/bot";
import { DelayedError, UnrecoverableError, WaitingError, type Job } from "bullmq";
import type { Gate } from "./alone.js";
import type { JobEvent } from "./job-event.js";

/** What an attempt needs of its worker. */
export interface Attempts {
  readonly run: JobRunner;
  readonly gate: Gate;
  /** Aborted when the worker has to stop. */
  readonly signal: AbortSignal;
  readonly report: (error: BotError, details: ErrorDetails) => void;
  readonly tell: (event: JobEvent) => void;
}

/** How long a job is put off when the store fails, in ms. */
const STORE_WAIT_MS = 1000;
/** How long a job waits for a newer worker: at first, at most, and in all, in ms. */
const OUTDATED_WAIT_MS = 1000;
const LONGEST_OUTDATED_WAIT_MS = 15_000;
const OUTDATED_MS = 86_400_000;

/** Makes one attempt at a job, and tells BullMQ what becomes of it. */
export async function attempt(attempts: Attempts, job: Job<string>, token: string | undefined): Promise<void> {
  const { run, gate, signal, report, tell } = attempts;
  const id = job.id ?? "";
  const allowed = job.opts.attempts ?? 1;
  const begun = begunOf(job);
  const isLast = begun + 1 >= allowed;
  const giveUp = begun >= allowed;
  const number = giveUp ? begun : begun + 1;
  const details = { jobId: id, idempotencyKey: id, attempt: number };
  const from = performance.now();
  const say = (state: JobEvent["state"], code?: string): void => {
    const isStart = state === "started";
    const ms = isStart ? { ageMs: Math.max(0, Date.now() - job.timestamp) } : { ms: performance.now() - from };
    tell({ state, id, idempotencyKey: id, attempt: number, ...ms, ...(code !== undefined && { code }) });
  };
  let leave = (): void => undefined;
  try {
    if (!giveUp) {
      leave = await begin(gate, job, { begun, isAlone: job.stalledCounter > 0, signal });
      say("started");
    }
    await run(job.data, { id, attempt: number, isLast, giveUp, signal });
    say("done");
  } catch (error) {
    const failed = isBotError(error) ? error : undefined;
    const putBack = putOff(error, job, signal);
    if (putBack !== undefined) {
      // Nothing was started, or nothing of it counts.
      if (hasRecord(job)) await job.updateProgress({ begun });
      if (failed?.code === "ERR_WORKER_OUTDATED") report(failed, details);
      say("returned", failed?.code);
      await putBack(token);
    }
    if (!giveUp) say("failed", failed?.code);
    const isHopeless = failed !== undefined && HOPELESS.includes(failed.code);
    if (isHopeless || failed?.code === "ERR_WORKER_OUTDATED") report(failed, details);
    if (!isLast && !isHopeless && failed?.code !== "ERR_WORKER_OUTDATED") throw error;
    say("given-up", failed?.code);
    // BullMQ stores the message with the job. Ours contains nothing that a visitor said.
    throw new UnrecoverableError(failed?.message ?? "The job failed.");
  } finally {
    leave();
  }
}

/** The job will never run, on whatever worker. */
const HOPELESS: readonly string[] = ["ERR_INVALID_JOB", "ERR_SEAL"];

/** How a job that was not started, or was stopped with its worker, goes back to the queue, if it does. */
function putOff(
  error: unknown,
  job: Job<string>,
  signal: AbortSignal,
): ((token: string | undefined) => Promise<never>) | undefined {
  const delayed =
    (ms: number) =>
    async (token: string | undefined): Promise<never> => {
      await job.moveToDelayed(Date.now() + ms, token);
      throw new DelayedError();
    };
  if (signal.aborted) {
    return async (token) => {
      await job.moveToWait(token);
      throw new WaitingError();
    };
  }
  const code = isBotError(error) ? error.code : undefined;
  // It is not known whether the job is done already, so it was not started.
  if (code === "ERR_STORE") return delayed(STORE_WAIT_MS);
  if (code === "ERR_WORKER_OUTDATED" && Date.now() - job.timestamp < OUTDATED_MS) {
    return delayed(Math.min(OUTDATED_WAIT_MS * job.attemptsStarted, LONGEST_OUTDATED_WAIT_MS));
  }
  return undefined;
}

/**
 * How often a job was started before. BullMQ counts how often its worker died, which blames every job of that worker. A job
 * that waits for its turn, or runs alone, therefore has a record of its own: `progress.begun`.
 */
function begunOf(job: Job<string>): number {
  const { begun } = Object(job.progress) as { readonly begun?: unknown };
  if (typeof begun === "number") return begun;
  return job.attemptsMade + (job.stalledCounter > 0 ? 1 : 0);
}

function hasRecord(job: Job<string>): boolean {
  return typeof job.progress === "object";
}

/** Waits for the job's turn, and notes that it begins. @returns what to call when it is over */
async function begin(
  gate: Gate,
  job: Job<string>,
  { begun, isAlone, signal }: { readonly begun: number; readonly isAlone: boolean; readonly signal: AbortSignal },
): Promise<() => void> {
  // If the worker dies while this one waits, it is not to blame.
  if (gate.isShut(isAlone)) await job.updateProgress({ begun });
  const leave = await gate.enter(isAlone, signal);
  try {
    if (isAlone || hasRecord(job)) await job.updateProgress({ begun: begun + 1 });
    return leave;
  } catch (error) {
    leave();
    throw error;
  }
}
