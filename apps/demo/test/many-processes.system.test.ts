import { generateKeyPair, sign, type KeyPair } from "@ck/signature";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { hasRedis, startRedis, type RedisServer } from "@ck-test/redis-server";
import { send, type Answer } from "./post.js";
import { run, stopAll, type Program } from "./program.js";

/** The bot answers after 4.5 s at the latest; the rest is for a machine that is busy with other tests, in ms. */
const HANGS_MS = 10_000;
const DONE = "The yearly report is done.";
const LATE = /takes longer|not ready yet/;
/** What is waited for is an event, on a machine however slow. */
const PATIENT = { timeout: 90_000, interval: 250 };

interface Request {
  readonly body: string;
  readonly signatures: readonly string[];
}

describe.skipIf(!hasRedis)("several processes on one Redis", () => {
  let pair: KeyPair;
  let redis: RedisServer;
  beforeAll(async () => {
    [pair, redis] = await Promise.all([generateKeyPair(), startRedis({ durable: true })]);
  });
  afterEach(stopAll);
  afterAll(() => redis.stop());

  const signed = (request: object): Request => {
    const body = JSON.stringify({ bot: "leave_bot", environment: "production", ...request });
    return { body, signatures: [sign(body, pair.privateKey)] };
  };
  const report = (session: string, broadcast: unknown): Request =>
    signed({ todo: "execute", action: "YearlyReport", clientData: { name: session }, broadcast });
  async function serve(): Promise<{ program: Program; url: string }> {
    const program = run("serve", {
      env: { CK_PUBLIC_KEY: pair.publicKey, REDIS_URL: redis.url, DATA_DIR: "data" },
    });
    const [, url = ""] = await program.printed(/^Express +(http\S+)\n[^]*^State +Redis/m);
    return { program, url };
  }
  async function work(): Promise<Program> {
    const program = run("worker", { env: { REDIS_URL: redis.url } });
    await program.printed(/^Worker +Redis/m);
    return program;
  }
  const read = ({ status, body }: Answer): { message: string; broadcast: unknown } => {
    const { message = "", broadcast = {} } = (status === 200 ? JSON.parse(body) : {}) as Record<string, unknown>;
    return { message: message as string, broadcast };
  };

  test("a request that one has answered is caught by the other, which gives the first answer again", async () => {
    const [one, other] = await Promise.all([serve(), serve()]);
    const captured = signed({ todo: "fallback", userInput: "hello" });
    const first = await send(one.url, captured);
    expect(first.status).toBe(200);
    expect(await send(other.url, captured)).toMatchObject({ status: 200, body: first.body });
    await other.program.printed(/200 repeated/);
    const anew = signed({ todo: "fallback", userInput: "hello" });
    expect(await send(other.url, anew)).toMatchObject({ status: 200 });
    await other.program.printed(/fallback.* 200 answered/);
  }, 240_000);

  test("a report begun through one is fetched through the other, once, though its worker and the first server are killed meanwhile", async () => {
    const [one, other, worker] = await Promise.all([serve(), serve(), work()]);
    const first = read(await send(one.url, report("ada", {})));
    expect(first.message).toMatch(LATE);
    // It takes 8 s, and 4.5 s are over at least since it was begun.
    worker.child.kill("SIGKILL");
    one.program.child.kill("SIGKILL");
    await worker.ended;
    await work();

    const messages: string[] = [];
    let { broadcast } = first;
    await vi.waitFor(async () => {
      const answer = read(await send(other.url, report("ada", broadcast)));
      messages.push(answer.message);
      broadcast = answer.broadcast;
      expect(answer.message).toBe(DONE);
    }, PATIENT);
    expect(messages.slice(0, -1).filter((message) => !LATE.test(message))).toEqual([]);
    // Handed over once: the old promise gives nothing, and the question is a new one.
    expect(read(await send(other.url, report("ada", first.broadcast))).message).not.toBe(DONE);
  }, 240_000);

  test("Redis is killed and started again under load: no promised report is lost, no request hangs", async () => {
    const [one, other] = await Promise.all([serve(), serve(), work()]);
    const urls = [one.url, other.url];
    let slowest = 0;
    const timed = async (index: number, request: Request): Promise<Answer> => {
      const from = performance.now();
      const answer = await send(urls[index % 2] ?? "", request);
      slowest = Math.max(slowest, performance.now() - from);
      return answer;
    };
    const sessions = Array.from({ length: 8 }, (_, index) => `visitor ${index}`);
    const asked = await Promise.all(
      sessions.map(async (session, index) => ({ session, ...read(await timed(index, report(session, {}))) })),
    );
    const promised = asked.filter(({ message }) => LATE.test(message));
    expect(promised).not.toEqual([]);

    let isOver = false;
    const outcomes = new Map<number, number>();
    const talk = async (lane: number): Promise<void> => {
      while (!isOver) {
        const { status } = await timed(lane, signed({ todo: "fallback", userInput: `hello ${lane}` }));
        outcomes.set(status, (outcomes.get(status) ?? 0) + 1);
      }
    };
    const lanes = [0, 1, 2, 3].map(talk);
    await redis.kill();
    await vi.waitFor(() => expect(outcomes.get(500)).toBeGreaterThan(0), PATIENT);
    await redis.restart();
    const before = outcomes.get(200) ?? 0;
    await vi.waitFor(() => expect(outcomes.get(200)).toBeGreaterThan(before), PATIENT);
    isOver = true;
    await Promise.all(lanes);

    await Promise.all(
      promised.map(async ({ session, broadcast: token }, index) => {
        let broadcast = token;
        await vi.waitFor(async () => {
          const answer = read(await timed(index + 1, report(session, broadcast)));
          if (answer.message !== "") broadcast = answer.broadcast;
          expect(answer.message).toBe(DONE);
        }, PATIENT);
      }),
    );
    expect(slowest).toBeLessThan(HANGS_MS);
    expect([...outcomes.keys()].sort()).toEqual([200, 500]);
  }, 240_000);

  test("a missing Redis and an invalid URL are each explained in one line", async () => {
    for (const [name, url, words] of [
      [
        "serve",
        "redis://:hunter2@127.0.0.1:1",
        /^ck demo: The Redis of REDIS_URL cannot be used: There is no connection.*ECONNREFUSED/,
      ],
      [
        "worker",
        "https://:hunter2@example.com",
        /^ck demo: The Redis of REDIS_URL cannot be used: The URL of Redis must/,
      ],
      ["worker", "", /^ck demo: REDIS_URL is not set/],
    ] as const) {
      const program = run(name, { env: { CK_PUBLIC_KEY: pair.publicKey, REDIS_URL: url, DATA_DIR: "data" } });
      expect(await program.ended).toBe(1);
      expect(program.output()).toMatch(words);
      expect(program.output().trim().split("\n")).toHaveLength(1);
      expect(program.output()).not.toContain("hunter2");
    }
  }, 240_000);
});
