import { setTimeout } from "node:timers/promises";
import { memoryStore, type LateAnswersOptions, type ReplayOptions } from "@ck/bot";
import { bullQueue } from "@ck/bullmq";
import { redisStore, type RedisStore } from "@ck/redis";
import { SetupError } from "../setup-error.js";

/** What the servers that share it know of each other's requests. */
export interface SharedState {
  /** Answers a request that comes again, at whichever of the servers, as the first time: nothing is booked twice. */
  readonly replay: ReplayOptions;
  /** Hands over at any of them what was begun at another. */
  readonly lateAnswers: LateAnswersOptions;
  /** Whether the report is made by a worker process. */
  readonly durableReport: boolean;
  /** Where it is, for people. */
  readonly description: string;
  close(): Promise<void>;
}

/** The servers of one process share its memory. */
export function stateInMemory(): SharedState {
  // One each: a flood of requests is not to crowd out the answers that somebody waits for.
  return {
    replay: { store: memoryStore() },
    lateAnswers: { store: memoryStore() },
    durableReport: false,
    description: "in memory",
    close: () => Promise.resolve(),
  };
}

/** The servers of all processes share a Redis, where there is one, and worker processes make the report. */
export async function openState(redisUrl: string | undefined): Promise<SharedState> {
  if (redisUrl === undefined) return stateInMemory();
  const store = await openStore(redisUrl);
  const queue = bullQueue(redisUrl);
  return {
    replay: { store },
    lateAnswers: { store, queue },
    durableReport: true,
    description: `Redis at ${new URL(redisUrl).host}; npm run worker makes the reports`,
    async close() {
      await Promise.all([queue.close(), store.close()]);
    },
  };
}

/** How long a start waits for Redis, in ms: the two may be started together. */
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

/** @throws SetupError where there is no Redis that can be used */
export async function openStore(redisUrl: string): Promise<RedisStore> {
  let store: RedisStore | undefined;
  try {
    store = redisStore(redisUrl, { prefix: "ck-demo:" });
    await waitFor(store);
    return store;
  } catch (error) {
    await store?.close();
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? `${message} (${cause.message})` : message;
    throw new SetupError(`The Redis of REDIS_URL cannot be used: ${why}`, { cause: error });
  }
}
