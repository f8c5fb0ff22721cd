import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { commandOf, isInstalled } from "@ck-test/installed";
import { freePort } from "@ck-test/redis-server";

/** Whether there is a Prometheus to try with. */
export const hasPrometheus: boolean = isInstalled("prometheus");

/** The rules and the configuration that are to be tried. */
export const prometheusFiles: string = fileURLToPath(new URL("../../../deploy/prometheus", import.meta.url));

/** A Prometheus that looks each second. */
export interface Prometheus {
  /** The `data` of an answer of its API. */
  readonly ask: (path: string) => Promise<unknown>;
  /** The values of an instant query. */
  readonly query: (expression: string) => Promise<readonly Sample[]>;
  readonly stop: () => Promise<void>;
}

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Starts one on loopback with the committed configuration, and with the committed alerts as `change` makes them. */
export async function startPrometheus(
  ports: readonly number[],
  change: (rules: string) => string = (rules) => rules,
): Promise<Prometheus> {
  const folder = mkdtempSync(path.join(tmpdir(), "ck-prometheus-"));
  const read = (name: string): string => readFileSync(path.join(prometheusFiles, name), "utf8");
  const config = read("prometheus.yml")
    .replace(/targets: .*/, `targets: ${JSON.stringify(ports.map((it) => `127.0.0.1:${it}`))}`)
    .replaceAll(/_interval: 15s/g, "_interval: 1s");
  writeFileSync(path.join(folder, "prometheus.yml"), config);
  writeFileSync(path.join(folder, "alerts.yml"), change(read("alerts.yml")));
  const port = await freePort();
  const child = spawn(
    commandOf("prometheus"),
    [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--log.level=error",
    ],
    { stdio: ["ignore", "inherit", "inherit"] },
  );
  const onExit = (): void => void child.kill("SIGKILL");
  process.once("exit", onExit);
  const ask = async (what: string): Promise<unknown> =>
    ((await (await fetch(`http://127.0.0.1:${port}/api/v1/${what}`)).json()) as { data: unknown }).data;
  return {
    ask,
    async query(expression) {
      const { result } = (await ask(`query?query=${encodeURIComponent(expression)}`)) as {
        result: { metric: Record<string, string>; value: [number, string] }[];
      };
      return result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
    },
    async stop() {
      process.off("exit", onExit);
      if (child.exitCode === null && child.signalCode === null) {
        const closed = once(child, "close");
        child.kill("SIGKILL");
        await closed;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
