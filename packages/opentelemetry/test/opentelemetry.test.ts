import { action, createBot, createJobRunner, memoryStore, type JobQueue, type Store } from "@ck/bot";
import { context, metrics, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { makeKeys, signed, talk, type Keys } from "@ck-test/talk";
import { instrument } from "@ck/opentelemetry";
import { boundedNames } from "../src/bounded-names.js";
import { errorType } from "../src/names.js";

const WORDS = "words-of-a-visitor";
const HELLO = { todo: "execute", action: "Hello", environment: "production", userInput: WORDS };

const spanExporter = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spanExporter)] });
const metricExporter = new InMemoryMetricExporter(AggregationTemporality.DELTA);
const reader = new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 3_600_000 });
const meterProvider = new MeterProvider({ readers: [reader] });

let keys: Keys;
let stop: () => void;
beforeAll(async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const depths = { counts: () => Promise.resolve({ waiting: 3, failed: 1 }) };
  keys = await makeKeys();
  stop = instrument({ tracerProvider, meterProvider, queue: depths, keys: { publicKeys: () => [keys.publicKey] } });
});
afterAll(async () => {
  stop();
  await meterProvider.shutdown();
  context.disable();
  propagation.disable();
  trace.disable();
  metrics.disable();
});
beforeEach(async () => {
  await meterProvider.forceFlush();
  metricExporter.reset();
  spanExporter.reset();
});

/** The spans that have ended, by name. */
const spans = (): Map<string, ReadableSpan> =>
  new Map(spanExporter.getFinishedSpans().map((span) => [span.name, span]));

/** The points of each metric since the last reading. */
async function points(): Promise<Map<string, { attributes: object; value: unknown }[]>> {
  await meterProvider.forceFlush();
  const found = metricExporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((each) => each.metrics));
  return new Map(found.map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints]));
}

const idOf = (span: ReadableSpan | undefined): string | undefined => span?.spanContext().spanId;

