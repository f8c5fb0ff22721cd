import { setTimeout as wait } from "node:timers/promises";
import { hasPostgres, startPostgres, type PostgresServer } from "@ck-test/postgres-server";
import { freePort, hasRedis, startRedis, type RedisServer } from "@ck-test/redis-server";
import { generateKeyPair, type KeyPair } from "@ck/signature";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { hasNginx, startNginx, type Nginx } from "./nginx.js";
import { createPlatform, type PlatformAnswer } from "./platform.js";
import { run, stopAll, type Program } from "./program.js";
import { loggedIn, VISITOR_PUBLIC_KEY } from "./visitors.js";

const REQUESTS_A_SECOND = 50;
/** Longer than the 4.5 s that a visitor waits, so that each report is promised; shorter than the 10 s that a worker gets to finish. */
const REPORT_MS = 5_500;
/** What is waited for is an event, on a machine however slow. */
const PATIENT = { timeout: 90_000, interval: 250 };

const FAILURE = /did not work/;
const LATE = /takes longer|not ready yet/;
const DONE = "The yearly report is done.";

interface Promised {
  readonly session: string;
  readonly broadcast: unknown;
}

/**
 * What a rolling restart promises. A request that arrives meanwhile is answered, a promised answer is handed over, and no durable action runs twice,
 * while each of these is restarted in turn: the web processes (SIGTERM, and nginx before them), the workers (SIGTERM), and a Redis that keeps an
 * append-only file and is back within the `timeoutMs` of the bot. Not PostgreSQL: a database of one server is away while it restarts.
 */
describe.skipIf(!hasNginx || !hasRedis || !hasPostgres)("a rolling restart under load", () => {
  let pair: KeyPair;
  let redis: RedisServer;
  let postgres: PostgresServer;
  let nginx: Nginx | undefined;
  beforeEach(async () => {
    [pair, redis, postgres] = await Promise.all([generateKeyPair(), startRedis({ durable: true }), startPostgres()]);
  });
  afterEach(async () => {
    stopAll();
    await Promise.all([nginx?.stop(), redis.stop(), postgres.stop()]);
  });

  const settings = (): Record<string, string> => ({
    CK_PUBLIC_KEY: pair.publicKey,
    CK_VISITOR_PUBLIC_KEY: VISITOR_PUBLIC_KEY,
    REDIS_URL: redis.url,
    DATABASE_URL: postgres.url,
    REPORT_MS: String(REPORT_MS),
    NODE_ENV: "production",
  });
  async function serve(port: number): Promise<Program> {
    const program = run("serve", { env: { ...settings(), PORT: String(port) } });
    await program.printed(/^State +Redis/m);
    return program;
  }
  async function work(): Promise<Program> {
    const program = run("worker", { env: settings() });
    await program.printed(/^Worker +Redis/m);
    return program;
  }
  /** As an operator restarts a process: stop it, wait for its end, start the next. */
  async function restart(program: Program, start: () => Promise<Program>): Promise<Program> {
    program.child.kill("SIGTERM");
    expect(await program.ended).toBe(0);
    return start();
  }

  test("no request fails, no promise is lost, and no durable action runs twice", async () => {
    const ports = [await freePort(), await freePort()] as const;
    let servers = await Promise.all(ports.map(serve));
    let workers = await Promise.all([work(), work()]);
    const { url } = (nginx = await startNginx(ports));

    const platform = createPlatform(url, pair);
    const post = (content: object): Promise<PlatformAnswer> => platform.send(platform.sign(content));
    const failed: string[] = [];
    const promised: Promised[] = [];
    let answered = 0;
    /** Sends a request, notes whether it failed, and returns its answer. */
    const ask = async (content: object): Promise<{ message: string; broadcast: unknown } | undefined> => {
      try {
        const { status, body } = await post(content);
        if (status !== 200 || FAILURE.test(body)) throw new Error(`${status} ${body.slice(0, 200)}`);
        answered++;
        const { message = "", broadcast } = JSON.parse(body) as { message?: string; broadcast?: unknown };
        return { message, broadcast };
      } catch (error) {
        failed.push(`${JSON.stringify(content).slice(0, 100)}: ${String(error)}`);
        return undefined;
      }
    };
    const report = (session: string, broadcast: unknown): object => ({
      ...{ todo: "execute", action: "YearlyReport", clientData: { email: `${session}@example.com` } },
      broadcast,
    });
    const sendOne = async (index: number): Promise<void> => {
      const session = `visitor-${index}`;
      if (index % 50 === 0) {
        const answer = await ask(report(session, {}));
        if (answer !== undefined && LATE.test(answer.message)) promised.push({ session, broadcast: answer.broadcast });
      } else if (index % 10 === 1) {
        await ask({ todo: "execute", action: "MyLeaves", clientData: await loggedIn("ada@example.com") });
      } else await ask({ todo: "fallback", userInput: `hello ${index}` });
    };

    let isOver = false;
    const sent: Promise<void>[] = [];
    const load = (async () => {
      const from = performance.now();
      // However busy the machine is: no request waits for the answer of another.
      while (!isOver) {
        while (sent.length < ((performance.now() - from) / 1000) * REQUESTS_A_SECOND) sent.push(sendOne(sent.length));
        await wait(10);
      }
    })();
    await vi.waitFor(() => expect(promised.length).toBeGreaterThan(0), PATIENT);

    for (const index of [0, 1]) workers = workers.with(index, await restart(workers[index]!, work)) as typeof workers;
    for (const [index, port] of ports.entries()) {
      servers = servers.with(index, await restart(servers[index]!, () => serve(port)));
      // nginx leaves a server alone for 5 s after it could not be reached.
      await servers[index]!.printed(/200 answered/);
    }
    await redis.end();
    await redis.restart();
    const before = answered;
    await vi.waitFor(() => expect(answered).toBeGreaterThan(before + REQUESTS_A_SECOND), PATIENT);
    isOver = true;
    await load;
    await Promise.all(sent);

    // Everybody comes back for what was promised.
    const lost: string[] = [];
    await Promise.all(
      promised.map(async ({ session, broadcast: token }) => {
        let broadcast = token;
        const fetched = vi.waitFor(async () => {
          const answer = await ask(report(session, broadcast));
          if (answer?.broadcast !== undefined) ({ broadcast } = answer);
          expect(answer?.message).toBe(DONE);
        }, PATIENT);
        await fetched.catch(() => lost.push(session));
      }),
    );
    platform.close();
    const database = new Client({ connectionString: postgres.url });
    await database.connect();
    const { rows } = await database.query<{ key: string; begun: number }>(
      "select idempotency_key as key, begun from reports",
    );
    await database.end();
    console.log(
      `${answered} requests answered over ${platform.connections()} connections, ${failed.length} failed; ${promised.length} promised, ${lost.length} lost; ${rows.length} durable actions, ${rows.filter(({ begun }) => begun > 1).length} of them twice.`,
    );
    expect(failed).toEqual([]);
    expect(lost).toEqual([]);
    expect(promised.length).toBeGreaterThan(1);
    expect(rows.filter(({ begun }) => begun !== 1)).toEqual([]);
    expect(rows.length).toBeGreaterThanOrEqual(promised.length);
    // Kept alive: most requests found an open connection.
    expect(platform.connections()).toBeLessThan(answered / 2);
  }, 300_000);
});
