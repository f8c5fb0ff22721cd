import { createBot, action, trackWork, type BotError, type Bot, type ErrorDetails, type ExecuteContext } from "@ck/bot";
import { redisStore } from "@ck/redis";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { visitor, type Visitor } from "@ck-test/visitor";
import { makeKeys, signed, talk, type Keys } from "@ck-test/talk";
import { hasRedis, startRedis, type RedisServer } from "@ck-test/redis-server";
import { bullQueue, createWorker, type BullQueue, type JobEvent, type WorkerOptions } from "../src/index.js";

const SECRET = "a secret of thirty-two bytes, or more";
const WORDS = "words-of-a-visitor";
/** Long enough for any machine: what is waited for is an event. */
const PATIENT = { timeout: 25_000, interval: 20 };

describe.skipIf(!hasRedis)("with a real queue", () => {
  let server: RedisServer;
  let keys: Keys;
  let count = 0;
  let name: string;
  const closing: (() => unknown)[] = [];
  beforeAll(async () => {
    [server, keys] = await Promise.all([startRedis(), makeKeys()]);
  });
  afterAll(() => server.stop());
  beforeEach(() => void (name = `failed-${count++}`));
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  type Execute = (context: ExecuteContext) => unknown;
  const botOf = (execute: Execute, actions: Bot["actions"] = {}): Bot =>
    createBot({
      actions: { Pay: action({ durable: true, execute: execute as never }), ...actions },
      late: "Still at it.",
      failure: () => "Sorry.",
    });
  interface Web {
    readonly queue: BullQueue;
    readonly ada: Visitor;
  }
  function web(secret?: string, attempts = 1, deadlineMs = 30_000): Web {
    const store = redisStore(server.url, { prefix: `${name}:`, timeoutMs: 10_000 });
    const queue = bullQueue(server.url, { name, attempts, backoffMs: 10, timeoutMs: 10_000 });
    closing.push(
      () => store.close(),
      () => queue.close(),
    );
    const { waitUntil } = trackWork();
    const talking = talk(
      botOf(() => expect.unreachable()),
      {
        publicKey: keys.publicKey,
        deadlineMs,
        lateAnswers: { store, queue, timeoutMs: 10_000, ...(secret && { secret }) },
        waitUntil,
      },
    );
    return { queue, ada: visitor(talking, { sign: (body) => signed(body, keys) }) };
  }
  interface Work {
    readonly errors: [BotError, ErrorDetails][];
    readonly events: JobEvent[];
    readonly stop: () => Promise<void>;
  }
  function work(bot: Bot, options: Partial<WorkerOptions> = {}): Work {
    const store = redisStore(server.url, { prefix: `${name}:`, timeoutMs: 10_000 });
    const errors: Work["errors"] = [];
    const events: JobEvent[] = [];
    const worker = createWorker(bot, {
      connection: server.url,
      store,
      name,
      timeoutMs: 10_000,
      onError: (error, details) => errors.push([error, details]),
      onEvent: (event) => events.push(event),
      ...options,
    });
    closing.push(
      () => store.close(),
      () => worker.close({ graceMs: 0 }),
    );
    return { errors, events, stop: () => worker.close({ graceMs: 0 }) };
  }
  /** All that is in Redis. */
  async function whatIsThere(): Promise<string> {
    const client = new Redis(server.url);
    const all = await client.keys("*");
    const values = await Promise.all(all.map((key) => client.dumpBuffer(key)));
    await client.quit();
    return [...all, ...values.map((value) => value.toString("latin1"))].join("\n");
  }

  it("a job that was given up is listed, retried, done, and its answer kept for the visitor", async () => {
    let isBroken = true;
    const { events } = work(
      botOf(() => {
        if (isBroken) throw new Error("core banking said no");
        return "Paid.";
      }),
    );
    const { queue, ada } = web(undefined, 2);
    expect((await ada.asks("Pay", { of: WORDS })).json["message"]).toBe("Sorry.");
    await vi.waitFor(async () => expect(await queue.failed()).toHaveLength(1), PATIENT);
    const [failed] = await queue.failed();
    expect(failed).toMatchObject({ attempts: 2, reason: "actions.Pay.execute threw. See the cause." });
    expect(failed!.idempotencyKey).toBe(failed!.id);
    expect(failed!.failedAt.getTime()).toBeGreaterThanOrEqual(failed!.addedAt.getTime());
    expect(failed!.data).toContain(WORDS);
    expect(await queue.has!(failed!.id)).toBe(false);

    isBroken = false;
    expect(await queue.retry(failed!.id)).toBe(true);
    await vi.waitFor(() => expect(events.at(-1)?.state).toBe("done"), PATIENT);
    expect(await queue.failed()).toEqual([]);
    expect(await queue.retry(failed!.id)).toBe(false);
    const id = failed!.id;
    const told = events.map(({ ms, ageMs, ...event }) => {
      expect(Math.min(ms ?? 0, ageMs ?? 0)).toBeGreaterThanOrEqual(0);
      expect(ageMs !== undefined).toBe(event.state === "started");
      return event;
    });
    const at = { id, idempotencyKey: id };
    expect(told).toEqual([
      { state: "started", ...at, attempt: 1 },
      { state: "failed", ...at, attempt: 1, code: "ERR_HANDLER_FAILED" },
      { state: "started", ...at, attempt: 2 },
      { state: "failed", ...at, attempt: 2, code: "ERR_HANDLER_FAILED" },
      { state: "given-up", ...at, attempt: 2, code: "ERR_HANDLER_FAILED" },
      { state: "started", ...at, attempt: 1 },
      { state: "done", ...at, attempt: 1 },
    ]);
  });

  it("jobs that were given up are kept for a while only", async () => {
    work(
      botOf(() => {
        throw new Error("no");
      }),
      { keepFailed: { ageMs: 1_000 } },
    );
    const { queue, ada } = web();
    await ada.asks("Pay", { of: "the first" });
    await vi.waitFor(async () => expect(await queue.failed()).toHaveLength(1), PATIENT);
    const [first] = await queue.failed();
    // The next one that is given up takes along what is too old.
    let asked = 0;
    await vi.waitFor(async () => {
      await ada.asks("Pay", { of: `another ${asked++}` });
      expect((await queue.failed()).map(({ id }) => id)).not.toContain(first!.id);
    }, PATIENT);
  });

  it("BullMQ gets the telemetry and the metrics that the worker and the queue are given", async () => {
    const tracers: string[] = [];
    const span = {
      setSpanOnContext: () => ({}),
      setAttribute() {},
      setAttributes() {},
      addEvent() {},
      recordException() {},
      end() {},
    };
    const telemetry = {
      tracer: { startSpan: (name: string) => (tracers.push(name), span) },
      contextManager: {
        with: (_context: unknown, act: () => unknown) => act(),
        active: () => ({}),
        getMetadata: () => "",
        fromMetadata: () => ({}),
      },
    } as unknown as NonNullable<WorkerOptions["telemetry"]>;
    const { events } = work(
      botOf(() => "Paid."),
      { telemetry, metrics: { maxDataPoints: 60 } },
    );
    const { ada } = web();
    expect((await ada.asks("Pay")).json["message"]).toBe("Paid.");
    await vi.waitFor(() => expect(events.at(-1)?.state).toBe("done"), PATIENT);
    expect(tracers.some((name) => name.startsWith("process"))).toBe(true);
    const raw = new Queue(name, { prefix: "{ck}", connection: { url: server.url } });
    closing.push(() => raw.close());
    await vi.waitFor(async () => expect((await raw.getMetrics("completed")).meta.count).toBe(1), PATIENT);
  });

  it("its answer is handed over to the visitor who was promised it", async () => {
    let isBroken = true;
    let fail = (): void => undefined;
    const promised = new Promise<void>((resolve) => (fail = resolve));
    const { events } = work(
      botOf(async () => {
        await promised;
        if (isBroken) throw new Error("no");
        return "Paid.";
      }),
    );
    const { queue, ada } = web(undefined, 1, 2000);
    expect((await ada.asks("Pay")).json["message"]).toBe("Still at it.");
    fail();
    await vi.waitFor(async () => expect(await queue.failed()).toHaveLength(1), PATIENT);
    isBroken = false;
    await queue.retry((await queue.failed())[0]!.id);
    await vi.waitFor(() => expect(events.at(-1)?.state).toBe("done"), PATIENT);
    expect((await ada.asks("Pay")).json["message"]).toBe("Paid.");
  });

  it("with a secret, nothing of what was said is in Redis, also of a job that was given up", async () => {
    work(
      botOf(({ params }) => {
        if (params["of"] === "fail") throw new Error("no");
        return `Paid for ${WORDS}.`;
      }),
      { secret: SECRET },
    );
    const { queue, ada } = web(SECRET);
    expect((await ada.asks("Pay", { of: WORDS })).json["message"]).toContain("Paid");
    expect((await ada.asks("Pay", { of: "fail", note: WORDS })).json["message"]).toBe("Sorry.");
    await vi.waitFor(async () => expect(await queue.failed()).toHaveLength(1), PATIENT);
    expect(await whatIsThere()).not.toContain(WORDS);
    expect((await queue.failed())[0]!.data).toMatch(/^sealed:job-/);
  });

  it("keeps no more failed jobs than it should, and drops one when told to", async () => {
    const no = (): never => {
      throw new Error("no");
    };
    work(botOf(no), { keepFailed: { count: 2 } });
    const { queue, ada } = web();
    for (let n = 0; n < 4; n++) expect((await ada.asks("Pay", { n })).json["message"]).toBe("Sorry.");
    await vi.waitFor(async () => expect(await queue.failed()).toHaveLength(2), PATIENT);
    const [last, before] = await queue.failed();
    expect(last!.data).toContain('"n":3');
    expect(await queue.failed({ offset: 1, limit: 5 })).toEqual([before]);
    expect(await queue.drop(last!.id)).toBe(true);
    expect(await queue.drop(last!.id)).toBe(false);
    expect(await queue.failed()).toEqual([before]);
  });

  it("a job that needs a newer worker waits for it, costs no attempt, and is reported once", async () => {
    const { errors, events, stop } = work(createBot({ actions: {} }));
    const { queue, ada } = web(undefined, 1);
    const asked = Promise.all(["1", "2"].map((n) => ada.asks("Pay", { n })));
    await vi.waitFor(
      () => expect(events.filter(({ state }) => state === "returned").length).toBeGreaterThan(2),
      PATIENT,
    );
    expect(new Set(events.map(({ attempt }) => attempt))).toEqual(new Set([1]));
    expect(errors.map(([{ code }]) => code)).toEqual(["ERR_WORKER_OUTDATED"]);
    expect(errors[0]![1]).toMatchObject({ jobId: expect.stringMatching(/^job-/) as string, attempt: 1 });
    await stop();
    work(botOf(() => "Paid."));
    for (const { json } of await asked) expect(json["message"]).toBe("Paid.");
    expect(await queue.failed()).toEqual([]);
  }, 60_000);

  it("a job that is not sealed, or not durable, is given up at once and reported with its id", async () => {
    const ran = vi.fn(() => "x");
    const { errors } = work(botOf(ran, { Quick: action({ execute: ran }) }), { secret: SECRET });
    const { queue } = web();
    const body = { todo: "execute", action: "Pay" };
    const forged = { version: 1, id: "job-1", key: `late:${"0".repeat(64)}`, environment: "production", body };
    await queue.add({ id: "job-1", data: JSON.stringify(forged) });
    await vi.waitFor(() => expect(errors).toHaveLength(1), PATIENT);
    expect(errors[0]).toEqual([
      expect.objectContaining({ code: "ERR_SEAL" }),
      { jobId: "job-1", idempotencyKey: "job-1", attempt: 1 },
    ]);
    const open = work(botOf(ran, { Quick: action({ execute: ran }) }), { name: `${name}-open` });
    const other = bullQueue(server.url, { name: `${name}-open`, timeoutMs: 10_000 });
    closing.push(() => other.close());
    const quick = { ...forged, id: "job-2", body: { ...body, action: "Quick" } };
    await other.add({ id: "job-2", data: JSON.stringify(quick) });
    await vi.waitFor(() => expect(open.errors.map(([{ code }]) => code)).toEqual(["ERR_INVALID_JOB"]), PATIENT);
    expect(ran).not.toHaveBeenCalled();
  });

  it("works on clients whose options would stop a queue", async () => {
    const connection = new Redis(server.url, {
      commandTimeout: 50,
      socketTimeout: 50,
      enableAutoPipelining: true,
      stringNumbers: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
    });
    closing.push(() => connection.disconnect());
    connection.on("error", () => undefined);
    const { errors } = work(
      botOf(() => "Paid."),
      { connection },
    );
    const { ada } = web();
    // Longer than these time-outs, the worker has nothing to do.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await ada.asks("Pay")).json["message"]).toBe("Paid.");
    expect(errors).toEqual([]);
  });

  it("takes many jobs before it is connected, with one listener", async () => {
    const warnings = vi.fn();
    process.on("warning", warnings);
    try {
      const queue = bullQueue(server.url, { name, timeoutMs: 10_000 });
      closing.push(() => queue.close());
      await Promise.all(Array.from({ length: 50 }, (_, n) => queue.add({ id: `job-${n}`, data: "{}" })));
      await new Promise(setImmediate);
      expect(warnings).not.toHaveBeenCalled();
    } finally {
      process.off("warning", warnings);
    }
  });
});

