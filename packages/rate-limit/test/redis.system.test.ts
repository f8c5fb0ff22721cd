import { createBot, type Bot } from "@ck/bot";
import { rateLimit } from "@ck/rate-limit";
import { hasRedis, startRedis, type RedisServer } from "@ck-test/redis-server";
import { talk } from "@ck-test/talk";
import { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis } from "rate-limiter-flexible";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const DONE = "Done.";
const POINTS = 20;

describe.skipIf(!hasRedis)("several processes with one Redis", () => {
  let redis: RedisServer;
  const clients: Redis[] = [];
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => {
    clients.forEach((client) => client.disconnect());
    await redis.stop();
  });

  /** A process has a connection and a bot of its own. */
  async function startProcess(errors: unknown[], insured = false): Promise<Bot> {
    const storeClient = new Redis(redis.url, { enableOfflineQueue: false, maxRetriesPerRequest: 0 });
    storeClient.on("error", () => undefined);
    clients.push(storeClient);
    await new Promise((resolve) => storeClient.once("ready", resolve));
    const limiter = new RateLimiterRedis({
      storeClient,
      keyPrefix: insured ? "insured" : "leave",
      points: POINTS,
      duration: 600,
      rejectIfRedisNotReady: true,
      ...(insured && { insuranceLimiter: new RateLimiterMemory({ points: 2, duration: 600 }) }),
    });
    const limit = rateLimit({ limiter, onError: (error) => errors.push(error), timeoutMs: 10_000 });
    return createBot({ use: [limit], actions: {}, fallback: () => DONE });
  }

  const say = (id: string): object => ({ todo: "fallback", userInput: "x", sessionData: { id } });
  const count = async (bots: readonly Bot[], times: number, id: string): Promise<number> => {
    const sent = Array.from({ length: times }, (_, index) => talk(bots[index % bots.length]!).send(say(id)));
    const answers = await Promise.all(sent);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    return answers.filter(({ json }) => json["message"] === DONE).length;
  };

  it("let through together what one would, and leave no id in Redis", async () => {
    const errors: unknown[] = [];
    const bots = await Promise.all([startProcess(errors), startProcess(errors), startProcess(errors)]);
    expect(await count(bots, 3 * POINTS, "asha@example.com")).toBe(POINTS);
    expect(await count(bots, 5, "someone.else@example.com")).toBe(5);
    expect(errors).toEqual([]);
    const keys = await clients[0]!.keys("*");
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(key).toMatch(/^leave:[0-9a-f]{32}$/);
  });

  it("go on without Redis, and with the library's insurance they still limit", async () => {
    const errors: unknown[] = [];
    const [open, insured] = [await startProcess(errors), await startProcess(errors, true)];
    const closed = clients.slice(-2).map((client) => new Promise((resolve) => client.once("close", resolve)));
    await redis.kill();
    await Promise.all(closed);
    expect(await count([open], 5, "s-1")).toBe(5);
    expect(errors).toHaveLength(5);
    expect(errors[0]).toMatchObject({ code: "ERR_STORE" });
    expect(await count([insured], 5, "s-1")).toBe(2);
    expect(errors).toHaveLength(5);
  });
});
