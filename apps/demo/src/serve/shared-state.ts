import { setTimeout } from "node:timers/promises";
import { memoryStore, sealedStore, type LateAnswersOptions, type ReplayOptions } from "@ck/bot";
import { bullQueue, type BullQueue } from "@ck/bullmq";
import { redisStore, type RedisStore } from "@ck/redis";
import type { Settings } from "../program/settings.js";
import { SetupError } from "../program/setup-error.js";

/** What several servers share about requests. */
export interface SharedState {
  /** A repeated request gets its first answer again at any server, so nothing is booked twice. */
  readonly replay: ReplayOptions;
  /** A late answer begun at one server can be handed over at another. */
  readonly lateAnswers: LateAnswersOptions;
  /** The queue of the reports, if worker processes make them. */
  readonly queue?: BullQueue;
  /** Whether a worker process makes the report. */
  readonly durableReport: boolean;
  /** Where it is kept, for a line at start. */
  readonly description: string;
  close(): Promise<void>;
}

/** Shared in memory, by the servers of one process. */
export function stateInMemory(): SharedState {
  // One store each: a flood of requests must not crowd out promised answers.
  return {
    replay: { store: memoryStore() },
    lateAnswers: { store: memoryStore() },
    durableReport: false,
    description: "in memory",
    close: () => Promise.resolve(),
  };
}

/** How long Redis may take to answer, in ms: longer than a restart of it takes, so that a planned one fails no request. */
export const STORE_MS = 2_000;

export type StateOptions = Pick<Settings, "redisUrl" | "secret" | "lateTtlMs">;

/** Shared in Redis, if there is one, by the servers of all processes; worker processes then make the report. */
export async function openState({ redisUrl, secret, lateTtlMs }: StateOptions): Promise<SharedState> {
  if (redisUrl === undefined) return stateInMemory();
  const store = await openStore(redisUrl);
  const queue = bullQueue(redisUrl, { timeoutMs: STORE_MS });
  return {
    // It keeps answers, to give them again.
    replay: { store: secret === undefined ? store : sealedStore(store, secret), timeoutMs: STORE_MS },
    lateAnswers: { store, queue, ...(secret !== undefined && { secret }), ttlMs: lateTtlMs, timeoutMs: STORE_MS },
    queue,
    durableReport: true,
    description: `Redis at ${new URL(redisUrl).host}; npm run worker makes the reports`,
    async close() {
      await Promise.all([queue.close(), store.close()]);
    },
  };
}

/** How long a start waits for Redis, in ms, since both may be starting. */
const START_MS = 5_000;

async function waitFor(store: RedisStore): Promise<void> {
  const until = performance.now() + START_MS;
  for (;;) {
    try {
      await store.get("start");
      return;
    } catch (error) {
      if (performance.now() > until) throw error;
      await setTimeout(100);
    }
  }
}

/** @throws SetupError if Redis cannot be used */
export async function openStore(redisUrl: string): Promise<RedisStore> {
  let store: RedisStore | undefined;
  try {
    store = redisStore(redisUrl, { prefix: "ck-demo:", timeoutMs: STORE_MS });
    await waitFor(store);
    return store;
  } catch (error) {
    await store?.close();
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? `${message} (${cause.message})` : message;
    throw new SetupError(`The Redis of REDIS_URL cannot be used: ${why}`, { cause: error });
  }
}
