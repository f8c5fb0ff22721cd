import { vi } from "vitest";
import {
  createJobRunner,
  trackWork,
  type Bot,
  type BotError,
  type ErrorDetails,
  type Job,
  type JobQueue,
  type JobRunner,
  type JobRunnerOptions,
  type LateAnswersOptions,
  type Store,
} from "../../src/index.js";
import { signed, talk, type Keys } from "@ck-test/talk";
import { visitor, type Visitor, type VisitorOptions } from "@ck-test/visitor";

/** A queue that holds its jobs until the test runs them, and knows which ones it still has. For fake timers. */
export interface HeldQueue extends JobQueue {
  readonly jobs: Job[];
  readonly has: (id: string) => Promise<boolean>;
  /** Waits until the job of a request is queued and promised, and then has the request's deadline pass. */
  readonly late: <T>(sent: Promise<T>) => Promise<T>;
}

const DEADLINE_MS = 4500;

export function heldQueue(): HeldQueue {
  const jobs: Job[] = [];
  let wake = (): void => undefined;
  return {
    jobs,
    // It is asked for once the promise stands.
    done: () => (wake(), new Promise(() => undefined)),
    async late(sent) {
      await new Promise<void>((resolve) => (wake = resolve));
      await vi.advanceTimersByTimeAsync(DEADLINE_MS);
      return sent;
    },
    add(job) {
      if (!jobs.some(({ id }) => id === job.id)) jobs.push(job);
      return Promise.resolve();
    },
    has: (id) => Promise.resolve(jobs.some((job) => job.id === id)),
  };
}

export interface Process {
  readonly errors: [BotError, ErrorDetails][];
  readonly visit: (options?: VisitorOptions) => Visitor;
  readonly idle: () => Promise<void>;
}

/** A web process. */
export function startWeb(bot: Bot, keys: Keys, late: LateAnswersOptions): Process {
  const errors: Process["errors"] = [];
  const work = trackWork();
  const talking = talk(bot, {
    publicKey: keys.publicKey,
    deadlineMs: DEADLINE_MS,
    lateAnswers: late,
    waitUntil: work.waitUntil,
    onError: (error, details) => errors.push([error, details]),
  });
  const sign = (body: object): ReturnType<typeof signed> => signed(body, keys);
  return { errors, visit: (options) => visitor(talking, { sign, ...options }), idle: work.idle };
}

export interface Worker {
  readonly errors: [BotError, ErrorDetails][];
  readonly run: JobRunner;
}

export function startWorker(bot: Bot, store: Store, options: Partial<JobRunnerOptions> = {}): Worker {
  const errors: Worker["errors"] = [];
  const onError = (error: BotError, details: ErrorDetails): void => void errors.push([error, details]);
  return { errors, run: createJobRunner(bot, { store, onError, ...options }) };
}
