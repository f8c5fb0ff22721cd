import { instrument, type InstrumentOptions } from "@ck/opentelemetry";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { read, type Env } from "../program/settings.js";
import { SetupError } from "../program/setup-error.js";

/** Metrics and traces, as far as they are wanted. */
export interface Telemetry {
  /** Where they go, for lines at start. */
  readonly descriptions: readonly string[];
  close(): Promise<void>;
}

export interface TelemetryOptions {
  /** Which of the programs this is. */
  readonly service: string;
  readonly host: string;
  /** Of `/metrics`, for Prometheus. Not public. Without it, nothing is measured. */
  readonly metricsPort: number | undefined;
  readonly watched?: Pick<InstrumentOptions, "queue" | "keys">;
}

/**
 * Serves metrics if there is a port for them, and sends traces if OTEL_EXPORTER_OTLP_ENDPOINT says where to.
 * @throws SetupError if the port is taken
 */
export async function startTelemetry(
  env: Env,
  { service, host, metricsPort, watched }: TelemetryOptions,
): Promise<Telemetry> {
  const endpoint = read(env, "OTEL_EXPORTER_OTLP_ENDPOINT") ?? read(env, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
  const meterProvider = metricsPort === undefined ? undefined : await serveMetrics(host, metricsPort);
  const tracerProvider = endpoint === undefined ? undefined : sendTraces(service);
  const providers = [meterProvider, tracerProvider].filter((provider) => provider !== undefined);
  if (providers.length === 0) return { descriptions: [], close: () => Promise.resolve() };
  const stop = instrument({
    ...(meterProvider && { meterProvider }),
    ...(tracerProvider && { tracerProvider }),
    ...watched,
  });
  const descriptions = [];
  if (meterProvider) descriptions.push(`${"Metrics".padEnd(9)}http://${host}:${metricsPort}/metrics`);
  if (endpoint !== undefined) descriptions.push(`${"Traces".padEnd(9)}${endpoint}`);
  return {
    descriptions,
    async close() {
      stop();
      // A collector that is away must not keep the process.
      await Promise.allSettled(providers.map((provider) => provider.shutdown()));
    },
  };
}

async function serveMetrics(host: string, port: number): Promise<MeterProvider> {
  const exporter = new PrometheusExporter({ host, port, preventServerStart: true });
  const meterProvider = new MeterProvider({ readers: [exporter] });
  try {
    await exporter.startServer();
  } catch (error) {
    throw new SetupError(`Port ${port} on ${host} cannot be used for metrics. Set METRICS_PORT to another port.`, {
      cause: error,
    });
  }
  return meterProvider;
}

function sendTraces(service: string): NodeTracerProvider {
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ "service.name": service }),
    // It reads its settings from the environment, as every exporter of OTLP does.
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  // With these, a job is linked to the request that queued it, and what a handler calls nests in its span.
  provider.register();
  return provider;
}
