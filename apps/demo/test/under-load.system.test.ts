import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { hasPostgres, startPostgres, type PostgresServer } from "@ck-test/postgres-server";
import { freePort, hasRedis, startRedis, type RedisServer } from "@ck-test/redis-server";
import { generateKeyPair, type KeyPair } from "@ck/signature";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startCollector, type Collector } from "./collector.js";
import { hasNginx, startNginx, type Nginx } from "./nginx.js";
import { createPlatform, type Platform } from "./platform.js";
import { run, stopAll, type Program } from "./program.js";
import { loggedIn, VISITOR_PUBLIC_KEY } from "./visitors.js";
import { hasPrometheus, startPrometheus, type Prometheus } from "./prometheus.js";

/** How long it goes on at least. By hand: `CK_LOAD_MINUTES=10 npm run test:system -- apps/demo/test/under-load`. */
const MINUTES = Number(process.env["CK_LOAD_MINUTES"] ?? 0);
const REQUESTS_A_SECOND = 5;
/** Longer than the 4.5 s that a visitor waits, so that each report is promised. */
const REPORT_MS = 5_500;
/** How long an answer waits for its visitor. */
const TTL_MS = 15_000;
/** What is waited for is an event, on a machine however slow. */
const PATIENT = { timeout: 120_000, interval: 250 };

const FORGED = 30;
const REPLAYS = 25;
const UNFETCHED = 12;
const FETCHED = 3;
const GIVEN_UP = 2;
const VALUES = 1_000;

const DONE = "The yearly report is done.";
const LATE = /takes longer|not ready yet/;

/** The alerts of what is planted. Nothing else may fire. */
const ALERTS = [
  "BotDown",
  "DeadlineMissed",
  "EventLoopBlocked",
  "JobsGivenUp",
  "LateAnswersLost",
  "ReplaysSeen",
  "SignaturesRefused",
  "StoreFails",
  "VisitorsSeeFailures",
];

interface Asked {
  readonly message: string;
  readonly broadcast: unknown;
}

