import { tracingChannel, type TracingChannelSubscribers } from "node:diagnostics_channel";
import { stageChannel, type Stage, type StageTrace } from "@ck/bot";
import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace as otel,
  type Context,
  type Span,
  type SpanOptions,
  type Tracer,
} from "@opentelemetry/api";
import { attributesOf, errorType, HANDLER, OPERATION, OUTCOME, REASON, STORE_PURPOSE } from "./names.js";

/** How the span of a stage begins. */
interface Begin extends SpanOptions {
  readonly name: string;
  /** What it is a child of, if not of the current span. */
  readonly parent?: Context;
}

/** Makes a span of each stage. @returns stops it */
export function makeSpans(tracer: Tracer): () => void {
  const stops = (Object.keys(BEGIN) as Stage[]).map((stage) => {
    const channel = tracingChannel<unknown, StageTrace>(stageChannel(stage));
    const subscribers = spansOf(stage, tracer);
    channel.subscribe(subscribers);
    return () => channel.unsubscribe(subscribers);
  });
  return () => {
    for (const stop of stops) stop();
  };
}

/** Begins a span at the start of a stage, and ends it at the end. */
function spansOf(stage: Stage, tracer: Tracer): TracingChannelSubscribers<StageTrace> {
  const spans = new WeakMap<StageTrace, Span>();
  const finish = (trace: StageTrace): void => {
    const span = spans.get(trace);
    // Of one that was not sampled, nobody gets to see anything.
    if (span === undefined || !span.isRecording()) return;
    span.setAttributes(attributesOf(trace.details));
    if (trace.event) describeEnd(span, trace.event);
    span.end();
  };
  const isSync = stage === "parse";
  return {
    start(trace) {
      const { name, parent = context.active(), ...options } = BEGIN[stage](trace);
      const span = tracer.startSpan(name, options, parent);
      spans.set(trace, span);
      const within = otel.setSpan(parent, span);
      if (stage === "enqueue" && trace.carrier) propagation.inject(within, trace.carrier);
      const { around } = trace;
      trace.around = (work) => {
        const run = (): ReturnType<typeof work> => context.with(within, work);
        return around ? around(run) : run();
      };
    },
    end: isSync ? finish : ignore,
    asyncStart: ignore,
    asyncEnd: finish,
    error(trace) {
      const span = spans.get(trace);
      if (span === undefined || !span.isRecording()) return;
      span.setAttribute("error.type", errorType(trace.error));
      if (FAILS.includes(stage)) span.setStatus({ code: SpanStatusCode.ERROR });
    },
  };
}

function ignore(): void {
  // Node asks for a subscriber of each event; this one says nothing new.
}

/** The stages whose error is the author's, not that of a caller who was refused. */
const FAILS: readonly Stage[] = ["handler", "store", "enqueue", "job"];

const BEGIN: Record<Stage, (trace: StageTrace) => Begin> = {
  request({ header }) {
    const carried = { traceparent: header?.("traceparent"), tracestate: header?.("tracestate") };
    // Inside the span of an HTTP server, that one has read the headers.
    const isInner = otel.getSpan(context.active()) !== undefined;
    const parent = isInner ? context.active() : propagation.extract(context.active(), carried);
    return {
      name: "convokraft request",
      kind: isInner ? SpanKind.INTERNAL : SpanKind.SERVER,
      attributes: { "http.request.method": "POST" },
      parent,
    };
  },
  read: () => ({ name: "convokraft read" }),
  verify: () => ({ name: "convokraft verify" }),
  parse: () => ({ name: "convokraft parse" }),
  store: ({ operation, purpose }) => ({
    name: `convokraft store ${operation}`,
    kind: SpanKind.CLIENT,
    attributes: { [OPERATION]: operation, [STORE_PURPOSE]: purpose },
  }),
  handler: ({ handler, details }) => ({
    name: `convokraft handler ${handler}`,
    attributes: { [HANDLER]: handler, ...attributesOf(details) },
  }),
  "hand-over": () => ({ name: "convokraft hand-over" }),
  enqueue: ({ details }) => ({
    name: "convokraft enqueue",
    kind: SpanKind.PRODUCER,
    attributes: { "messaging.operation.type": "send", ...attributesOf(details) },
  }),
  job({ carrier, details }) {
    // Linked, not a child: the request is over long before its job may be.
    const from = carrier && otel.getSpanContext(propagation.extract(context.active(), carrier));
    return {
      name: "convokraft job",
      kind: SpanKind.CONSUMER,
      attributes: { "messaging.operation.type": "process", ...attributesOf(details) },
      ...(from && { links: [{ context: from }] }),
    };
  },
};

function describeEnd(span: Span, { status, outcome, reason, todo, action }: NonNullable<StageTrace["event"]>): void {
  if (todo !== undefined) span.updateName(["convokraft", todo, action].filter(Boolean).join(" "));
  span.setAttributes({
    "http.response.status_code": status,
    [OUTCOME]: outcome,
    ...(reason !== undefined && { [REASON]: reason, "error.type": reason }),
  });
  if (outcome === "failed" || outcome === "error") {
    span.setAttribute("error.type", outcome);
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
}
