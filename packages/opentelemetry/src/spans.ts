import type { Stage, StageTrace } from "@ck/bot";
import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace as otel,
  TraceFlags,
  type Context,
  type Span,
  type SpanOptions,
  type TextMapGetter,
  type Tracer,
} from "@opentelemetry/api";
import { onStage, type StageSubscribers } from "./listen.js";
import { attributesOf, errorType, HANDLER, OPERATION, OUTCOME, REASON, STORE_PURPOSE } from "./names.js";

/** How the span of a stage begins. */
interface Begin {
  readonly name: string;
  readonly options?: SpanOptions;
  /** What it is a child of, if not of the current span. */
  readonly parent?: Context;
}

/** Looks for the SDK's tracer, which is there once an SDK is registered. */
export type FindTracer = () => Tracer | undefined;

/** The stages at which a context comes in or goes out. Without an SDK, it is passed on all the same, as OpenTelemetry wants. */
const PASS_ON = {
  request(trace) {
    const active = context.active();
    const parent = parentOf(trace, active);
    if (parent !== active) runWithin(trace, parent);
  },
  enqueue: ({ carrier }) => carrier && propagation.inject(context.active(), carrier),
  job: () => undefined,
} satisfies Partial<Record<Stage, (trace: StageTrace) => void>>;

/**
 * Makes a span of each stage. Until there is a tracer, it subscribes to nothing but the beginning of what has a trace of its own.
 * @returns stops it
 */
export function makeSpans(findTracer: FindTracer): () => void {
  const stops: (() => void)[] = [];
  let made = begin();
  for (const [stage, passOn] of Object.entries(PASS_ON) as [keyof typeof PASS_ON, (trace: StageTrace) => void][]) {
    const start = (trace: StageTrace): void => {
      made ??= begin();
      if (made) made[stage].start(trace);
      else passOn(trace);
    };
    stops.push(onStage(stage, { start }));
  }
  return () => stops.splice(0).forEach((stop) => stop());

  /** Subscribes to the rest. */
  function begin(): Readonly<Record<Stage, StageSpans>> | undefined {
    const tracer = findTracer();
    if (tracer === undefined) return undefined;
    const all = (Object.keys(BEGIN) as Stage[]).map((stage) => [stage, spansOf(stage, tracer)] as const);
    for (const [stage, { start, ...ends }] of all)
      stops.push(onStage(stage, stage in PASS_ON ? ends : { start, ...ends }));
    return Object.fromEntries(all) as Record<Stage, StageSpans>;
  }
}

type StageSpans = StageSubscribers & Required<Pick<StageSubscribers, "start">>;

/** Begins a span at the start of a stage, and ends it at the end. */
function spansOf(stage: Stage, tracer: Tracer): StageSpans {
  // Only of a span that is recorded. It is kept with the trace, because a WeakMap would take up to 2 µs to hold it.
  const SPAN = Symbol("span");
  type Recorded = StageTrace & { [SPAN]?: Span };
  const hasOwnTrace = stage === "request" || stage === "job";
  const finish = (trace: Recorded): void => {
    const span = trace[SPAN];
    if (span === undefined) return;
    span.setAttributes(attributesOf(trace.details));
    if (trace.event) describeEnd(span, trace.event);
    span.end();
  };
  return {
    start(trace: Recorded) {
      const active = context.active();
      if (!hasOwnTrace && isDropped(otel.getSpan(active))) {
        if (stage === "enqueue") PASS_ON.enqueue(trace);
        return;
      }
      const { name, options, parent = active } = BEGIN[stage](trace, active);
      const span = tracer.startSpan(name, options, parent);
      if (span.isRecording()) trace[SPAN] = span;
      const within = otel.setSpan(parent, span);
      if (stage === "enqueue" && trace.carrier) propagation.inject(within, trace.carrier);
      runWithin(trace, within);
    },
    [stage === "parse" ? "end" : "asyncEnd"]: finish,
    error(trace: Recorded) {
      const span = trace[SPAN];
      if (span === undefined) return;
      span.setAttribute("error.type", errorType(trace.error));
      if (FAILS.includes(stage)) span.setStatus({ code: SpanStatusCode.ERROR });
    },
  };
}

/** Whether a sampler has dropped a span, and nobody will see its children. One that has ended is not recording either, but was wanted. */
function isDropped(span: Span | undefined): boolean {
  return span !== undefined && !span.isRecording() && (span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0;
}

/** Runs the work of a stage in a context, so that what a handler calls finds its parent. */
function runWithin(trace: StageTrace, within: Context): void {
  const { around } = trace;
  trace.around = (work) => {
    const run = (): ReturnType<typeof work> => context.with(within, work);
    return around ? around(run) : run();
  };
}

/** What a request is a child of: the span of an HTTP server, which has read the headers, or what the headers name. */
function parentOf({ header }: StageTrace, active: Context): Context {
  if (header === undefined || otel.getSpan(active) !== undefined) return active;
  return propagation.extract(active, header, HEADERS);
}

const CARRIED = ["traceparent", "tracestate"];

const HEADERS: TextMapGetter<NonNullable<StageTrace["header"]>> = {
  keys: () => CARRIED,
  get(header, name) {
    const value = CARRIED.includes(name) ? header(name) : undefined;
    return typeof value === "object" ? [...value] : value;
  },
};

/** The stages whose error is the author's, not that of a caller who was refused. */
const FAILS: readonly Stage[] = ["handler", "store", "enqueue", "job"];

const BEGIN: Record<Stage, (trace: StageTrace, active: Context) => Begin> = {
  request: (trace, active) => ({
    name: "convokraft request",
    options: {
      kind: otel.getSpan(active) === undefined ? SpanKind.SERVER : SpanKind.INTERNAL,
      attributes: { "http.request.method": "POST" },
    },
    parent: parentOf(trace, active),
  }),
  read: () => ({ name: "convokraft read" }),
  verify: () => ({ name: "convokraft verify" }),
  parse: () => ({ name: "convokraft parse" }),
  store: ({ operation, purpose }) => ({
    name: `convokraft store ${operation}`,
    options: { kind: SpanKind.CLIENT, attributes: { [OPERATION]: operation, [STORE_PURPOSE]: purpose } },
  }),
  handler: ({ handler, details }) => ({
    name: `convokraft handler ${handler}`,
    options: { attributes: { [HANDLER]: handler, ...attributesOf(details) } },
  }),
  "hand-over": () => ({ name: "convokraft hand-over" }),
  enqueue: ({ details }) => ({
    name: "convokraft enqueue",
    options: {
      kind: SpanKind.PRODUCER,
      attributes: { "messaging.operation.type": "send", ...attributesOf(details) },
    },
  }),
  job({ carrier, details }, active) {
    // Linked, not a child: the request is over long before its job may be.
    const from = carrier && otel.getSpanContext(propagation.extract(active, carrier));
    return {
      name: "convokraft job",
      options: {
        kind: SpanKind.CONSUMER,
        attributes: { "messaging.operation.type": "process", ...attributesOf(details) },
        ...(from && { links: [{ context: from }] }),
      },
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
