import type { Channel, TracingChannel } from "node:diagnostics_channel";
import { isPending } from "../awaitable.js";
import type { Store } from "../store/store.js";
import { diagnosticsChannel } from "./diagnostics-channel.js";
import { stageChannel, STAGES, type Stage, type StageTrace } from "./stage.js";

/** Runs the work of a stage, and returns what it returns. Its trace is made only if somebody listens. */
export interface Tracer extends Run {
  /** For work that is done when it returns: there is no `asyncEnd`. */
  readonly sync: Run;
}

type Run = <T, S extends StageTrace>(stage: Stage, makeTrace: () => S, work: Work<T, S>) => T;
type Work<T, S> = (trace?: S) => T;

type Channels = Readonly<Record<"start" | "end" | "asyncStart" | "asyncEnd" | "error", Channel<unknown, StageTrace>>>;

/** Creates the tracer of a receiver or a worker, on the `TracingChannel` of each stage. Without such channels it only runs the work. */
export function createTracer(): Tracer {
  const opened = openChannels();
  if (opened === undefined) return NO_TRACER;
  const trace: Run = (stage, makeTrace, work) => {
    const channels = opened[stage];
    return isHeard(channels) ? traceAwaitable(channels, makeTrace(), work) : work();
  };
  const sync: Run = (stage, makeTrace, work) => {
    const channels = opened[stage];
    return isHeard(channels) ? traceSync(channels, makeTrace(), work) : work();
  };
  return Object.assign(trace, { sync });
}

/** As in Node: who subscribes to one event makes all of them. */
function isHeard({ start, end, asyncStart, asyncEnd, error }: Channels): boolean {
  return (
    start.hasSubscribers ||
    end.hasSubscribers ||
    asyncStart.hasSubscribers ||
    asyncEnd.hasSubscribers ||
    error.hasSubscribers
  );
}

/*
 * What follows publishes what `tracePromise` and `traceSync` of Node do. Those add what the work returns to the trace: a visitor's request, or the answer
 * to it. Besides, `tracePromise` needs a promise. Most stages wait for nothing, and a promise costs more than the events, also to what comes after it.
 */

/** Work that is done at once has the same events, in the same order, as work that is awaited: a subscriber need not tell one from the other. */
function traceAwaitable<T, S extends StageTrace>(channels: Channels, trace: S, work: Work<T, S>): T {
  return channels.start.runStores(trace, () => {
    let result: T;
    try {
      result = inside(trace, work);
    } catch (error) {
      channels.end.publish(trace);
      fail(channels, trace, error);
      throw error;
    }
    channels.end.publish(trace);
    if (isPending<unknown>(result)) return settled(channels, trace, result) as T;
    finish(channels, trace);
    return result;
  });
}

function settled(channels: Channels, trace: StageTrace, work: Promise<unknown>): Promise<unknown> {
  return Promise.resolve(work).then(
    (value) => {
      finish(channels, trace);
      return value;
    },
    (error: unknown) => {
      fail(channels, trace, error);
      throw error;
    },
  );
}

function fail(channels: Channels, trace: StageTrace, error: unknown): void {
  trace.error = error;
  channels.error.publish(trace);
  finish(channels, trace);
}

function finish({ asyncStart, asyncEnd }: Channels, trace: StageTrace): void {
  asyncStart.publish(trace);
  asyncEnd.publish(trace);
}

function traceSync<T, S extends StageTrace>({ start, end, error }: Channels, trace: S, work: Work<T, S>): T {
  return start.runStores(trace, () => {
    try {
      return inside(trace, work);
    } catch (cause) {
      trace.error = cause;
      error.publish(trace);
      throw cause;
    } finally {
      end.publish(trace);
    }
  });
}

/** `around` is there once the subscribers of `start` were called. */
function inside<T, S extends StageTrace>(trace: S, work: Work<T, S>): T {
  const { around } = trace;
  return around ? around(() => work(trace)) : work(trace);
}

const onlyRun: Run = (_stage, _makeTrace, work) => work();
const NO_TRACER: Tracer = Object.assign(onlyRun, { sync: onlyRun });

function openChannels(): Readonly<Record<Stage, Channels>> | undefined {
  const module = diagnosticsChannel();
  // Some runtimes have the module without this function.
  if (typeof module?.tracingChannel !== "function") return undefined;
  const entries = STAGES.map((stage) => [stage, channelsOf(module.tracingChannel(stageChannel(stage)))]);
  return Object.fromEntries(entries) as Record<Stage, Channels>;
}

/** In an object of their own: in Node 26 some are behind getters, and they are asked for each stage of each request. */
function channelsOf({ start, end, asyncStart, asyncEnd, error }: TracingChannel<unknown, StageTrace>): Channels {
  return { start, end, asyncStart, asyncEnd, error };
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
