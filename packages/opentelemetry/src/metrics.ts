import { monitorEventLoopDelay } from "node:perf_hooks";
import { LATE_CHANNEL, REQUEST_CHANNEL, type LateEvent, type RequestEvent, type StageTrace } from "@ck/bot";
import type { Meter } from "@opentelemetry/api";
import { boundedNames } from "./bounded-names.js";
import { listen, onStage } from "./listen.js";
import { ACTION, ATTEMPT, attributesOf, errorType, OPERATION, OUTCOME, REASON, STATE, STORE_PURPOSE } from "./names.js";

/** `JOB_CHANNEL` of `@ck/bullmq`, which a bot without jobs does not have. */
const JOB_CHANNEL = "ck:bullmq:job";

/** What `@ck/bullmq` publishes of a job, as far as it is counted. */
interface JobEvent {
  readonly state: string;
  readonly attempt?: number;
  readonly ms?: number;
  readonly ageMs?: number;
}

/** In s: answers are due within 5, and most handlers take ms. */
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 4.5, 5, 7.5, 10];
const STORE_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5];
const JOB_SECONDS = [0.1, 0.5, 1, 5, 15, 30, 60, 120, 300, 900, 3600];

/*
 * Prometheus cannot see that a series which begins at 1 has grown. What alerts count therefore begins at 0.
 */
const LATE_STATES = ["promised", "handed-over", "failed", "expired"] as const satisfies readonly LateEvent["state"][];
const REPLAY_OUTCOMES = ["repeated", "refused"] as const satisfies readonly RequestEvent["outcome"][];
const REFUSALS = [
  "method",
  "body-too-large",
  "body-too-slow",
  "body-memory-full",
  "check-queue-full",
  "wrong-environment",
  "wrong-bot",
  "expired",
  "replayed",
  "invalid-request",
  "signature-missing",
  "signature-repeated",
  "signature-malformed",
  "signature-mismatch",
  "signature-no-keys",
] as const satisfies readonly RequestEvent["reason"][];

/** Attempts beyond this one are counted as it, so that the label has few values. */
const MAX_ATTEMPT = 5;

/** Counts and times what happens. @returns stops it */
export function recordMetrics(meter: Meter): () => void {
  const stops = [requests(meter), stores(meter), lateAnswers(meter), jobs(meter), eventLoop(meter)];
  return () => stops.forEach((stop) => stop());
}

function requests(meter: Meter): () => void {
  const count = meter.createCounter("convokraft.requests", { description: "Requests that were answered or refused" });
  const duration = meter.createHistogram("convokraft.request.duration", {
    unit: "s",
    description: "From the arrival of a request to its answer",
    advice: { explicitBucketBoundaries: REQUEST_SECONDS },
  });
  const refusals = meter.createCounter("convokraft.refusals", { description: "Refused requests, by reason" });
  const replays = meter.createCounter("convokraft.replays", { description: "Requests that came before" });
  const misses = meter.createCounter("convokraft.deadline.misses", {
    description:
      "Answers that were not ready at the deadline; without questions for an answer that is still being made",
  });
  const action = boundedNames();
  for (const reason of REFUSALS) refusals.add(0, { [REASON]: reason });
  for (const outcome of REPLAY_OUTCOMES) replays.add(0, { [OUTCOME]: outcome });
  return listen(REQUEST_CHANNEL, (published) => {
    const event = published as RequestEvent;
    const { bot, todo, environment, outcome, reason, ms } = event;
    const labels = attributesOf({ bot, todo, environment });
    labels[OUTCOME] = outcome;
    const named = event.action === undefined ? labels : { ...labels, [ACTION]: action(event.action) };
    count.add(1, named);
    duration.record(ms / 1000, labels);
    if (reason !== undefined) refusals.add(1, { [REASON]: reason });
    if (reason === "replayed" || outcome === "repeated") replays.add(1, { [OUTCOME]: outcome });
    if (outcome === "late" && event.isWaiting !== true) misses.add(1, named);
  });
}

