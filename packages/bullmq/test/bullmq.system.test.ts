import { Worker } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  action,
  createBot,
  memoryStore,
  type BotError,
  type Bot,
  type ExecuteContext,
  type ReceiveOptions,
} from "@ck/bot";
import { redisStore, type RedisStore } from "@ck/redis";
import { visitor, type Visitor } from "@ck-test/visitor";
import { makeKeys, signed, talk, type Keys } from "@ck-test/talk";
import { hasRedis, startRedis, type RedisServer } from "@ck-test/redis-server";
import { bullQueue, createWorker, type BullQueueOptions, type JobWorker, type WorkerOptions } from "../src/index.js";

const LATE = "Still at it.";
const FAILED = "Sorry.";
const SECRET = "words-of-a-visitor";
/** Long enough for any machine: what is waited for is an event. */
const PATIENT = { timeout: 25_000, interval: 20 };

describe.skipIf(!hasRedis)("durable actions on BullMQ", () => {
  let server: RedisServer;
  let keys: Keys;
  let store: RedisStore;
  let count = 0;
  let name: string;
  const closing: (() => unknown)[] = [];
  beforeAll(async () => {
    [server, keys] = await Promise.all([startRedis({ durable: true }), makeKeys()]);
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    name = `queue-${count++}`;
    store = redisStore(server.url, { prefix: `${name}:`, timeoutMs: 10_000 });
    closing.push(() => store.close());
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  type Execute = (context: ExecuteContext) => unknown;
  const botOf = (execute: Execute): Bot =>
    createBot({
      actions: { Report: action({ durable: true, execute: execute as never }) },
      late: LATE,
      failure: () => FAILED,
    });

  /** A web process: it never runs the handler itself. */
  function web(options: BullQueueOptions = {}, deadlineMs = 30_000): { errors: BotError[]; visit: () => Visitor } {
    const queue = bullQueue(server.url, { name, backoffMs: 10, timeoutMs: 10_000, ...options });
    closing.push(() => queue.close());
    const bot = botOf(() => expect.unreachable());
    const receiving: Partial<ReceiveOptions> = { publicKey: keys.publicKey, deadlineMs };
    const talking = talk(bot, { ...receiving, lateAnswers: { store, queue, timeoutMs: 10_000 } });
    return { errors: talking.errors, visit: () => visitor(talking, { sign: (body) => signed(body, keys) }) };
  }
  function work(execute: Execute, options: Partial<WorkerOptions> = {}): JobWorker {
    const worker = createWorker(botOf(execute), {
      connection: server.url,
      store,
      name,
      timeoutMs: 10_000,
      onError: () => undefined,
      ...options,
    });
    closing.push(() => worker.close({ graceMs: 0 }));
    return worker;
  }
  /** Asks until the answer is there. */
  async function fetch(who: Visitor): Promise<unknown> {
    return vi.waitFor(async () => {
      const { json } = await who.asks("Report", { topic: SECRET });
      expect(json["message"]).not.toBe(LATE);
      return json["message"];
    }, PATIENT);
  }
  /** All that BullMQ has in Redis of the queue. */
  async function whatIsLeft(): Promise<string> {
    const client = new Redis(server.url);
    const all = await client.keys(`{ck}:${name}:*`);
    const values = await Promise.all(all.map((key) => client.dumpBuffer(key)));
    await client.quit();
    return [...all, ...values.map(String)].join("\n");
  }

  it("are answered at once, where a worker is done before the deadline", async () => {
    work(({ params, idempotencyKey }) => `Done: ${String(params["topic"])}, ${String(idempotencyKey).slice(0, 4)}.`);
    const { json } = await web().visit().asks("Report", { topic: "1" });
    expect(json["message"]).toBe("Done: 1, job-.");
  });

  it("are promised by one process, done at a worker, and fetched from another process; nothing of the visitor's is left in the queue", async () => {
    let release = (): void => undefined;
    const hold = new Promise<void>((resolve) => (release = resolve));
    const runs = vi.fn(async () => {
      await hold;
      return "Done.";
    });
    work(runs);
    const ada = web({}, 500).visit();
    expect((await ada.asks("Report", { topic: SECRET })).json["message"]).toBe(LATE);
    await vi.waitFor(() => expect(runs).toHaveBeenCalled(), PATIENT);
    release();
    const other = web().visit();
    other.broadcast = ada.broadcast;
    expect(await fetch(other)).toBe("Done.");
    expect(runs).toHaveBeenCalledTimes(1);
    expect(await whatIsLeft()).not.toContain(SECRET);
  });

  it("may be free text: sealed, done at a worker, and handed over by another process with the session's next turn", async () => {
    const secret = "a-secret-of-at-least-32-bytes-for-the-tests";
    let release = (): void => undefined;
    const hold = new Promise<void>((resolve) => (release = resolve));
    const runs = vi.fn(async () => {
      await hold;
      return "Because.";
    });
    const thinking = (fallback: () => string | Promise<string>): Bot =>
      createBot({
        actions: { Quick: action({ execute: () => "Quick." }) },
        fallback,
        durable: ["fallback"],
        late: LATE,
      });
    const start = (deadlineMs = 30_000): Visitor => {
      const queue = bullQueue(server.url, { name, timeoutMs: 10_000 });
      closing.push(() => queue.close());
      const talking = talk(
        thinking(() => expect.unreachable()),
        {
          publicKey: keys.publicKey,
          deadlineMs,
          lateAnswers: { store, queue, secret, timeoutMs: 10_000 },
        },
      );
      return visitor(talking, { sign: (body) => signed(body, keys) });
    };
    // The job is in the queue by then.
    const ada = start(2_000);
    expect((await ada.says(SECRET)).json["message"]).toBe(LATE);
    expect(await whatIsLeft()).not.toContain(SECRET);
    const worker = createWorker(thinking(runs), {
      connection: server.url,
      store,
      name,
      secret,
      timeoutMs: 10_000,
      onError: () => undefined,
    });
    closing.push(() => worker.close({ graceMs: 0 }));
    await vi.waitFor(() => expect(runs).toHaveBeenCalled(), PATIENT);
    release();
    const other = start();
    other.broadcast = ada.broadcast;
    const said: unknown[] = [];
    await vi.waitFor(async () => {
      said.push((await other.asks("Quick")).json["message"]);
      expect(said.at(-1)).toBe("Because.\n\nQuick.");
    }, PATIENT);
    expect((await other.asks("Quick")).json["message"]).toBe("Quick.");
    expect(runs).toHaveBeenCalledTimes(1);
  });

  it("that fail are tried again, and in the end the visitor gets the failure answer and the author the error", async () => {
    const errors: BotError[] = [];
    const keysOf = new Set<unknown>();
    const runs = vi.fn(({ idempotencyKey }: ExecuteContext) => {
      keysOf.add(idempotencyKey);
      throw new Error("secret");
    });
    work(runs, { onError: (error) => errors.push(error), keepFailed: false });
    const { json } = await web({ attempts: 3 }).visit().asks("Report", { topic: SECRET });
    expect(json["message"]).toBe(FAILED);
    expect(runs).toHaveBeenCalledTimes(3);
    expect(keysOf.size).toBe(1);
    expect(errors.map(({ code }) => code)).toEqual(Array(3).fill("ERR_HANDLER_FAILED"));
    await vi.waitFor(async () => expect(await whatIsLeft()).not.toContain(SECRET), PATIENT);
    expect(await whatIsLeft()).not.toContain("secret");
  });

  it("go back to the queue when their worker is told to stop, and are done by another", async () => {
    const begun = vi.fn();
    const first = work(({ signal }) => {
      begun();
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("stopped"))));
    });
    const answer = web({ attempts: 1 }).visit().asks("Report");
    await vi.waitFor(() => expect(begun).toHaveBeenCalled(), PATIENT);
    await first.close({ graceMs: 0 });
    work(() => "Done by another.");
    expect((await answer).json["message"]).toBe("Done by another.");
  });

  it("are begun anew by another when their worker has died, and given up where that was the last attempt", async () => {
    const dies = async (): Promise<void> => {
      const connection = new Redis(server.url, { maxRetriesPerRequest: null });
      const taken = vi.fn();
      // As one that was killed: it says nothing any more.
      const dead = new Worker(
        name,
        () => {
          taken();
          return new Promise(() => undefined);
        },
        { connection, prefix: "{ck}", lockDuration: 50, skipLockRenewal: true, skipStalledCheck: true },
      );
      dead.on("error", () => undefined);
      closing.push(() => connection.disconnect());
      await vi.waitFor(() => expect(taken).toHaveBeenCalled(), PATIENT);
      await dead.close(true);
    };
    const saved = web({ attempts: 2 }).visit().asks("Report", { topic: "1" });
    await dies();
    const errors: BotError[] = [];
    const runs = vi.fn(() => "Done by another.");
    work(runs, { stalledMs: 50, onError: (error) => errors.push(error) });
    expect((await saved).json["message"]).toBe("Done by another.");
    for (const close of closing.splice(2)) await close();

    const lost = web({ attempts: 1 }).visit().asks("Report", { topic: "2" });
    await dies();
    work(runs, { stalledMs: 50, onError: (error) => errors.push(error) });
    expect((await lost).json["message"]).toBe(FAILED);
    expect(runs).toHaveBeenCalledTimes(1);
    expect(String(errors.at(-1)?.cause)).toContain("each worker that began it has died");
  });

  it("are done once, also where the same request comes to two processes", async () => {
    const runs = vi.fn(() => "Done.");
    work(runs);
    const body = { todo: "execute", action: "Report" };
    const captured = signed(body, keys);
    const sendOf = (): Promise<unknown> => {
      const queue = bullQueue(server.url, { name, timeoutMs: 10_000 });
      closing.push(() => queue.close());
      const { send } = talk(
        botOf(() => expect.unreachable()),
        {
          publicKey: keys.publicKey,
          deadlineMs: 30_000,
          lateAnswers: { store, queue, timeoutMs: 10_000 },
        },
      );
      return send(body, captured);
    };
    for (const answered of await Promise.all([sendOf(), sendOf()])) {
      expect(answered).toMatchObject({ status: 200, json: { message: "Done." } });
    }
    expect(runs).toHaveBeenCalledTimes(1);
  });
});

