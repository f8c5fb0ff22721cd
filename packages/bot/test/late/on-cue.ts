import { afterEach, beforeEach, vi } from "vitest";
import {
  createBot,
  memoryStore,
  trackWork,
  type Bot,
  type BotDefinition,
  type Context,
  type ReceiveOptions,
  type Store,
} from "../../src/index.js";
import { talk, type TestBot } from "@ck-test/talk";
import { Deferred } from "@ck-test/visitor";

export const DEADLINE_MS = 4500;

/** The clock stands still in each test of a file; see {@link passDeadlines}. */
export function stopClock(): void {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
  afterEach(() => void vi.useRealTimers());
}

/** Has the deadline of a request pass as soon as a slow handler runs, however long the machine takes until then. */
export function passDeadlines(send: TestBot["send"]): { send: TestBot["send"]; run: () => void } {
  let running = new Deferred();
  return {
    run: () => running.resolve(),
    async send(...request) {
      running = new Deferred();
      const sent = send(...request);
      const isRunning = await Promise.race([running.promise.then(() => true), sent.then(() => false)]);
      if (isRunning) await vi.advanceTimersByTimeAsync(DEADLINE_MS);
      return sent;
    },
  };
}

/** One call of a slow handler. */
export interface Call {
  readonly context: Context;
  readonly result: Deferred<unknown>;
}

export interface Cued extends TestBot {
  readonly bot: Bot;
  /** What each call of a slow handler waits for, in the order of the calls. */
  readonly calls: Call[];
  readonly idle: () => Promise<void>;
  /** Ends a call, and waits until its answer is kept. */
  readonly end: (call: number, answer: unknown) => Promise<void>;
}

/** A process of a bot with slow handlers: they are not done before the test ends them. */
export function startOnCue(
  parts: (slow: (context: Context) => never) => BotDefinition,
  { store = memoryStore(), ...options }: Partial<ReceiveOptions> & { readonly store?: Store } = {},
): Cued {
  const calls: Call[] = [];
  const work = trackWork();
  const bot = createBot(
    parts((context) => {
      const result = new Deferred<unknown>();
      calls.push({ context, result });
      cue.run();
      return result.promise as never;
    }),
  );
  const lateAnswers = { store, ...options.lateAnswers };
  const talking = talk(bot, { deadlineMs: DEADLINE_MS, waitUntil: work.waitUntil, ...options, lateAnswers });
  const cue = passDeadlines(talking.send);
  return {
    ...talking,
    bot,
    calls,
    send: cue.send,
    idle: work.idle,
    async end(call, answer) {
      const { result } = calls[call]!;
      if (answer instanceof Error) result.reject(answer);
      else result.resolve(answer);
      // With a store in memory, all that follows is promises. Other calls may go on, so there is no waiting for `idle`.
      await new Promise(setImmediate);
    },
  };
}