function stores(meter: Meter): () => void {
  const duration = meter.createHistogram("convokraft.store.duration", {
    unit: "s",
    description: "How long a store took; error.type says that it failed",
    advice: { explicitBucketBoundaries: STORE_SECONDS },
  });
  // With the trace itself, as a span is.
  const BEGAN = Symbol("began");
  type Timed = StageTrace & { [BEGAN]?: number };
  return onStage("store", {
    start: (trace: Timed) => void (trace[BEGAN] = performance.now()),
    asyncEnd(trace: Timed) {
      const { operation = "get", purpose = "late", error } = trace;
      const labels = { [OPERATION]: operation, [STORE_PURPOSE]: purpose };
      const seconds = (performance.now() - (trace[BEGAN] ?? performance.now())) / 1000;
      duration.record(seconds, error === undefined ? labels : { ...labels, "error.type": errorType(error) });
    },
  });
}

function lateAnswers(meter: Meter): () => void {
  const count = meter.createCounter("convokraft.late_answers", {
    description: "Late answers: promised, handed over, expired or failed",
  });
  const waiting = meter.createUpDownCounter("convokraft.late_answers.waiting", {
    description: "Late answers that were promised and not handed over yet; add up all processes",
  });
  for (const state of LATE_STATES) count.add(0, { [STATE]: state });
  return listen(LATE_CHANNEL, (published) => {
    const { state } = published as LateEvent;
    count.add(1, { [STATE]: state });
    waiting.add(state === "promised" ? 1 : -1);
  });
}

function jobs(meter: Meter): () => void {
  const count = meter.createCounter("convokraft.jobs", { description: "What happened to jobs" });
  const duration = meter.createHistogram("convokraft.job.duration", {
    unit: "s",
    description: "How long an attempt at a job took",
    advice: { explicitBucketBoundaries: JOB_SECONDS },
  });
  const age = meter.createHistogram("convokraft.job.age", {
    unit: "s",
    description: "How old a job was when an attempt at it began",
    advice: { explicitBucketBoundaries: JOB_SECONDS },
  });
  for (let attempt = 1; attempt <= MAX_ATTEMPT; attempt++) count.add(0, { [STATE]: "given-up", [ATTEMPT]: attempt });
  return listen(JOB_CHANNEL, (published) => {
    const { state, attempt, ms, ageMs } = published as JobEvent;
    const labels = { [STATE]: state, ...(attempt !== undefined && { [ATTEMPT]: Math.min(attempt, MAX_ATTEMPT) }) };
    count.add(1, labels);
    if (ms !== undefined) duration.record(ms / 1000, { [STATE]: state });
    if (ageMs !== undefined) age.record(ageMs / 1000);
  });
}

/** How long a delay is seen at least, in ms. At most twice as long. */
const LOOP_WINDOW_MS = 30_000;

/**
 * As the semantic conventions for Node name it. Reading changes nothing: a delay is not lost to a scrape that timed out, nor to the other of two
 * Prometheus servers.
 */
function eventLoop(meter: Meter): () => void {
  const watches = [monitorEventLoopDelay({ resolution: 10 }), monitorEventLoopDelay({ resolution: 10 })] as const;
  // One has watched for one to two windows, the other for less than one.
  let [longer, shorter] = watches;
  watches.forEach((watch) => watch.enable());
  const turn = setInterval(() => {
    [longer, shorter] = [shorter, longer];
    shorter.reset();
  }, LOOP_WINDOW_MS).unref();
  const names = { p50: 50, p90: 90, p99: 99 } as const;
  const gauges = Object.entries(names).map(([name, percentile]) => {
    const gauge = meter.createObservableGauge(`nodejs.eventloop.delay.${name}`, {
      unit: "s",
      description: `Event loop delay, ${percentile}th percentile of the last 30 to 60 s`,
    });
    return { gauge, percentile };
  });
  const max = meter.createObservableGauge("nodejs.eventloop.delay.max", {
    unit: "s",
    description: "Event loop delay, largest of the last 30 to 60 s",
  });
  const observed = [max, ...gauges.map(({ gauge }) => gauge)];
  const read: Parameters<Meter["addBatchObservableCallback"]>[0] = (result) => {
    for (const { gauge, percentile } of gauges) result.observe(gauge, longer.percentile(percentile) / 1e9);
    result.observe(max, longer.max / 1e9);
  };
  meter.addBatchObservableCallback(read, observed);
  return () => {
    meter.removeBatchObservableCallback(read, observed);
    clearInterval(turn);
    watches.forEach((watch) => watch.disable());
  };
}
