import { Cluster } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { action, createBot, type Bot, type ExecuteContext } from "@ck/bot";
import { redisStore } from "@ck/redis";
import { visitor } from "@ck-test/visitor";
import { makeKeys, signed, talk, type Keys } from "@ck-test/talk";
import { startCluster } from "@ck-test/redis-cluster";
import { hasRedis, type RedisServer } from "@ck-test/redis-server";
import { bullQueue, createWorker } from "../src/index.js";

/** Long enough for any machine: what is waited for is an event. */
const PATIENT = { timeout: 25_000, interval: 20 };

/** What a client of a cluster is in that does not try to connect any more. */
const OVER = ["end", "close", "disconnecting"];

const botOf = (execute: (context: ExecuteContext) => string): Bot =>
  createBot({ actions: { Report: action({ durable: true, execute }) }, late: "Still at it.", failure: () => "Sorry." });

describe.skipIf(!hasRedis)("durable actions on a cluster of three", () => {
  let servers: RedisServer[];
  let keys: Keys;
  const closing: (() => unknown)[] = [];
  beforeAll(async () => {
    [servers, keys] = await Promise.all([startCluster(), makeKeys()]);
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    vi.restoreAllMocks();
  });
  afterAll(() => Promise.all(servers.map((server) => server.stop())));

  const client = (): Cluster =>
    new Cluster(
      servers.map(({ port }) => ({ host: "127.0.0.1", port })),
      { lazyConnect: true },
    );

  async function start(prefix?: string): Promise<{
    ask: (topic: string) => Promise<unknown>;
    runs: (context: ExecuteContext) => string;
  }> {
    const store = redisStore(client(), { timeoutMs: 10_000 });
    closing.push(() => store.close());
    // A connection to each node: of a cluster that has only just come about, not all of them hold.
    const keysOfAll = Array.from({ length: 60 }, (_, index) => `key-${index}`);
    await vi.waitFor(() => Promise.all(keysOfAll.map((key) => store.get(key))), PATIENT);
    const options = { ...(prefix !== undefined && { prefix }), name: `queue-${String(prefix)}` };
    const runs = vi.fn(({ params }: ExecuteContext) => `Done: ${String(params["topic"])}.`);
    const worker = createWorker(botOf(runs), {
      connection: client(),
      store,
      timeoutMs: 10_000,
      onError: () => {},
      ...options,
    });
    closing.push(() => worker.close({ graceMs: 0 }));
    const queue = bullQueue(client(), { timeoutMs: 10_000, ...options });
    closing.push(() => queue.close());
    const web = talk(
      botOf(() => expect.unreachable()),
      { publicKey: keys.publicKey, deadlineMs: 30_000, lateAnswers: { store, queue, timeoutMs: 10_000 } },
    );
    const sign = (body: object): ReturnType<typeof signed> => signed(body, keys);
    return { ask: async (topic) => (await visitor(web, { sign }).asks("Report", { topic })).json["message"], runs };
  }

  it.each([undefined, "{leave-bot}", "of-{leave}-bot"])("are done once, with the prefix %j", async (prefix) => {
    const { ask, runs } = await start(prefix);
    const topics = Array.from({ length: 10 }, (_, index) => String(index));
    expect(await Promise.all(topics.map(ask))).toEqual(topics.map((topic) => `Done: ${topic}.`));
    expect(runs).toHaveBeenCalledTimes(10);
  });

  it("are refused in time while the node of the queue is gone, done again when it is back, and let go of when it is not", async () => {
    const { mock } = vi.spyOn(Cluster.prototype, "connect");
    const { ask } = await start();
    expect(await ask("before")).toBe("Done: before.");
    for (const server of servers) await server.kill();
    expect(await ask("meanwhile")).toBe("Sorry.");
    for (const server of servers) await server.restart();
    await vi.waitFor(async () => expect(await ask("after")).toBe("Done: after."), { timeout: 50_000, interval: 250 });

    for (const server of servers) await server.kill();
    const clients = [...new Set(mock.contexts as Cluster[])];
    // Of the store, one of the worker's for its jobs and one for all else, two of the queue.
    expect(clients).toHaveLength(5);
    await vi.waitFor(() => expect(clients.map(({ status }) => status)).toContain("reconnecting"), PATIENT);
    for (const close of closing.splice(0).reverse()) await close();
    for (const server of servers) await server.restart();
    const statuses = (): string[] => clients.map(({ status }) => status);
    await vi.waitFor(() => expect(statuses().filter((status) => !OVER.includes(status))).toEqual([]), PATIENT);
  }, 120_000);
});
