import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { action, createBot, trackWork } from "@ck/bot";
import { redisStore } from "@ck/redis";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { hasChromium, launchOptions } from "@ck-test/chromium";
import { freePort, hasRedis, startRedis, type RedisServer } from "@ck-test/redis-server";
import { makeKeys, signed, talk } from "@ck-test/talk";
import { visitor } from "@ck-test/visitor";
import { bullQueue, createWorker } from "../src/index.js";

const SECRET = "a secret of thirty-two bytes, or more";
const WORDS = "words-of-a-visitor";
/** Long enough for any machine: what is waited for is an event. */
const PATIENT = { timeout: 60_000, interval: 50 };

const recipes = fileURLToPath(new URL("../../../docs/recipes.md", import.meta.url));
/** Where the recipe finds the packages that it imports. */
const file = fileURLToPath(new URL(`../.bull-board-${process.pid}.mjs`, import.meta.url));

describe.skipIf(!hasRedis || !hasChromium)("Bull Board, as the recipe sets it up", () => {
  let server: RedisServer;
  let browser: Browser;
  let board: ChildProcess | undefined;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startRedis(), chromium.launch(launchOptions)]);
  });
  afterAll(async () => {
    if (board?.kill("SIGKILL")) await once(board, "close");
    rmSync(file, { force: true });
    await Promise.all([server.stop(), browser.close()]);
  });

  it("shows a job that was given up, with its data sealed", async () => {
    const bot = createBot({
      actions: {
        Pay: action({
          durable: true,
          execute(): never {
            throw new Error(WORDS);
          },
        }),
      },
      failure: () => "Sorry.",
    });
    const keys = await makeKeys();
    const store = redisStore(server.url, { timeoutMs: 10_000 });
    const queue = bullQueue(server.url, { attempts: 1, timeoutMs: 10_000 });
    const worker = createWorker(bot, { connection: server.url, store, secret: SECRET, onError: () => undefined });
    try {
      const web = talk(bot, {
        publicKey: keys.publicKey,
        deadlineMs: 30_000,
        lateAnswers: { store, queue, secret: SECRET, timeoutMs: 10_000 },
        waitUntil: trackWork().waitUntil,
      });
      await visitor(web, { sign: (body) => signed(body, keys) }).asks("Pay", { of: WORDS });
      await vi.waitFor(async () => expect(await queue.failed()).toHaveLength(1), PATIENT);
      const [job] = await queue.failed();

      const [, code = ""] =
        /^```js\n(import \{ createBullBoard \}.*?)^```$/ms.exec(readFileSync(recipes, "utf8")) ?? [];
      writeFileSync(file, code);
      const port = await freePort();
      board = spawn(process.execPath, [file], {
        cwd: path.dirname(file),
        env: { ...process.env, REDIS_URL: server.url, PORT: String(port) },
        stdio: ["ignore", "ignore", "inherit"],
      });
      const url = `http://127.0.0.1:${port}`;
      await vi.waitFor(async () => expect((await fetch(url)).status).toBe(200), PATIENT);

      const page = await browser.newPage();
      page.setDefaultTimeout(PATIENT.timeout);
      await page.goto(`${url}/queue/jobs?status=failed`);
      await page.getByText(job!.id).first().waitFor();
      await page.getByText("actions.Pay.execute threw").first().waitFor();
      await page.getByText("Data", { exact: true }).click();
      await page
        .getByText(/sealed:/)
        .first()
        .waitFor();
      expect(await page.content()).not.toContain(WORDS);
      // It is read-only: what would give the job up again is not there.
      expect(await page.getByRole("button", { name: /retry/i }).count()).toBe(0);
    } finally {
      await Promise.all([worker.close({ graceMs: 0 }), queue.close()]);
      await store.close();
    }
  }, 240_000);
});
