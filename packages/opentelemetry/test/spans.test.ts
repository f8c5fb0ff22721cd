import { hasSubscribers } from "node:diagnostics_channel";
import {
  action,
  createBot,
  createJobRunner,
  LATE_CHANNEL,
  memoryStore,
  REQUEST_CHANNEL,
  stageChannel,
  type JobQueue,
  type Stage,
} from "@ck/bot";
import { context, propagation, trace, TraceFlags, type SpanContext } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  AlwaysOffSampler,
  BasicTracerProvider,
  InMemorySpanExporter,
  ParentBasedSampler,
  SamplingDecision,
  SimpleSpanProcessor,
  type ReadableSpan,
  type Sampler,
} from "@opentelemetry/sdk-trace-base";
import { afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { makeKeys, signed, talk, type Keys } from "@ck-test/talk";
import { instrument, type InstrumentOptions } from "@ck/opentelemetry";

const HELLO = { todo: "execute", action: "Hello", environment: "production" };
const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER = { traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01` };
const STAGES: readonly Stage[] = ["read", "verify", "parse", "store", "handler", "hand-over"];

let keys: Keys;
beforeAll(async () => {
  keys = await makeKeys();
});
beforeEach(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});
afterEach(() => {
  context.disable();
  propagation.disable();
  trace.disable();
});

function start(options?: InstrumentOptions): void {
  onTestFinished(instrument(options));
}

/** An SDK that notes which spans its sampler was asked for. */
function sdk(sampler: Sampler): {
  provider: BasicTracerProvider;
  asked: string[];
  ended: () => readonly ReadableSpan[];
} {
  const asked: string[] = [];
  const exporter = new InMemorySpanExporter();
  const noting: Sampler = {
    shouldSample(...all) {
      asked.push(all[2]);
      return sampler.shouldSample(...all);
    },
    toString: () => "noting",
  };
  const provider = new BasicTracerProvider({ sampler: noting, spanProcessors: [new SimpleSpanProcessor(exporter)] });
  return { provider, asked, ended: () => exporter.getFinishedSpans() };
}

const names = (spans: readonly ReadableSpan[]): readonly string[] => spans.map(({ name }) => name);

const dropping = (): Sampler =>
  new ParentBasedSampler({ root: new AlwaysOffSampler(), remoteParentSampled: new AlwaysOffSampler() });
const recording = (): Sampler => ({
  shouldSample: () => ({ decision: SamplingDecision.RECORD_AND_SAMPLED }),
  toString: () => "all",
});

/** What a client that a handler calls would name as its parent. */
async function sayHello(): Promise<SpanContext | undefined> {
  let seen: SpanContext | undefined;
  const Hello = action({
    async execute() {
      await Promise.resolve();
      seen = trace.getSpanContext(context.active());
      return "Hello!";
    },
  });
  const { send } = talk(createBot({ actions: { Hello } }), {
    publicKey: keys.publicKey,
    replay: { store: memoryStore() },
  });
  const { headers, ...rest } = signed(HELLO, keys);
  await send(HELLO, { ...rest, headers: { ...headers, ...CALLER } });
  return seen;
}

describe("a request that the sampler drops", () => {
  it("has no children, and what its handler calls still finds the trace, and that it was dropped", async () => {
    const { provider, asked, ended } = sdk(dropping());
    start({ tracerProvider: provider });
    expect(await sayHello()).toMatchObject({ traceId: TRACE_ID, traceFlags: TraceFlags.NONE });
    expect(asked).toEqual(["convokraft request"]);
    expect(ended()).toEqual([]);
  });

  it("is counted all the same, and so are its stores", async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.DELTA);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
    const meterProvider = new MeterProvider({ readers: [reader] });
    onTestFinished(() => meterProvider.shutdown());
    start({ tracerProvider: sdk(dropping()).provider, meterProvider });
    await sayHello();
    await meterProvider.forceFlush();
    const counted = exporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
      .filter(({ dataPoints }) => dataPoints.some(({ value }) => value !== 0))
      .map(({ descriptor }) => descriptor.name);
    expect(counted).toEqual(
      expect.arrayContaining(["convokraft.requests", "convokraft.request.duration", "convokraft.store.duration"]),
    );
  });

  it("hands its trace to its job, which has a span of its own", async () => {
    const { provider, asked, ended } = sdk({
      shouldSample: (_context, _traceId, name) => ({
        decision: name === "convokraft job" ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD,
      }),
      toString: () => "jobs",
    });
    start({ tracerProvider: provider });
    const bot = createBot({ actions: { Hello: action({ durable: true, execute: () => "Done." }) } });
    const store = memoryStore();
    const run = createJobRunner(bot, { store });
    const queue: JobQueue = { add: ({ data }) => run(data) };
    const { send } = talk(bot, { publicKey: keys.publicKey, lateAnswers: { store, queue } });
    const { headers, ...rest } = signed(HELLO, keys);
    await send(HELLO, { ...rest, headers: { ...headers, ...CALLER } });
    expect(asked).toEqual(expect.arrayContaining(["convokraft request", "convokraft job"]));
    expect(asked).not.toContain("convokraft enqueue");
    expect(names(ended())).toEqual(["convokraft job"]);
  });
});

it("a call of a store after the request has ended is still part of its trace", async () => {
  const { provider, ended } = sdk(new ParentBasedSampler({ root: recording(), remoteParentSampled: recording() }));
  start({ tracerProvider: provider });
  const store = memoryStore();
  let finish = (): void => undefined;
  const done = new Promise<void>((resolve) => (finish = resolve));
  const Hello = action({ execute: () => done.then(() => "At last.") });
  const pending: Promise<unknown>[] = [];
  const { send } = talk(createBot({ actions: { Hello } }), {
    publicKey: keys.publicKey,
    deadlineMs: 200,
    lateAnswers: { store },
    waitUntil: (work) => void pending.push(work),
  });
  const session = { ...HELLO, sessionData: { id: "s" } };
  await send(session, signed(session, keys));
  const before = ended().length;
  finish();
  await Promise.all(pending);
  const request = ended().find(({ name }) => name === "convokraft execute Hello");
  const afterwards = ended().slice(before);
  expect(names(afterwards)).toContain("convokraft store set");
  expect(new Set(afterwards.map((span) => span.spanContext().traceId))).toEqual(
    new Set([request?.spanContext().traceId]),
  );
});

describe("without an SDK", () => {
  const isHeard = (stage: Stage): boolean => hasSubscribers(`tracing:${stageChannel(stage)}:start`);

  it("nothing is counted, and only the beginnings of traces are looked at", () => {
    start();
    expect([REQUEST_CHANNEL, LATE_CHANNEL, "ck:bullmq:job"].some(hasSubscribers)).toBe(false);
    expect(STAGES.filter(isHeard)).toEqual([]);
    expect(isHeard("request")).toBe(true);
  });

  it("what a handler calls still finds the trace of the caller", async () => {
    start();
    expect(await sayHello()).toMatchObject({ traceId: TRACE_ID, spanId: "00f067aa0ba902b7" });
  });

  it("one that is registered later gets the first request after that, with all of its stages", async () => {
    start();
    await sayHello();
    const { provider, ended } = sdk(recording());
    trace.setGlobalTracerProvider(provider);
    await sayHello();
    const stages = ["read", "verify", "parse", "store setIfAbsent", "handler actions.Hello.execute", "execute Hello"];
    expect(names(ended())).toEqual(expect.arrayContaining(stages.map((name) => `convokraft ${name}`)));
  });

  it("nothing is listened to once it is stopped, before an SDK is registered and after", async () => {
    const stop = instrument();
    stop();
    expect(isHeard("request")).toBe(false);
    const again = instrument();
    trace.setGlobalTracerProvider(sdk(recording()).provider);
    await sayHello();
    expect(STAGES.filter(isHeard)).toEqual(STAGES);
    again();
    expect([...STAGES, "request" as const, "enqueue" as const, "job" as const].filter(isHeard)).toEqual([]);
  });
});
