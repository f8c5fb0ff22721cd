import { instrument, type InstrumentOptions } from "@ck/opentelemetry";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import { SetupError } from "../program/setup-error.js";

/** A server of metrics. */
export interface MetricsServer {
  /** For a line at start. */
  readonly description: string;
  close(): Promise<void>;
}

/**
 * Serves `/metrics` for Prometheus, on a port that is not public. Without a port, nothing is measured.
 * @throws SetupError if the port is taken
 */
export async function serveMetrics(
  address: { readonly host: string; readonly port: number | undefined },
  watched: Pick<InstrumentOptions, "queue" | "keys"> = {},
): Promise<MetricsServer | undefined> {
  const { host, port } = address;
  if (port === undefined) return undefined;
  const exporter = new PrometheusExporter({ host, port, preventServerStart: true });
  const meterProvider = new MeterProvider({ readers: [exporter] });
  try {
    await exporter.startServer();
  } catch (error) {
    throw new SetupError(`Port ${port} on ${host} cannot be used for metrics. Set METRICS_PORT to another port.`, {
      cause: error,
    });
  }
  const stop = instrument({ meterProvider, ...watched });
  return {
    description: `http://${host}:${port}/metrics`,
    async close() {
      stop();
      await meterProvider.shutdown();
    },
  };
}
