import { Redis } from "ioredis";
import { Redis as Redis5 } from "ioredis5";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeStore } from "@ck-test/store-suite";
import { redisStore, type RedisClient } from "../src/index.js";
import { bytes, closeLater, codeOf, MINUTE, open, until } from "./support/open.js";
import { hasRedis, startRedis, type RedisServer } from "@ck-test/redis-server";

describe.skipIf(!hasRedis)("on a real Redis", () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  const clients: readonly [string, () => RedisClient | string][] = [
    ["a URL", () => server.url],
    ["a client of ioredis 6", () => new Redis(server.url, { lazyConnect: true })],
    ["a client of ioredis 5", () => new Redis5(server.url, { lazyConnect: true }) as unknown as Redis],
  ];
  for (const [name, client] of clients) {
    describeStore(`a store that is made with ${name}, and another process`, () => {
      // A machine that is busy with other tests is no matter of theirs.
      const [store, other] = [redisStore(client(), { timeoutMs: 10_000 }), redisStore(client(), { timeoutMs: 10_000 })];
      return { store, other, close: () => Promise.all([store.close(), other.close()]) };
    });
  }

  it("hands over the part of a buffer that a view shows, and no more", async () => {
    const store = open(server.url);
    const whole = Uint8Array.from({ length: 100 }, (_, index) => index);
    await store.set("part", whole.subarray(10, 20), MINUTE);
    expect(await store.get("part")).toEqual(whole.slice(10, 20));
  });

  it("takes the shortest time, and one without an end", async () => {
    const store = open(server.url);
    await store.set("short", bytes("1"), { ttlMs: Number.MIN_VALUE });
    await until(
      () => store.get("short"),
      (value) => value === undefined,
    );
    await store.set("for ever", bytes("1"), { ttlMs: Infinity });
    expect(await store.get("for ever")).toEqual(bytes("1"));
  });

  it("keeps apart what has another prefix", async () => {
    await open(server.url, { prefix: "one:" }).set("a", bytes("1"), MINUTE);
    expect(await open(server.url, { prefix: "other:" }).get("a")).toBeUndefined();
    expect(await open(server.url, { prefix: "one" }).get(":a")).toEqual(bytes("1"));
  });

  it("needs one command for a call", async () => {
    const store = open(server.url);
    await store.get("warm");
    const redis = new Redis(server.url);
    closeLater(() => redis.quit());
    const count = async (): Promise<number> =>
      Number(/total_commands_processed:(\d+)/.exec(await redis.info("stats"))?.[1]);
    const before = await count();
    await store.setIfAbsent("a", bytes("1"), MINUTE);
    await store.set("a", bytes("2"), MINUTE);
    await store.get("a");
    // These three, and the first of the two looks.
    expect((await count()) - before).toBe(4);
  });

  it("leaves the author's client as it was", async () => {
    const client = new Redis(server.url);
    closeLater(() => client.quit());
    const store = redisStore(client);
    await store.set("mine", bytes("1"), MINUTE);
    await store.close();
    expect(await codeOf(store.get("mine"))).toBe("ERR_REDIS_CLOSED");
    expect(await client.get("ck:mine")).toBe("1");
    expect(client.listenerCount("error")).toBe(0);
  });

  it("closes after the replies to what was sent", async () => {
    const store = redisStore(server.url);
    await store.get("warm");
    const sent = Array.from({ length: 100 }, (_, index) => store.set(`last ${index}`, bytes("1"), MINUTE));
    await store.close();
    await store.close();
    await Promise.all(sent);
  });
});
