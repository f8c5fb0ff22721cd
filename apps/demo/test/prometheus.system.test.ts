import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { freePort } from "@ck-test/redis-server";
import { openPlatformKeys, type PlatformKeys } from "../src/play/platform-keys.js";
import { run, stopAll } from "./program.js";
import { hasPrometheus, prometheusFiles, startPrometheus, type Prometheus } from "./prometheus.js";

const dashboard = fileURLToPath(new URL("../../../deploy/grafana/dashboard.json", import.meta.url));
/** Long enough for any machine: what is waited for is an event. */
const PATIENT = { timeout: 60_000, interval: 100 };

describe.skipIf(!hasPrometheus)("with a real Prometheus", () => {
  let keys: PlatformKeys;
  let prometheus: Prometheus | undefined;
  beforeAll(async () => {
    keys = await openPlatformKeys();
  });
  afterEach(async () => {
    stopAll();
    await prometheus?.stop();
  });
  afterAll(() => keys.close());

  it("the alerts pass their own tests, are loaded, and the metrics of the demo reach them", async () => {
    const tested = spawnSync("promtool", ["test", "rules", path.join(prometheusFiles, "alerts.test.yml")], {
      encoding: "utf8",
    });
    expect(tested.stdout + tested.stderr).toContain("SUCCESS");

    const metricsPort = await freePort();
    const { development, production } = keys.publicKey;
    const demo = run("serve", {
      env: {
        CK_PUBLIC_KEY_DEVELOPMENT: development,
        CK_PUBLIC_KEY_PRODUCTION: production,
        METRICS_PORT: String(metricsPort),
        DATA_DIR: "data",
      },
    });
    const [, webhook = ""] = await demo.printed(/^Express +(http:\S+)\n[^]*^State/m);
    // A stranger's request: refused, and counted.
    expect((await fetch(webhook, { method: "POST", body: "{}" })).status).toBe(401);

    prometheus = await startPrometheus([metricsPort]);
    const { ask, query } = prometheus;
    const rulesOf = async (): Promise<{ name: string; health: string }[]> =>
      ((await ask("rules")) as { groups: { rules: { name: string; health: string }[] }[] }).groups.flatMap(
        ({ rules }) => rules,
      );
    await vi.waitFor(async () => {
      const rules = await rulesOf();
      expect(rules.length).toBeGreaterThan(10);
      expect(rules.filter(({ health }) => health !== "ok")).toEqual([]);
    }, PATIENT);
    await vi.waitFor(async () => {
      const found = await query('convokraft_refusals_total{convokraft_refusal_reason="signature-missing"}');
      expect(found.map(({ value }) => value)).toEqual([1]);
    }, PATIENT);
  });
});

it("alerts and dashboard ask only for metrics that @ck/opentelemetry documents", () => {
  const readme = readFileSync(new URL("../../../packages/opentelemetry/README.md", import.meta.url), "utf8");
  const table = readme.slice(readme.indexOf("## Metrics"));
  const documented = [...table.matchAll(/`((?:convokraft|nodejs)[\w.]+)`(.*)/g)].flatMap(([line, name = ""]) =>
    line.includes("`p90`")
      ? ["p50", "p90", "p99", "max"].map((it) => name.replace("p50", it))
      : [...line.matchAll(/`((?:convokraft|nodejs)[\w.]+)`/g)].map(([, it = ""]) => it),
  );
  const known = new Set(documented.map((name) => name.replaceAll(".", "_")));
  const asked = [
    readFileSync(path.join(prometheusFiles, "alerts.yml"), "utf8"),
    readFileSync(dashboard, "utf8"),
  ].flatMap((text) => [
    ...text
      .replaceAll(/\bby \([^)]*\)/g, "")
      .matchAll(/\b((?:convokraft|nodejs)_\w+?)(?:_total|_bucket|_count|_sum)?(?=[{[)\s])/g),
  ]);
  const names = new Set(asked.map(([, name = ""]) => name));
  expect(names.size).toBeGreaterThan(10);
  expect([...names].filter((name) => !known.has(name))).toEqual([]);
});
