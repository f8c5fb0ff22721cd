import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { action, createBot, trackWork } from "@ck/bot";
import { bullQueue, createWorker, type JobEvent } from "@ck/bullmq";
import { redisStore } from "@ck/redis";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { hasRedis, startRedis, type RedisServer } from "@ck-test/redis-server";
import { makeKeys, signed, talk } from "@ck-test/talk";
import { visitor, type Visitor } from "@ck-test/visitor";
import { ck, newFolder } from "./run-ck.js";

/** Long enough for any machine: what is waited for is an event. */
const PATIENT = { timeout: 25_000, interval: 20 };

/** A folder with @ck/bullmq installed, as that of a worker. */
function workerFolder(): string {
  const cwd = newFolder();
  mkdirSync(path.join(cwd, "node_modules/@ck"), { recursive: true });
  symlinkSync(fileURLToPath(new URL("../../bullmq", import.meta.url)), path.join(cwd, "node_modules/@ck/bullmq"));
  return cwd;
}

describe.skipIf(!hasRedis)("ck jobs", () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  /** A bot whose one durable action fails until it is repaired, with a worker. */
  async function start(
    name: string,
  ): Promise<{ ada: Visitor; events: JobEvent[]; repair: () => void; env: Record<string, string> }> {
    let isBroken = true;
    const execute = (): string => {
      if (isBroken) throw new Error("The printer is out of paper.");
      return "Paid.";
    };
    const bot = createBot({ actions: { Pay: action({ durable: true, execute }) }, failure: () => "Sorry." });
    const keys = await makeKeys();
    const store = redisStore(server.url, { prefix: `${name}:`, timeoutMs: 10_000 });
    const queue = bullQueue(server.url, { name, attempts: 1, timeoutMs: 10_000 });
    const events: JobEvent[] = [];
    const worker = createWorker(bot, {
      connection: server.url,
      store,
      name,
      timeoutMs: 10_000,
      onError: () => undefined,
      onEvent: (event) => events.push(event),
    });
    onTestFinished(async () => {
      await worker.close({ graceMs: 0 });
      await queue.close();
      await store.close();
    });
    const talking = talk(bot, {
      publicKey: keys.publicKey,
      deadlineMs: 30_000,
      lateAnswers: { store, queue, timeoutMs: 10_000 },
      waitUntil: trackWork().waitUntil,
    });
    const ada = visitor(talking, { sign: (body) => signed(body, keys) });
    return { ada, events, repair: () => void (isBroken = false), env: { REDIS_URL: server.url } };
  }

  it("finds a job that was given up, and after the repair runs it again; the visitor gets its answer", async () => {
    const { ada, events, repair, env } = await start("repaired");
    const cwd = workerFolder();
    expect((await ada.asks("Pay", { iban: "DE02" })).json["message"]).toBe("Sorry.");
    await vi.waitFor(() => expect(events.map(({ state }) => state)).toContain("given-up"), PATIENT);

    const listed = await ck.within(cwd, "jobs list --queue repaired --json", { env });
    const { jobs } = JSON.parse(listed.stdout) as { jobs: { id: string; reason: string }[] };
    expect(jobs).toHaveLength(1);
    const id = jobs[0]!.id;
    // The list is for a screen that others see, so what the visitor said is not on it.
    expect(listed.stdout).not.toContain("DE02");
    expect((await ck.within(cwd, "jobs list --queue repaired", { env })).stdout).toContain(`${id}  `);
    expect((await ck.within(cwd, `jobs show ${id} --queue repaired`, { env })).stdout).toContain("DE02");

    repair();
    expect(await ck.within(cwd, `jobs retry ${id} --queue repaired`, { env })).toEqual({
      code: 0,
      stdout: `retried ${id}\n`,
      stderr: "",
    });
    await vi.waitFor(() => expect(events.map(({ state }) => state)).toContain("done"), PATIENT);
    expect((await ada.asks("Pay", { iban: "DE02" })).json["message"]).toBe("Paid.");
    expect((await ck.within(cwd, "jobs list --queue repaired", { env })).stdout).toBe("No job was given up.\n");
  });

  it("drops a job for good, and says that a second time there is none", async () => {
    const { ada, events, env } = await start("dropped");
    const cwd = workerFolder();
    await ada.asks("Pay");
    await vi.waitFor(() => expect(events.map(({ state }) => state)).toContain("given-up"), PATIENT);
    const { jobs } = (await ck.jsonOf(cwd, "jobs list --queue dropped", { env })) as { jobs: { id: string }[] };
    const id = jobs[0]!.id;
    expect(await ck.jsonOf(cwd, `jobs drop ${id} --queue dropped`, { env })).toEqual({ dropped: [id] });
    const again = await ck.within(cwd, `jobs drop ${id} --queue dropped`, { env });
    expect(again).toMatchObject({ code: 3, stderr: expect.stringContaining(`No job ${id} was given up.`) as string });
  });

  it("says which Redis it needs, and that it cannot be reached", async () => {
    const cwd = workerFolder();
    const none = await ck.within(cwd, "jobs list", {});
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining("REDIS_URL") as string });
    const away = await ck.within(cwd, "jobs list --redis redis://127.0.0.1:9", {});
    expect(away).toMatchObject({ code: 3, stderr: expect.stringContaining("cannot be read") as string });
  });
});
