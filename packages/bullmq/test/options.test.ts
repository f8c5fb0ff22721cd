import { createBot, memoryStore } from "@ck/bot";
import { Cluster, Redis } from "ioredis";
import { describe, expect, it, vi } from "vitest";
import { bullQueue, createWorker } from "../src/index.js";

describe("what cannot be a queue", () => {
  const bot = createBot({ actions: {} });
  it.each<[string, () => unknown]>([
    ["no connection", () => bullQueue(undefined)],
    ["a URL of something else", () => bullQueue("https://user:hunter2@example.com")],
    ["a client of another library", () => bullQueue({ sendCommand: () => undefined } as never)],
    ["no attempt", () => bullQueue("redis://127.0.0.1:1", { attempts: 0 })],
    ["a time that is not a number", () => bullQueue("redis://127.0.0.1:1", { timeoutMs: "1" as never })],
    ["a worker without a store", () => createWorker(bot, { connection: "redis://127.0.0.1:1" } as never)],
    [
      "a worker that does nothing",
      () => createWorker(bot, { connection: "redis://127.0.0.1:1", store: {} as never, concurrency: 0 }),
    ],
    [
      "a client with a prefix for its keys",
      () => bullQueue(new Redis({ port: 1, lazyConnect: true, keyPrefix: "mine:" })),
    ],
    [
      "a cluster with a prefix for its keys",
      () => bullQueue(new Cluster([{ port: 1 }], { lazyConnect: true, redisOptions: { keyPrefix: "mine:" } })),
    ],
    [
      "a worker on a client with a prefix for its keys",
      () =>
        createWorker(bot, {
          connection: new Redis({ port: 1, lazyConnect: true, keyPrefix: "mine:" }),
          store: memoryStore(),
        }),
    ],
    [
      "a worker that keeps a negative number of failed jobs",
      () => createWorker(bot, { connection: "redis://127.0.0.1:1", store: memoryStore(), keepFailed: { count: -1 } }),
    ],
    [
      "a worker with a short secret",
      () => createWorker(bot, { connection: "redis://127.0.0.1:1", store: memoryStore(), secret: "hunter2" }),
    ],
  ])("is said at the start: %s", (_what, make) => {
    let thrown: unknown;
    try {
      make();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ name: "BotError", code: "ERR_INVALID_OPTION" });
    expect(String(thrown)).not.toContain("hunter2");
  });
});

describe("on a cluster a prefix that would spread the keys of a queue over the nodes", () => {
  const client = (): Cluster => new Cluster([{ host: "127.0.0.1", port: 1 }], { lazyConnect: true });
  it.each(["ck", "", "{}ck", "}ck{", "ck:{}"])("is said at the start: %j", (prefix) => {
    const error: unknown = expect.objectContaining({
      code: "ERR_INVALID_OPTION",
      message: expect.stringMatching(/"\{.+\}"/) as string,
    });
    expect(() => bullQueue(client(), { prefix })).toThrow(error);
    const store = { get: vi.fn(), set: vi.fn(), setIfAbsent: vi.fn() };
    expect(() => createWorker(createBot({ actions: {} }), { connection: client(), store, prefix })).toThrow(error);
  });
});
