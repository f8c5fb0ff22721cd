import { Cluster, Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeStore } from "@ck-test/store-suite";
import { redisStore } from "../src/index.js";
import { startCluster } from "@ck-test/redis-cluster";
import { bytes, codeOf, MINUTE, open, until } from "./support/open.js";
import { hasRedis, type RedisServer } from "@ck-test/redis-server";

describe.skipIf(!hasRedis)("a cluster of three", () => {
  let servers: RedisServer[];
  let nodes: { host: string; port: number }[];
  beforeAll(async () => {
    servers = await startCluster();
    nodes = servers.map(({ port }) => ({ host: "127.0.0.1", port }));
  });
  afterAll(() => Promise.all(servers.map((server) => server.stop())));

  const client = (): Cluster => new Cluster(nodes, { lazyConnect: true });

  describeStore("a store on it, and another process", () => {
    const [store, other] = [redisStore(client(), { timeoutMs: 10_000 }), redisStore(client(), { timeoutMs: 10_000 })];
    return { store, other, close: () => Promise.all([store.close(), other.close()]) };
  });

  it("takes the first calls of a process that has just started, whichever nodes it has reached by then", async () => {
    for (let round = 0; round < 40; round++) {
      const store = redisStore(client(), { timeoutMs: 10_000 });
      for (let n = 0; n < 10; n++) await store.set(`first ${n}`, bytes("1"), MINUTE);
      await store.close();
    }
  });

  it("keeps keys on all of them; where one is gone its keys fail in time, the others work, and all is there when it is back", async () => {
    const store = open(client(), { timeoutMs: 1000 });
    const keys = Array.from({ length: 60 }, (_, index) => `key ${index}`);
    for (const key of keys) await store.set(key, bytes(key), MINUTE);
    const sizes = await Promise.all(
      servers.map(async ({ url }) => {
        const node = new Redis(url);
        const size = await node.dbsize();
        await node.quit();
        return size;
      }),
    );
    expect(Math.min(...sizes)).toBeGreaterThan(0);

    const codes = (): Promise<unknown[]> => Promise.all(keys.map((key) => codeOf(store.get(key))));
    await servers[0]!.kill();
    const from = performance.now();
    const inOutage = await codes();
    expect(performance.now() - from).toBeLessThan(4500);
    expect(inOutage).toContain(undefined);
    expect(inOutage.some((code) => code !== undefined)).toBe(true);

    await servers[0]!.restart();
    await until(codes, (all) => all.every((code) => code === undefined));
    for (const key of keys) expect(await store.get(key)).toEqual(bytes(key));
  });
});
