import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { redisStore } from "@ck/redis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { action, createBot } from "@ck/bot";
import { visitor } from "@ck-test/visitor";
import { makeKeys, signed, talk } from "@ck-test/talk";
import { hasRedis, startRedis, type RedisServer } from "@ck-test/redis-server";
import { bullQueue } from "../src/index.js";

/** What is waited for is an event, on a machine however slow. */
const PATIENT = { timeout: 100_000, interval: 100 };

/** A worker process: `Pay` takes its time, `Dies` ends the process. */
const WORKER = `
import { appendFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { action, createBot } from "@ck/bot";
import { createWorker } from "@ck/bullmq";
import { redisStore } from "@ck/redis";

const note = (text) => appendFileSync(process.env.NOTES, text + "\\n");
const bot = createBot({
  actions: {
    Pay: action({ durable: true, async execute({ params }) {
      note("begin " + params.of);
      await setTimeout(1000);
      note("end " + params.of);
      return "Paid for " + params.of + ".";
    } }),
    Dies: action({ durable: true, execute() {
      note("dies");
      process.kill(process.pid, "SIGKILL");
    } }),
  },
});
const store = redisStore(process.env.REDIS_URL, { timeoutMs: 10_000 });
createWorker(bot, { connection: process.env.REDIS_URL, store, timeoutMs: 10_000, lockMs: 2000, stalledMs: 500 });
`;

describe.skipIf(!hasRedis)("a job that kills its worker", () => {
  let redis: RedisServer;
  let folder: string;
  let worker: ChildProcess | undefined;
  let isOver = false;
  beforeAll(async () => {
    redis = await startRedis();
    // Its packages are those that were built.
    folder = mkdtempSync(path.join(fileURLToPath(new URL("..", import.meta.url)), ".dying-"));
    writeFileSync(path.join(folder, "worker.js"), WORKER);
    writeFileSync(path.join(folder, "notes"), "");
    void supervise();
  });
  afterAll(async () => {
    isOver = true;
    if (worker?.exitCode === null && worker.signalCode === null) {
      const ended = once(worker, "exit");
      worker.kill("SIGKILL");
      await ended;
    }
    rmSync(folder, { recursive: true });
    await redis.stop();
  });
  const notes = (): string[] => readFileSync(path.join(folder, "notes"), "utf8").split("\n").filter(Boolean);

  /** Starts a worker, and another whenever one dies. */
  async function supervise(): Promise<void> {
    while (!isOver) {
      worker = spawn(process.execPath, [path.join(folder, "worker.js")], {
        env: { ...process.env, REDIS_URL: redis.url, NOTES: path.join(folder, "notes") },
        stdio: ["ignore", "inherit", "ignore"],
      });
      await once(worker, "exit");
    }
  }

  it("takes none of its neighbours down, and is given up after its attempts", async () => {
    const keys = await makeKeys();
    const store = redisStore(redis.url, { timeoutMs: 10_000 });
    const queue = bullQueue(redis.url, { timeoutMs: 10_000, attempts: 3 });
    const execute = (): never => expect.unreachable();
    const bot = createBot({
      actions: { Pay: action({ durable: true, execute }), Dies: action({ durable: true, execute }) },
      failure: () => "Sorry.",
    });
    const lateAnswers = { store, queue, timeoutMs: 10_000, giveUpMs: 200_000 };
    const talking = talk(bot, { publicKey: keys.publicKey, deadlineMs: 100_000, lateAnswers });
    const ask = async (name: string, of: string): Promise<unknown> => {
      const who = visitor(talking, { sign: (body) => signed(body, keys) });
      return (await who.asks(name, { of })).json["message"];
    };
    try {
      const neighbours = ["1", "2", "3", "4"];
      const paid = Promise.all(neighbours.map((of) => ask("Pay", of)));
      await vi.waitFor(() => expect(notes()).toEqual(expect.arrayContaining(["begin 1", "begin 4"])), PATIENT);
      const died = ask("Dies", "x");
      expect(await paid).toEqual(neighbours.map((of) => `Paid for ${of}.`));
      expect(await died).toBe("Sorry.");
      expect(notes().filter((note) => note === "dies")).toHaveLength(3);
      for (const of of neighbours) expect(notes().filter((note) => note === `end ${of}`)).toHaveLength(1);
      expect(await queue.failed()).toEqual([expect.objectContaining({ attempts: 3 })]);
    } finally {
      await Promise.all([queue.close(), store.close()]);
    }
  }, 120_000);
});
