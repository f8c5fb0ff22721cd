import { AsyncLocalStorage } from "node:async_hooks";
import { tracingChannel, type TracingChannel } from "node:diagnostics_channel";
import { stageChannel, type StageTrace } from "@ck/bot";
import { describe, expect, it, onTestFinished } from "vitest";
import { createTracer } from "../../src/trace/tracer.js";

const EVENTS = ["start", "end", "asyncStart", "asyncEnd", "error"] as const;
type Event = (typeof EVENTS)[number];
type Subscribers = Parameters<TracingChannel<unknown, StageTrace>["subscribe"]>[0];
type Work = () => unknown;

const failure = new Error("no");
const thenable = { then: (done: (value: string) => void) => done("value") };
/** Each way in which work can end. */
const WORKS: Record<string, Work> = {
  returns: () => "value",
  "returns nothing": () => undefined,
  throws: () => {
    throw failure;
  },
  resolves: () => Promise.resolve("value"),
  "resolves later": () => new Promise((resolve) => setImmediate(resolve, "value")),
  rejects: () => Promise.reject(failure),
  "is a thenable": () => thenable,
};

/** Until the end of the test. */
function subscribe(name: string, subscribers: Partial<Subscribers>): void {
  const channel = tracingChannel<unknown, StageTrace>(name);
  channel.subscribe(subscribers as Subscribers);
  onTestFinished(() => {
    channel.unsubscribe(subscribers as Subscribers);
  });
}

/** Notes each event, and the error that the trace has by then. */
function note(name: string, events: readonly Event[] = EVENTS): unknown[] {
  const seen: unknown[] = [];
  const entries = events.map((event) => [event, ({ error }: StageTrace) => void seen.push([event, error])]);
  subscribe(name, Object.fromEntries(entries) as Subscribers);
  return seen;
}

/** What the work gives in the end. */
async function outcome(run: Work): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    return { error };
  }
}

const traceIt = (work: Work): unknown => createTracer()("store", () => ({ details: {} }), work);

describe("the events of a stage", () => {
  it.each(Object.entries(WORKS))("are those of Node's tracePromise for work that %s", async (_, work) => {
    const ours = note(stageChannel("store"));
    const theirs = note("ck:test:reference");
    const channel = tracingChannel<unknown, StageTrace>("ck:test:reference");
    const expected = await outcome(() =>
      channel.tracePromise(() => new Promise((resolve) => resolve(work())), { details: {} }),
    );
    expect(await outcome(() => traceIt(work))).toEqual(expected);
    expect(ours).toEqual(theirs);
  });

  it.each(["returns", "throws"])(
    "are those of Node's traceSync for a synchronous stage whose work %s",
    async (name) => {
      const work = WORKS[name] as Work;
      const ours = note(stageChannel("parse"));
      const theirs = note("ck:test:reference");
      const channel = tracingChannel<unknown, StageTrace>("ck:test:reference");
      const expected = await outcome(() => channel.traceSync(work, { details: {} }));
      const traced = (): unknown => createTracer().sync("parse", () => ({ details: {} }), work);
      expect(await outcome(traced)).toEqual(expected);
      expect(ours).toEqual(theirs);
    },
  );

  it.each(EVENTS)("come to a subscriber of %s alone", async (event) => {
    const seen = note(stageChannel("store"), [event]);
    await outcome(() => traceIt(WORKS["rejects"] as Work));
    expect(seen).toHaveLength(1);
  });

  it.each(Object.entries(WORKS))("are within the stores that are bound to it, for work that %s", async (_, work) => {
    const storage = new AsyncLocalStorage<string>();
    const { start } = tracingChannel<unknown, StageTrace>(stageChannel("store"));
    start.bindStore(storage, () => "bound");
    onTestFinished(() => void start.unbindStore(storage));
    const seen: Record<string, unknown> = {};
    const look = (event: string): void => void (seen[event] = storage.getStore());
    const entries = EVENTS.map((event) => [event, () => look(event)]);
    subscribe(stageChannel("store"), Object.fromEntries(entries) as Subscribers);
    await outcome(() =>
      traceIt(() => {
        look("work");
        return work();
      }),
    );
    expect(new Set(Object.values(seen))).toEqual(new Set(["bound"]));
    expect(Object.keys(seen)).toEqual(expect.arrayContaining(["start", "work", "end", "asyncStart", "asyncEnd"]));
    expect(storage.getStore()).toBeUndefined();
  });

  it("hold nothing of what the work returns", async () => {
    const traces: StageTrace[] = [];
    subscribe(stageChannel("store"), { asyncEnd: (trace) => void traces.push(trace) });
    await traceIt(() => "value");
    await traceIt(() => Promise.resolve("value"));
    expect(traces).toEqual([{ details: {} }, { details: {} }]);
  });

  it("come before whoever waits for the work goes on", async () => {
    const seen: string[] = [];
    subscribe(stageChannel("store"), { asyncEnd: () => void seen.push("asyncEnd") });
    await traceIt(() => Promise.resolve());
    seen.push("on");
    expect(seen).toEqual(["asyncEnd", "on"]);
  });
});

describe("what is traced", () => {
  it("returns no promise where the work does not", () => {
    note(stageChannel("store"));
    expect(traceIt(() => "value")).toBe("value");
    expect(() => traceIt(WORKS["throws"] as Work)).toThrow(failure);
  });

  it("runs inside what a subscriber puts around it, and its events do not", async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const look = (): void => void seen.push(storage.getStore());
    subscribe(stageChannel("store"), {
      start: (trace) => void (trace.around = (work) => storage.run("around", work)),
      end: look,
      asyncEnd: look,
    });
    traceIt(look);
    await traceIt(() => Promise.resolve().then(look));
    expect(seen).toEqual(["around", undefined, undefined, undefined, "around", undefined]);
  });

  it("does not fail with its subscribers, whose errors Node reports", async () => {
    const others = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    const reported: unknown[] = [];
    const report = (error: unknown): void => void reported.push(error);
    process.on("uncaughtException", report);
    onTestFinished(() => {
      process.off("uncaughtException", report);
      for (const listener of others) process.on("uncaughtException", listener);
    });
    const fail = (): never => {
      throw failure;
    };
    subscribe(stageChannel("store"), { start: fail, end: fail, asyncStart: fail, asyncEnd: fail, error: fail });
    expect(traceIt(() => "value")).toBe("value");
    expect(await traceIt(() => Promise.resolve("value"))).toBe("value");
    await new Promise((resolve) => setImmediate(resolve));
    expect(reported).toHaveLength(8);
  });
});
