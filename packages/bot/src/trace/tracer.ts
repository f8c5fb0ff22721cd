import type { TracingChannel } from "node:diagnostics_channel";
import type { Awaitable } from "../awaitable.js";
import type { Store } from "../store/store.js";
import { diagnosticsChannel } from "./diagnostics-channel.js";
import { stageChannel, STAGES, type Stage, type StageTrace } from "./stage.js";

/** Runs the work of a stage. Its trace is made only if somebody listens. */
export interface Tracer extends TraceAsync {
  /** For work that is done when it returns: there is no `asyncEnd`. */
  readonly sync: <T>(stage: Stage, makeTrace: () => StageTrace, work: () => T) => T;
}

interface TraceAsync {
  <T>(stage: Stage, makeTrace: () => StageTrace, work: (trace?: StageTrace) => Promise<T>): Promise<T>;
  /** Gives a promise if the work does, and wherever somebody listens. */
  <T>(stage: Stage, makeTrace: () => StageTrace, work: (trace?: StageTrace) => Awaitable<T>): Awaitable<T>;
}

type Channel = TracingChannel<unknown, StageTrace>;

/** Creates the tracer of a receiver or a worker, on the `TracingChannel` of each stage. Without such channels it only runs the work. */
export function createTracer(): Tracer {
  const channels = openChannels();
  if (channels === undefined) return NO_TRACER;
  const trace = <T>(
    stage: Stage,
    makeTrace: () => StageTrace,
    work: (trace?: StageTrace) => Awaitable<T>,
  ): Awaitable<T> => {
    const channel = channels[stage];
    return channel.start.hasSubscribers ? traceAsync(channel, makeTrace(), work) : work();
  };
  const sync = <T>(stage: Stage, makeTrace: () => StageTrace, work: () => T): T => {
    const channel = channels[stage];
    return channel.start.hasSubscribers ? traceSync(channel, makeTrace(), work) : work();
  };
  return Object.assign(trace, { sync });
}

// Node adds what the work returns to the trace. That is a visitor's request, or the answer to it, so the work returns nothing there.

async function traceAsync<T>(
  channel: Channel,
  trace: StageTrace,
  work: (trace?: StageTrace) => Awaitable<T>,
): Promise<T> {
  let result: { readonly value: T } | undefined;
  const run = async (): Promise<void> => void (result = { value: await inside(trace, () => work(trace)) });
  await channel.tracePromise(run, trace);
  return (result as unknown as { readonly value: T }).value;
}

function traceSync<T>(channel: Channel, trace: StageTrace, work: () => T): T {
  let result: { readonly value: T } | undefined;
  channel.traceSync(() => void (result = { value: inside(trace, work) }), trace);
  return (result as unknown as { readonly value: T }).value;
}

/** `around` is there once the subscribers of `start` were called. */
function inside<T>({ around }: StageTrace, work: () => T): T {
  return around ? around(work) : work();
}

const NO_TRACER: Tracer = Object.assign(
  (<T>(_stage: Stage, _makeTrace: () => StageTrace, work: () => Awaitable<T>) => work()) as TraceAsync,
  {
    sync: <T>(_stage: Stage, _makeTrace: () => StageTrace, work: () => T): T => work(),
  },
);

function openChannels(): Readonly<Record<Stage, Channel>> | undefined {
  const module = diagnosticsChannel();
  // Some runtimes have the module without this function.
  if (typeof module?.tracingChannel !== "function") return undefined;
  const entries = STAGES.map((stage) => [stage, module.tracingChannel(stageChannel(stage))]);
  return Object.fromEntries(entries) as Record<Stage, Channel>;
}

/** The same store, with each call traced. */
export function traceStore(store: Store, purpose: NonNullable<StageTrace["purpose"]>, trace: Tracer): Store {
  const details = {};
  return {
    get: (key) =>
      trace(
        "store",
        () => ({ details, operation: "get", purpose }),
        () => store.get(key),
      ),
    setIfAbsent: (key, value, options) =>
      trace(
        "store",
        () => ({ details, operation: "setIfAbsent", purpose }),
        () => store.setIfAbsent(key, value, options),
      ),
    set: (key, value, options) =>
      trace(
        "store",
        () => ({ details, operation: "set", purpose }),
        () => store.set(key, value, options),
      ),
  };
}
