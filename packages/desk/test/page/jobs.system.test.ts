import { rm } from "node:fs/promises";
import { createBot, trackWork } from "@ck/bot";
import { handled } from "@ck/protocol";
import { bullQueue, createWorker, type BullQueue } from "@ck/bullmq";
import { webhook } from "@ck/express";
import { redisStore } from "@ck/redis";
import { createKeyRing } from "@ck/signature";
import { hasRedis, startRedis, type RedisServer } from "@ck-test/redis-server";
import { Deferred } from "@ck-test/visitor";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axeFaults } from "../support/axe.js";
import { buildPage, hasChromium, launch } from "../support/browser.js";
import { openPage, type OpenPage } from "../support/open-page.js";
import { startDesk, type Started } from "../support/start-desk.js";

describe.skipIf(!hasRedis || !hasChromium)("the jobs tab, with a real Redis, queue and worker, in Chromium", () => {
  let redis: RedisServer;
  let browser: Browser;
  let pageFolder: string;
  let started: Started;
  let queue: BullQueue;
  let open: OpenPage;
  let isBroken = true;
  /** Until then the printer is at work. */
  const promised = new Deferred();
  const closing: (() => unknown)[] = [];

  beforeAll(async () => {
    [redis, browser, pageFolder] = await Promise.all([startRedis(), launch(), buildPage()]);
    closing.push(
      () => redis.stop(),
      () => browser.close(),
      () => rm(pageFolder, { recursive: true }),
    );
    const bot = createBot({
      actions: {},
      durable: ["fallback"],
      async fallback({ userInput }) {
        await promised.promise;
        if (isBroken) throw new Error("The printer is out of paper.");
        return handled(`Printed: ${userInput}`);
      },
      failure: () => "Sorry.",
      late: "I am still printing.",
    });
    const store = redisStore(redis.url, { timeoutMs: 10_000 });
    queue = bullQueue(redis.url, { attempts: 1, timeoutMs: 10_000, onError: () => undefined });
    const worker = createWorker(bot, { connection: redis.url, store, timeoutMs: 10_000, onError: () => undefined });
    closing.unshift(
      () => worker.close({ graceMs: 0 }),
      () => queue.close(),
      () => store.close(),
    );
    started = await startDesk({
      page: pageFolder,
      jobs: queue,
      definition: { handlers: { welcome: false, fallback: true, failure: true } },
      mount: (app, pem) =>
        app.all(
          "/convokraft",
          webhook(bot, {
            publicKey: createKeyRing({ development: pem }),
            deadlineMs: 2_000,
            lateAnswers: { store, queue, timeoutMs: 10_000 },
            waitUntil: trackWork().waitUntil,
            onError: () => undefined,
          }),
        ),
    });
    closing.unshift(() => started.close());
    open = await openPage(browser, started.desk.url);
    closing.unshift(() => open.close());
  });
  afterAll(async () => {
    for (const close of closing) await close();
  });

  it("shows a job that was given up, has it retried, and its answer is handed over", async () => {
    const { page, say, said } = open;
    await say("print 7 pages");
    await said("I am still printing.").waitFor();
    promised.resolve();
    await page.getByRole("tab", { name: "Jobs" }).click();
    const job = page.getByRole("list", { name: /given up/ }).getByRole("listitem");
    await job.getByText("1 attempt").waitFor();
    // What a visitor said is for one who asks for it.
    expect(await job.innerText()).not.toContain("print 7 pages");
    await job.getByRole("button", { name: "Show what was asked" }).click();
    await job.getByRole("region", { name: "What was asked" }).getByText("print 7 pages").waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await open.shoot("jobs");

    isBroken = false;
    await job.getByRole("button", { name: "Retry" }).click();
    await page.getByText("No job was given up.").waitFor();
    await expect.poll(() => queue.counts(), { timeout: 30_000 }).toMatchObject({ waiting: 0, active: 0, failed: 0 });
    await say("well?");
    await said("Printed: print 7 pages").waitFor();
  });

  it("drops a job for good", async () => {
    const { page, say, said } = open;
    isBroken = true;
    await say("print nothing");
    await said("Sorry.").waitFor();
    await page.getByRole("tab", { name: "Jobs" }).click();
    await page.getByRole("button", { name: "Drop" }).click();
    await page.getByText("No job was given up.").waitFor();
    expect(await queue.failed()).toEqual([]);
  });

  it("says so when the queue does not answer", async () => {
    await redis.kill();
    await open.page.getByRole("alert").getByText("The queue does not answer.").waitFor({ timeout: 30_000 });
    await redis.restart();
    await open.page.getByRole("alert").waitFor({ state: "detached", timeout: 30_000 });
  });
});
