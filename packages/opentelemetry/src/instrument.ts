import { requireKnownOptions } from "@ck/bot";
import {
  createNoopMeter,
  metrics,
  trace,
  type MeterProvider,
  type Tracer,
  type TracerProvider,
} from "@opentelemetry/api";
import { version } from "../package.json";
import { recordMetrics } from "./metrics.js";
import { makeSpans } from "./spans.js";
import { watchKeys, watchQueue, type CountableKeys, type CountableQueue } from "./watch.js";

/** Options of {@link instrument}. */
export interface InstrumentOptions {
  /** Default: the global one, which your SDK registers. */
  readonly tracerProvider?: TracerProvider | undefined;
  /** Default: the global one, which your SDK registers. */
  readonly meterProvider?: MeterProvider | undefined;
  /** The queue of `lateAnswers`, to report how many jobs it has. */
  readonly queue?: CountableQueue | undefined;
  /** The platform's keys, to report how many there are and how old. */
  readonly keys?: CountableKeys | undefined;
}

const OPTIONS = { tracerProvider: true, meterProvider: true, queue: true, keys: true } satisfies Record<
  keyof InstrumentOptions,
  true
>;

/**
 * Makes spans and metrics of everything that the bots, workers and stores of this process do, whenever they were created. Call it once, after your SDK has started.
 *
 * @param options - providers other than the global ones; a queue and keys to watch
 * @returns stops it
 * @throws `BotError` `ERR_INVALID_OPTION`: an option does not exist
 *
 * @example
 * ```ts
 * import { instrument } from "@ck/opentelemetry";
 *
 * const stop = instrument();
 * stop();
 * ```
 */
export function instrument(options: InstrumentOptions = {}): () => void {
  requireKnownOptions(options, Object.keys(OPTIONS), "instrument");
  const meter = (options.meterProvider ?? metrics.getMeterProvider()).getMeter(NAME, version);
  const stops = [makeSpans(() => tracerOf(options.tracerProvider ?? trace.getTracerProvider()))];
  // Without an SDK nothing is counted, and then nothing has to be watched.
  if (meter !== createNoopMeter()) {
    stops.push(recordMetrics(meter));
    if (options.queue) stops.push(watchQueue(meter, options.queue));
    if (options.keys) stops.push(watchKeys(meter, options.keys));
  }
  return () => stops.splice(0).forEach((stop) => stop());
}

const NAME = "@ck/opentelemetry";

/** A proxy of the API, whose class is deprecated. */
interface TracerProxy extends TracerProvider {
  readonly getDelegateTracer: (name: string, version: string) => Tracer | undefined;
}

/** The global provider is a proxy, which has no tracer to delegate to before an SDK is registered. */
function tracerOf(provider: TracerProvider | TracerProxy): Tracer | undefined {
  return "getDelegateTracer" in provider
    ? provider.getDelegateTracer(NAME, version)
    : provider.getTracer(NAME, version);
}
