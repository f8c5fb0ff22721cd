import { startupChecks } from "@ck/bot";
import { redisStore, type RedisStore } from "@ck/redis";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { hasRedis, startRedis, type RedisServer } from "@ck-test/redis-server";
import { bullQueue, type BullQueue } from "../src/index.js";

const PATIENT = { timeoutMs: 30_000 };

describe.skipIf(!hasRedis)("startupChecks with a real Redis", () => {
  let server: RedisServer;
  const closing: (() => unknown)[] = [];
  beforeAll(async () => void (server = await startRedis()));
  afterEach(async () => {
    vi.useRealTimers();
    for (const close of closing.splice(0).reverse()) await close();
  });
  afterAll(() => server.stop());

  function open(): { lateAnswers: { store: RedisStore; queue: BullQueue }; admin: Redis } {
    const store = redisStore(server.url, { ...PATIENT, onError: () => undefined });
    const queue = bullQueue(server.url, { ...PATIENT, onError: () => undefined });
    const admin = new Redis(server.url);
    closing.push(
      () => store.close(),
      () => queue.close(),
      () => admin.quit(),
    );
    return { lateAnswers: { store, queue }, admin };
  }

  it("finds nothing where all is well", async () => {
    const { lateAnswers } = open();
    expect(await startupChecks({ lateAnswers, ...PATIENT })).toEqual([]);
  });

  it("finds that keys may be evicted, for the store and for the queue", async () => {
    const { lateAnswers, admin } = open();
    await admin.config("SET", "maxmemory-policy", "allkeys-lru");
    closing.push(() => admin.config("SET", "maxmemory-policy", "noeviction"));
    const findings = await startupChecks({ lateAnswers, ...PATIENT });
    expect(findings).toEqual(
      ["store", "queue"].map((about) => ({
        severity: "warning",
        about,
        message: expect.stringContaining("maxmemory-policy allkeys-lru") as string,
        fix: "Set it to noeviction.",
      })),
    );
  });

  it.each([
    [90_000, "90.0 s ahead of"],
    [-90_000, "90.0 s behind"],
  ])("finds that this machine's clock is off by %i ms", async (offMs, words) => {
    const { lateAnswers } = open();
    await lateAnswers.store.get("connected");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + offMs });
    const [found, ...others] = await startupChecks({ lateAnswers, ...PATIENT });
    expect(others).toEqual([]);
    // How long this test takes is in it.
    expect(found?.message.replace(/\d+\.\d s/, "90.0 s")).toContain(words);
    expect(found).toMatchObject({ severity: "warning", about: "store", fix: expect.stringContaining("NTP") as string });
  });

  it("finds jobs that only a newer release can run, sealed ones too", async () => {
    const { lateAnswers } = open();
    const { queue } = lateAnswers;
    await queue.add({ id: "old", data: '{"version":1}' });
    await queue.add({ id: "new", data: '{"version":2}' });
    await queue.add({ id: "sealed", data: `sealed:sealed:${Buffer.from([2, 0, 0]).toString("base64")}` });
    expect(await startupChecks({ lateAnswers, ...PATIENT })).toEqual([
      {
        severity: "warning",
        about: "queue",
        message: expect.stringMatching(/^2 of 3 jobs were queued by a newer release/) as string,
        fix: expect.stringContaining("workers") as string,
      },
    ]);
  });

  it("says that Redis is not there, and no password", async () => {
    const url = "redis://:hunter2@127.0.0.1:1";
    const [store, queue] = [redisStore(url), bullQueue(url, { timeoutMs: 200 })];
    closing.push(
      () => store.close(),
      () => queue.close(),
    );
    const findings = await startupChecks({ lateAnswers: { store, queue } });
    expect(findings).toMatchObject([
      { severity: "error", about: "store", message: expect.stringContaining("ECONNREFUSED") as string },
      { severity: "error", about: "queue" },
    ]);
    expect(JSON.stringify(findings)).not.toContain("hunter2");
  });
});