describe.skipIf(!hasRedis)("a Redis that may evict jobs", () => {
  it("is reported once by the queue, and once by the worker, at the start", async () => {
    const server = await startRedis({ args: ["--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"] });
    const warn = vi.spyOn(console, "warn");
    const store = redisStore(server.url, { timeoutMs: 10_000, onError: () => undefined });
    const ofQueue: string[] = [];
    const ofWorker: string[] = [];
    const queue = bullQueue(server.url, { timeoutMs: 10_000, onError: ({ message }) => ofQueue.push(message) });
    const bot = createBot({ actions: { Pay: action({ durable: true, execute: () => "Paid." }) } });
    const worker = createWorker(bot, {
      connection: server.url,
      store,
      onError: ({ code, message }) => code === "ERR_QUEUE" && ofWorker.push(message),
    });
    try {
      const body = { todo: "execute", action: "Pay" };
      const data = JSON.stringify({ version: 1, id: "job-1", key: `late:${"0".repeat(64)}`, body });
      await queue.add({ id: "job-1", data });
      await queue.done!("job-1", { signal: AbortSignal.timeout(25_000) });
      await vi.waitFor(() => expect(ofWorker).toHaveLength(1), PATIENT);
      expect(ofQueue).toEqual([expect.stringMatching(/allkeys-lru.*noeviction/)]);
      expect(ofWorker).toEqual(ofQueue);
      expect(warn).not.toHaveBeenCalled();
    } finally {
      await Promise.all([queue.close(), worker.close(), store.close()]);
      await server.stop();
      warn.mockRestore();
    }
  });
});