describe.skipIf(!hasNginx || !hasRedis || !hasPostgres || !hasPrometheus)("the demo under load", () => {
  let pair: KeyPair;
  let redis: RedisServer;
  let postgres: PostgresServer;
  let collector: Collector;
  let nginx: Nginx | undefined;
  let prometheus: Prometheus | undefined;
  let platform: Platform | undefined;
  const programs: Program[] = [];
  beforeEach(async () => {
    [pair, redis, postgres, collector] = await Promise.all([
      generateKeyPair(),
      // Uncompressed, so that a value is found by its bytes.
      startRedis({ durable: true, args: ["--rdbcompression", "no"] }),
      startPostgres(),
      startCollector(),
    ]);
  });
  afterEach(async () => {
    stopAll();
    programs.length = 0;
    platform?.close();
    await Promise.all([nginx?.stop(), prometheus?.stop(), redis.stop(), postgres.stop(), collector.close()]);
  });

  async function start(name: "serve" | "worker", metricsPort: number, port = 0): Promise<Program> {
    const program = run(name, {
      env: {
        CK_PUBLIC_KEY: pair.publicKey,
        CK_VISITOR_PUBLIC_KEY: VISITOR_PUBLIC_KEY,
        CK_SECRET: "a secret of thirty-two bytes, or more",
        REDIS_URL: redis.url,
        DATABASE_URL: postgres.url,
        REPORT_MS: String(REPORT_MS),
        LATE_TTL_MS: String(TTL_MS),
        METRICS_PORT: String(metricsPort),
        PORT: String(port),
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_BSP_SCHEDULE_DELAY: "500",
        NODE_ENV: "production",
      },
    });
    programs.push(program);
    await program.printed(name === "serve" ? /^State +Redis/m : /^Worker +Redis/m);
    return program;
  }

  test(
    "every planted event is in the metrics, its alert fires, a trace has every stage, and no personal value is anywhere",
    async () => {
      const ports = [await freePort(), await freePort()] as const;
      const metricsPorts = [await freePort(), await freePort(), await freePort(), await freePort()] as const;
      const servers = await Promise.all(ports.map((port, index) => start("serve", metricsPorts[index]!, port)));
      const workers = await Promise.all([2, 3].map((index) => start("worker", metricsPorts[index]!)));
      nginx = await startNginx(ports);
      prometheus = await startPrometheus(metricsPorts, hasten);
      const alerting = prometheus;
      const sender = (platform = createPlatform(nginx.url, pair));

      const secrets = plantedValues();
      let used = 0;
      const next = (): string => secrets[used++ % VALUES]!;
      const counts = { answered: 0, failed: 0 };
      const ask = async (
        content: object,
        { url, traceId }: { url?: string; traceId?: string } = {},
      ): Promise<Asked> => {
        const signed = sender.sign(content);
        const traced =
          traceId === undefined ? {} : { traceparent: `00-${traceId}-${randomBytes(8).toString("hex")}-01` };
        const { status, body } = await sender.send({ ...signed, headers: { ...signed.headers, ...traced } }, url);
        if (status !== 200) throw new Error(`${status} ${body.slice(0, 200)}`);
        const { message = "", broadcast } = JSON.parse(body) as Partial<Asked>;
        return { message, broadcast };
      };
      const aboutVisitor = (): object => ({
        clientData: { name: next(), email: `${next()}@example.com` },
        sessionData: { note: next() },
      });
      /** A visitor who asks for a report, and comes back with the same question. */
      const newReport = (): ((broadcast?: unknown) => object) => {
        const reason = next();
        return (broadcast) => ({
          ...{ todo: "execute", action: "YearlyReport", userInput: next(), params: { reason } },
          ...aboutVisitor(),
          broadcast: { ...(Object(broadcast) as object), note: next() },
        });
      };
      const fetchReport = async (report: (broadcast?: unknown) => object, asked: Asked, to = {}): Promise<void> => {
        let { broadcast } = asked;
        await vi.waitFor(async () => {
          const answer = await ask(report(broadcast), to);
          ({ broadcast } = answer);
          expect(answer.message).toBe(DONE);
        }, PATIENT);
      };
      const talk = async (index: number): Promise<object> => {
        if (index % 4 === 0) return { todo: "welcome", ...aboutVisitor() };
        if (index % 4 === 1) {
          const clientData = { name: next(), ...(await loggedIn(`${next()}@example.com`)) };
          return { todo: "execute", action: "MyLeaves", userInput: next(), ...aboutVisitor(), clientData };
        }
        return { todo: "fallback", userInput: next(), ...aboutVisitor() };
      };

      let isOver = false;
      const sent: Promise<void>[] = [];
      const from = performance.now();
      const load = (async () => {
        while (!isOver) {
          while (sent.length < ((performance.now() - from) / 1000) * REQUESTS_A_SECOND) {
            sent.push(
              talk(sent.length)
                .then((content) => ask(content))
                .then(
                  () => void counts.answered++,
                  () => void counts.failed++,
                ),
            );
          }
          await wait(10);
        }
      })();
      const firing = async (alert: string): Promise<void> =>
        vi.waitFor(async () => {
          const found = await alerting.query(`ALERTS{alertname="${alert}",alertstate="firing"}`);
          expect(found.length, `${alert} fires`).toBeGreaterThan(0);
        }, PATIENT);

      // One request from end to end, at each server: the trace, and the series of metrics that rates need.
      const traceIds = await Promise.all(
        ports.map(async (port) => {
          const traceId = randomBytes(16).toString("hex");
          const url = `http://127.0.0.1:${port}/convokraft`;
          const report = newReport();
          await fetchReport(report, await ask(report(), { url, traceId }), { url, traceId });
          return traceId;
        }),
      );
      await wait(3_000);

      // What can be counted exactly, while no process is stopped.
      const before = await readMetrics(metricsPorts);
      const refuse = async (): Promise<void> => {
        const { body, headers } = sender.sign({ todo: "fallback", userInput: next() });
        expect((await sender.send({ body: `${body} `, headers })).status).toBe(401);
      };
      await Promise.all(Array.from({ length: FORGED }, refuse));
      const captured = sender.sign({ todo: "fallback", userInput: next() });
      const first = await sender.send(captured);
      // The answer is kept once it is out. Until then a replay gets 409.
      await vi.waitFor(async () => expect(await sender.send(captured)).toEqual(first), PATIENT);
      for (let n = 1; n < REPLAYS; n++) expect(await sender.send(captured)).toEqual(first);
      const promised = await Promise.all(
        Array.from({ length: UNFETCHED + FETCHED }, async () => {
          const report = newReport();
          return { report, asked: await ask(report()) };
        }),
      );
      expect(promised.filter(({ asked }) => !LATE.test(asked.message))).toEqual([]);
      const unfetched = promised.slice(FETCHED);
      await Promise.all(promised.slice(0, FETCHED).map(({ report, asked }) => fetchReport(report, asked)));
      const admin = new Redis(redis.url);
      admin.on("error", () => undefined);
      const isKept = async (): Promise<boolean> =>
        (await admin.keys("ck-demo:late:*")).some((key) => /late:[0-9a-f]{64}(:running)?$/.test(key));
      await vi.waitFor(async () => expect(await isKept()).toBe(false), PATIENT);
      // The promise itself is good for twice as long.
      await wait(Math.max(0, Math.max(...unfetched.map(({ asked }) => validUntil(asked))) - Date.now() + 1));
      await Promise.all(
        unfetched.map(({ asked: { broadcast } }) => ask({ todo: "fallback", userInput: next(), broadcast })),
      );
      const after = await readMetrics(metricsPorts);
      const grown = (pattern: RegExp): number => sum(after, pattern) - sum(before, pattern);
      expect({
        refused: grown(/^convokraft_refusals_total\{.*signature-mismatch/),
        replayed: grown(/^convokraft_replays_total\{.*repeated/),
        missed: grown(/^convokraft_deadline_misses_total\{.*YearlyReport/),
        promised: grown(/^convokraft_late_answers_total\{.*promised/),
        handedOver: grown(/^convokraft_late_answers_total\{.*handed-over/),
        expired: grown(/^convokraft_late_answers_total\{.*expired/),
        done: grown(/^convokraft_jobs_total\{.*"done"/),
      }).toEqual({
        refused: FORGED,
        replayed: REPLAYS,
        missed: UNFETCHED + FETCHED,
        promised: UNFETCHED + FETCHED,
        handedOver: FETCHED,
        expired: UNFETCHED,
        done: UNFETCHED + FETCHED,
      });

      // Something holds the event loop of a server for two seconds.
      servers[0]!.child.kill("SIGSTOP");
      await wait(2_000);
      servers[0]!.child.kill("SIGCONT");
      await firing("EventLoopBlocked");

      let round = 0;
      do {
        round++;
        // The database is away, and two jobs with it.
        const beforeOutage = await readMetrics(metricsPorts);
        await postgres.end();
        await Promise.all(Array.from({ length: GIVEN_UP }, () => ask(newReport()())));
        await vi.waitFor(async () => {
          const now = await readMetrics(metricsPorts);
          const givenUp = /^convokraft_jobs_total\{.*given-up/;
          expect(sum(now, givenUp) - sum(beforeOutage, givenUp)).toBe(GIVEN_UP);
        }, PATIENT);
        // What a worker counted is gone with it, unless Prometheus has read it.
        await Promise.all([firing("VisitorsSeeFailures"), firing("JobsGivenUp")]);
        await postgres.restart();

        workers[0]!.child.kill("SIGKILL");
        await workers[0]!.ended;
        workers[0] = await start("worker", metricsPorts[2]);

        servers[1]!.child.kill("SIGKILL");
        await servers[1]!.ended;
        await firing("BotDown");
        servers[1] = await start("serve", metricsPorts[1], ports[1]);

        await redis.kill();
        await firing("StoreFails");
        await redis.restart();

        await nginx.restart();
        const answered = counts.answered;
        await vi.waitFor(() => expect(counts.answered).toBeGreaterThan(answered + 5), PATIENT);
        if (performance.now() - from < MINUTES * 60_000) await wait(20_000);
      } while (performance.now() - from < MINUTES * 60_000);

      await vi.waitFor(() => expect(used).toBeGreaterThan(VALUES), PATIENT);
      isOver = true;
      await load;
      await Promise.all(sent);

      const fired = new Set((await alerting.query('max_over_time(ALERTS{alertstate="firing"}[1h])')).map(alertOf));
      const all = await readMetrics(metricsPorts);
      const storeFailures = await alerting.query('sum(increase(convokraft_store_duration_count{error_type!=""}[1h]))');
      console.log(
        `${Math.round((performance.now() - from) / 1000)} s: ${counts.answered} requests answered, ${counts.failed} failed while parts were away; ` +
          `each part killed or stopped ${round} times; ${Math.round(storeFailures[0]?.value ?? 0)} calls of the store failed; ` +
          `${collector.spans().length} spans; fired: ${[...fired].sort().join(", ")}.`,
      );
      expect([...fired].sort()).toEqual(ALERTS);
      expect(storeFailures[0]?.value).toBeGreaterThan(0);

      for (const traceId of traceIds) {
        const spans = collector.spans();
        const own = spans.filter((span) => span.traceId === traceId);
        const names = new Set(own.filter(({ service }) => service === "leave-bot").map(({ name }) => name));
        const stages = ["execute YearlyReport", "read", "verify", "parse", "store setIfAbsent", "enqueue", "hand-over"];
        expect([...names]).toEqual(expect.arrayContaining(stages.map((stage) => `convokraft ${stage}`)));
        const job = spans.find(
          ({ name, links = [] }) => name === "convokraft job" && links.some((it) => it.traceId === traceId),
        );
        expect(job?.service).toBe("leave-worker");
        const inJob = spans.filter((span) => span.traceId === job?.traceId).map(({ name }) => name);
        expect(inJob).toContain("convokraft handler actions.YearlyReport.execute");
      }

      const places: Record<string, string> = {
        logs: programs.map((program) => program.output()).join("\n"),
        traces: collector.text(),
        metrics: all + JSON.stringify(await alerting.ask(`series?match[]=${encodeURIComponent('{__name__=~".+"}')}`)),
        ...(await readRedis(admin)),
      };
      await admin.quit();
      // Each place is the one that is meant.
      expect(places["logs"]).toContain("fallback · production · 200 answered");
      expect(places["traces"]).toContain("convokraft hand-over");
      expect(places["metrics"]).toContain("convokraft_requests_total");
      expect(places["keys"]).toContain("ck-demo:replay:");
      expect(places["file"]).toContain("ck-demo:late:");
      for (const [place, text] of Object.entries(places)) {
        expect(
          secrets.filter((value) => text.includes(value)),
          place,
        ).toEqual([]);
      }
    },
    (MINUTES + 8) * 60_000,
  );
});

/** When the promise of a late answer ends, in ms since 1970. */
function validUntil({ broadcast }: Asked): number {
  const { ckLate = [] } = broadcast as { readonly ckLate?: readonly { readonly until: number }[] };
  return ckLate[0]?.until ?? 0;
}

/** Names, addresses and messages of visitors, which are found wherever they are written. */
function plantedValues(): readonly string[] {
  return Array.from({ length: VALUES }, (_, index) => `visitor${index}x${randomBytes(8).toString("hex")}`);
}

/** The same alerts, over seconds and not minutes. */
function hasten(rules: string): string {
  return rules.replaceAll(/for: \d+m/g, "for: 1s").replaceAll(/\[(5|10|15)m\]/g, "[30s]");
}

function alertOf({ metric }: { readonly metric: Readonly<Record<string, string>> }): string {
  return metric["alertname"] ?? "";
}

/** What all processes say now, one that is down excepted. */
async function readMetrics(ports: readonly number[]): Promise<string> {
  const read = async (port: number): Promise<string> => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return (await Promise.all(ports.map((port) => read(port).catch(() => "")))).join("\n");
}

/** The sum of the series whose lines match. */
function sum(metrics: string, series: RegExp): number {
  const lines = metrics.split("\n").filter((line) => series.test(line));
  return lines.reduce(
    (total, line) =>
      total +
      Number(
        line
          .slice(line.lastIndexOf("}") + 1)
          .trim()
          .split(" ")[0],
      ),
    0,
  );
}

/** Every key with its value, and the append-only file. */
async function readRedis(admin: Redis): Promise<Record<"keys" | "file", string>> {
  const keys = await admin.keys("*");
  const values = await Promise.all(keys.map((key) => admin.dumpBuffer(key)));
  const [, folder = ""] = await admin.config("GET", "dir");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return {
    keys: keys.map((key, index) => `${key} ${values[index]?.toString("latin1") ?? ""}`).join("\n"),
    file: files.map(({ parentPath, name }) => readFileSync(path.join(parentPath, name), "latin1")).join("\n"),
  };
}