describe.skipIf(!hasRedis)("a queue without its Redis", () => {
  afterEach(() => void vi.restoreAllMocks());

  it("refuses a job in time, takes the next one when Redis is back, and tells a worker's author once", async () => {
    const server = await startRedis({ durable: true });
    const queue = bullQueue(server.url, { timeoutMs: 2000 });
    const errors: BotError[] = [];
    const store = redisStore(server.url);
    const worker = createWorker(createBot({ actions: {} }), {
      connection: server.url,
      store,
      onError: (error) => errors.push(error),
    });
    try {
      await vi.waitFor(() => queue.add({ id: "job-1", data: "{}" }), PATIENT);
      // No job of ours: given up at once, and told.
      await vi.waitFor(() => expect(errors.map(({ code }) => code)).toContain("ERR_INVALID_JOB"), PATIENT);
      await server.kill();
      const from = performance.now();
      await expect(queue.add({ id: "job-2", data: "{}" })).rejects.toThrow();
      expect(performance.now() - from).toBeLessThan(4500);
      await vi.waitFor(() => expect(errors.map(({ code }) => code)).toContain("ERR_QUEUE"), PATIENT);
      errors.splice(0);
      await server.restart();
      await vi.waitFor(() => queue.add({ id: "job-3", data: "{}" }), PATIENT);
      await vi.waitFor(() => expect(errors.map(({ code }) => code)).toContain("ERR_INVALID_JOB"), PATIENT);
    } finally {
      await Promise.all([queue.close(), worker.close(), store.close()]);
      await server.stop();
    }
  }, 60_000);

  it.each([["is killed"], ["was never there"]])(
    "can be closed all the same, and leaves nothing behind that tries on, where it %s",
    async (what) => {
      const { mock } = vi.spyOn(Redis.prototype, "connect");
      const clients = (): Redis[] => [...new Set(mock.contexts as Redis[])];
      const statuses = (): string[] => clients().map(({ status }) => status);
      const server = await startRedis();
      if (what === "was never there") await server.kill();
      const store = memoryStore();
      const bot = createBot({ actions: {} });
      const queue = bullQueue(server.url, { timeoutMs: 200 });
      const worker = createWorker(bot, { connection: server.url, store, onError: () => undefined });
      try {
        // Two each: of the web process one to write and one to listen, of the worker one that waits for jobs, and one for all else.
        expect(clients()).toHaveLength(4);
        if (what === "is killed") {
          await vi.waitFor(() => expect(statuses()).toEqual(Array(4).fill("ready")), PATIENT);
          await server.kill();
        }
        await vi.waitFor(() => expect(statuses()).toContain("reconnecting"), PATIENT);
      } finally {
        await Promise.all([queue.close(), worker.close({ graceMs: 0 })]);
        await server.stop();
      }
      expect(statuses()).toEqual(Array(4).fill("end"));
    },
    60_000,
  );
});
