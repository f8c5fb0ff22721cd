import {
  action,
  createBot,
  memoryStore,
  trackWork,
  type BotDefinition,
  type ExecuteContext,
  type LateAnswersOptions,
  type Store,
} from "../../src/index.js";
import { talk, type TestBot } from "@ck-test/talk";
import { Deferred } from "@ck-test/visitor";
import { DEADLINE_MS as STOPPED_DEADLINE_MS, passDeadlines } from "./on-cue.js";

export const LATE = "Still at it. Ask me again.";
export const FAILED = "Sorry, that did not work.";
/** No handler of these tests is done before the test says so. The deadline is long enough for a slow machine to start the handler before it. */
export const DEADLINE_MS = 250;

export interface Started extends TestBot {
  readonly store: Store;
  /** What each call of the handler waits for, in the order of the calls. */
  readonly calls: { context: ExecuteContext; result: Deferred<unknown> }[];
  readonly idle: () => Promise<void>;
}

export function start(
  late: Partial<LateAnswersOptions> = {},
  more: Partial<BotDefinition> | ((execute: (context: ExecuteContext) => never) => Partial<BotDefinition>) = {},
  deadlineMs: number = DEADLINE_MS,
  onCall: () => void = () => undefined,
): Started {
  const calls: Started["calls"] = [];
  const work = trackWork();
  const store = late.store ?? memoryStore();
  const execute = (context: ExecuteContext): never => {
    const result = new Deferred<unknown>();
    calls.push({ context, result });
    onCall();
    return result.promise as never;
  };
  const bot = createBot({
    actions: { Report: action({ execute }), Other: action({ execute }), Quick: action({ execute: () => "Quick." }) },
    fallback: ({ lateAnswers }) => `Pending: ${lateAnswers.map((it) => `${it.action} ${it.state}`).join(", ")}.`,
    late: LATE,
    failure: () => FAILED,
    ...(typeof more === "function" ? more(execute) : more),
  });
  const talking = talk(bot, {
    deadlineMs,
    lateAnswers: { store, ...late },
    waitUntil: work.waitUntil,
  });
  return { ...talking, store, calls, idle: work.idle };
}

/** The same on a clock that stands still: the deadline comes as soon as a handler runs. */
export function startStopped(...[late, more]: Parameters<typeof start>): Started {
  const started = start(late, more, STOPPED_DEADLINE_MS, () => cue.run());
  const cue = passDeadlines(started.send);
  return { ...started, send: cue.send };
}