describe("spans", () => {
  it("a request has a child for each stage, and a handler runs inside its own", async () => {
    const bot = createBot({
      actions: {
        Hello: action({
          async execute() {
            await Promise.resolve();
            tracerProvider.getTracer("database").startSpan("select").end();
            return WORDS;
          },
        }),
      },
    });
    const { send } = talk(bot, { publicKey: keys.publicKey, replay: { store: memoryStore() } });
    await send(HELLO, signed(HELLO, keys));
    const seen = spans();
    const request = seen.get("convokraft execute Hello");
    expect(request?.attributes).toMatchObject({
      "http.request.method": "POST",
      "http.response.status_code": 200,
      "convokraft.todo": "execute",
      "convokraft.action": "Hello",
      "convokraft.environment": "production",
      "convokraft.outcome": "answered",
    });
    const children = ["read", "verify", "parse", "store setIfAbsent", "handler actions.Hello.execute"];
    for (const name of children) {
      expect(seen.get(`convokraft ${name}`)?.parentSpanContext?.spanId, name).toBe(idOf(request));
    }
    expect(seen.get("select")?.parentSpanContext?.spanId).toBe(
      idOf(seen.get("convokraft handler actions.Hello.execute")),
    );
    const exported = [...seen.values()].map(({ name, attributes, events, status }) => ({
      name,
      attributes,
      events,
      status,
    }));
    expect(JSON.stringify(exported)).not.toContain(WORDS);
  });

  it("a request continues the trace that its headers name", async () => {
    const { send } = talk(createBot({ actions: {} }));
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    await send({ todo: "welcome" }, { headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` } });
    expect(spans().get("convokraft welcome")?.spanContext().traceId).toBe(traceId);
  });

  it("an error is its code, and not what it says", async () => {
    const execute = (): string => {
      throw new Error(WORDS);
    };
    await talk(createBot({ actions: { Hello: action({ execute }) } })).send(HELLO);
    const handler = spans().get("convokraft handler actions.Hello.execute");
    expect(handler?.attributes["error.type"]).toBe("ERR_HANDLER_FAILED");
    expect(handler?.events).toEqual([]);
    expect(handler?.status).toEqual({ code: 2 });
  });

  it("a job is linked to the request that queued it", async () => {
    const bot = createBot({ actions: { Hello: action({ durable: true, execute: () => "Done." }) } });
    const store = memoryStore();
    const run = createJobRunner(bot, { store });
    const queue: JobQueue = { add: ({ data }) => run(data) };
    const { send } = talk(bot, { publicKey: keys.publicKey, lateAnswers: { store, queue } });
    expect((await send(HELLO, signed(HELLO, keys))).json["message"]).toBe("Done.");
    const seen = spans();
    const enqueued = seen.get("convokraft enqueue");
    const job = seen.get("convokraft job");
    expect(job?.links.map((link) => link.context.spanId)).toEqual([idOf(enqueued)]);
    expect(enqueued?.parentSpanContext?.spanId).toBe(idOf(seen.get("convokraft execute Hello")));
    expect(job?.attributes["convokraft.request.id"]).toBe(
      seen.get("convokraft execute Hello")?.attributes["convokraft.request.id"],
    );
  });
});

describe("metrics", () => {
  it("count requests by what they were and how they ended, refusals by reason", async () => {
    const bot = createBot({ actions: { Hello: action({ execute: () => "Hello!" }) } });
    const { send } = talk(bot, { publicKey: keys.publicKey, replay: { store: memoryStore() } });
    const genuine = signed(HELLO, keys);
    await send(HELLO, genuine);
    await send(HELLO, genuine);
    await send({ ...HELLO, changed: 1 }, genuine);
    const seen = await points();
    const labels = {
      "convokraft.todo": "execute",
      "convokraft.action": "Hello",
      "convokraft.environment": "production",
    };
    expect(seen.get("convokraft.requests")).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ value: 1, attributes: { ...labels, "convokraft.outcome": "answered" } }),
        expect.objectContaining({ value: 1, attributes: { ...labels, "convokraft.outcome": "repeated" } }),
        expect.objectContaining({ value: 1, attributes: { "convokraft.outcome": "refused" } }),
      ]),
    );
    expect(seen.get("convokraft.refusals")).toEqual([
      expect.objectContaining({ value: 1, attributes: { "convokraft.refusal.reason": "signature-mismatch" } }),
    ]);
    expect(seen.get("convokraft.replays")).toHaveLength(1);
    expect(seen.get("convokraft.store.duration")?.length).toBeGreaterThan(0);
    expect(seen.get("convokraft.request.duration")?.length).toBeGreaterThan(0);
    expect(seen.get("nodejs.eventloop.delay.max")).toHaveLength(1);
  });

  it("say which of several bots a request was for", async () => {
    const bots = { leave: createBot({ actions: { Hello: action({ execute: () => "Hello!" }) } }) };
    const { send } = talk(bots as never, { publicKey: { leave: keys.publicKey } } as never);
    await send(HELLO, signed(HELLO, keys));
    const other = { ...HELLO, bot: "payroll" };
    await send(other, signed(other, keys));
    const seen = await points();
    const [answered] = seen.get("convokraft.requests") ?? [];
    expect(answered?.attributes).toMatchObject({ "convokraft.bot": "leave", "convokraft.outcome": "answered" });
    expect(seen.get("convokraft.refusals")).toMatchObject([
      { attributes: { "convokraft.refusal.reason": "wrong-bot" } },
    ]);
    expect(spans().get("convokraft execute Hello")?.attributes["convokraft.environment"]).toBe("production");
    expect([...spans().values()].find(({ attributes }) => attributes["convokraft.bot"] === "leave")).toBeDefined();
  });

  it("say how many jobs and keys there are", async () => {
    const seen = await points();
    expect(seen.get("convokraft.queue.depth")).toEqual([
      expect.objectContaining({ value: 3, attributes: { "convokraft.state": "waiting" } }),
      expect.objectContaining({ value: 1, attributes: { "convokraft.state": "failed" } }),
    ]);
    expect(seen.get("convokraft.keys")?.map(({ value }) => value)).toEqual([1, 1]);
  });

  it("tell a missed deadline from a question for what is not ready, and follow a late answer to its end", async () => {
    let finish = (): void => undefined;
    const done = new Promise<void>((resolve) => (finish = resolve));
    const bot = createBot({ actions: { Hello: action({ execute: () => done.then(() => "At last.") }) } });
    const store = memoryStore();
    const pending: Promise<unknown>[] = [];
    const { send } = talk(bot, {
      publicKey: keys.publicKey,
      deadlineMs: 50,
      lateAnswers: { store },
      waitUntil: (work) => void pending.push(work),
    });
    const session = { ...HELLO, sessionData: { id: "s" } };
    const first = await send(session, signed(session, keys));
    const again = { ...session, broadcast: first.json["broadcast"] };
    await send(again, signed(again, keys));
    finish();
    await Promise.all(pending);
    const last = { ...again, userInput: "and now?" };
    expect((await send(last, signed(last, keys))).json["message"]).toBe("At last.");
    const seen = await points();
    expect(seen.get("convokraft.deadline.misses")?.map(({ value }) => value)).toEqual([1]);
    const states = seen
      .get("convokraft.late_answers")
      ?.map(({ attributes, value }) => [Object.values(attributes)[0] as unknown, value]);
    expect(states).toEqual([
      ["promised", 1],
      ["handed-over", 1],
    ]);
  });

  it("say that a store failed, and how", async () => {
    const down: Store = { ...memoryStore(), setIfAbsent: () => Promise.reject(new Error(WORDS)) };
    const { send } = talk(createBot({ actions: {} }), { publicKey: keys.publicKey, replay: { store: down } });
    const welcome = { todo: "welcome" };
    await send(welcome, signed(welcome, keys));
    const found = (await points()).get("convokraft.store.duration")?.map(({ attributes }) => attributes);
    expect(found).toContainEqual({
      "convokraft.store.operation": "setIfAbsent",
      "convokraft.store.purpose": "replay",
      "error.type": "Error",
    });
  });
});

it("a loop that was blocked is in every reading of the next half minute, and in none after a whole one", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const own = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [own] });
  const end = instrument({ meterProvider: provider });
  const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));
  const maxNow = async (): Promise<unknown> => {
    exporter.reset();
    await provider.forceFlush();
    const all = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((each) => each.metrics));
    return all.find(({ descriptor }) => descriptor.name === "nodejs.eventloop.delay.max")?.dataPoints[0]?.value;
  };
  try {
    await turn();
    const until = performance.now() + 1_000;
    while (performance.now() < until);
    await turn();
    expect(await maxNow()).toBeGreaterThan(0.9);
    expect(await maxNow()).toBeGreaterThan(0.9);
    vi.advanceTimersByTime(30_000);
    expect(await maxNow()).toBeGreaterThan(0.9);
    await turn();
    vi.advanceTimersByTime(30_000);
    expect(await maxNow()).toBeLessThan(0.9);
  } finally {
    end();
    vi.useRealTimers();
    await provider.shutdown();
  }
});

it("a queue that does not answer holds up no other metric", async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const own = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [own] });
  const end = instrument({ meterProvider: provider, queue: { counts: () => new Promise(() => undefined) } });
  await provider.forceFlush();
  const all = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((each) => each.metrics));
  expect(all.map(({ descriptor }) => descriptor.name)).toContain("nodejs.eventloop.delay.max");
  end();
  await provider.shutdown();
});

it("what alerts count begins at 0, so that the first event is seen to be one more", async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const fresh = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [fresh] });
  const end = instrument({ meterProvider: provider });
  await provider.forceFlush();
  const all = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((each) => each.metrics));
  const zeros = (name: string): unknown =>
    all.find(({ descriptor }) => descriptor.name === name)?.dataPoints.map(({ value }) => value);
  expect(zeros("convokraft.late_answers")).toEqual([0, 0, 0, 0]);
  expect(zeros("convokraft.replays")).toEqual([0, 0]);
  expect(zeros("convokraft.jobs")).toEqual([0, 0, 0, 0, 0]);
  expect(new Set(zeros("convokraft.refusals") as number[])).toEqual(new Set([0]));
  end();
  await provider.shutdown();
});

it("nothing is made once it is stopped", async () => {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const end = instrument({ tracerProvider: provider });
  const { send } = talk(createBot({ actions: {} }));
  await send({ todo: "welcome" });
  const before = exporter.getFinishedSpans().length;
  end();
  await send({ todo: "welcome" });
  expect(before).toBeGreaterThan(0);
  expect(exporter.getFinishedSpans()).toHaveLength(before);
});

it("a label has only so many values", () => {
  const name = boundedNames(2);
  expect(["a", "b", "c", "a", "d"].map(name)).toEqual(["a", "b", "other", "a", "other"]);
});

it("an error of any shape has a type that is safe to store", () => {
  const cases = [undefined, null, "x", { code: "has spaces" }, { name: "TypeError" }, { code: "E".repeat(61) }];
  expect(cases.map(errorType)).toEqual(["_OTHER", "_OTHER", "_OTHER", "_OTHER", "TypeError", "_OTHER"]);
});
