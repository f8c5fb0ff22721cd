import { createServer, type Server } from "node:http";
import { createBot, memoryStore, type LateAnswersOptions } from "@ck/bot";
import { lateAnswerStream, webhook } from "@ck/node";
import { hasChromium, launchOptions } from "@ck-test/chromium";
import { Deferred } from "@ck-test/visitor";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { buildScript, listen, startPlatform, stop } from "./support/platform.js";

const LATE = "I am still thinking.";

/** A bot whose free text is answered when the test says so, with its stream, on a server that can be stopped and started again. */
async function startBot(more: Partial<LateAnswersOptions> = {}): Promise<Bot> {
  const calls: Deferred<string>[] = [];
  const waiting: ((call: Deferred<string>) => void)[] = [];
  const bot = createBot({
    actions: {},
    late: LATE,
    fallback({ userInput }) {
      if (userInput === "hello") return "Hello!";
      const call = new Deferred<string>();
      const next = waiting.shift();
      if (next) next(call);
      else calls.push(call);
      return call.promise;
    },
  });
  const lateAnswers = { store: memoryStore(), pageTickets: true, ...more };
  const convokraft = createServer(webhook(bot, { publicKey: false, deadlineMs: 1_000, lateAnswers }));
  const origins: string[] = [];
  let server: Server | undefined;
  let port = 0;
  /** Each server is another process as far as the stream is concerned: only the store is the same. */
  const start = async (): Promise<void> => {
    server = createServer(lateAnswerStream({ lateAnswers, origins, pollMs: 50 }));
    port = await listen(server, port);
  };
  await start();
  return {
    webhook: `http://127.0.0.1:${await listen(convokraft)}/`,
    stream: `http://127.0.0.1:${port}/`,
    next: () => Promise.resolve(calls.shift() ?? new Promise<Deferred<string>>((resolve) => waiting.push(resolve))),
    async allow(origin) {
      origins.push(origin);
      stop(server!);
      await start();
    },
    kill: () => stop(server!),
    start,
    close() {
      stop(convokraft);
      stop(server!);
    },
  };
}

interface Bot {
  readonly webhook: string;
  readonly stream: string;
  readonly next: () => Promise<Deferred<string>>;
  readonly allow: (origin: string) => Promise<void>;
  readonly kill: () => void;
  readonly start: () => Promise<void>;
  readonly close: () => void;
}

describe.skipIf(!hasChromium)("late answers in an imitation of the chat window, in Chromium", () => {
  let browser: Browser;
  let script: string;
  const closing: (() => unknown)[] = [];
  beforeAll(async () => {
    [browser, script] = await Promise.all([chromium.launch(launchOptions), buildScript()]);
  });
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });
  afterAll(async () => browser.close());

  interface Tab {
    readonly page: Page;
    readonly say: (message: string) => Promise<void>;
    /** Waits for a message in the chat. */
    readonly sees: (message: string) => Promise<void>;
    readonly log: () => Promise<readonly string[]>;
  }

  async function start(
    more?: Partial<LateAnswersOptions>,
  ): Promise<{ bot: Bot; open: (query?: string) => Promise<Tab> }> {
    const bot = await startBot(more);
    closing.push(bot.close);
    const platform = await startPlatform({ ...bot, script });
    closing.push(platform.close);
    await bot.allow(platform.origin);
    const context = await browser.newContext();
    closing.push(() => context.close());
    async function open(query = ""): Promise<Tab> {
      const page = await context.newPage();
      await page.goto(`${platform.origin}/?session=s1${query}`);
      const log = page.getByRole("log");
      return {
        page,
        async say(message) {
          await page.getByRole("textbox", { name: "Message" }).fill(message);
          await page.keyboard.press("Enter");
        },
        sees: (message) => log.getByText(message, { exact: true }).first().waitFor(),
        log: () => log.locator("li").allTextContents(),
      };
    }
    return { bot, open };
  }

  it("show themselves, once", async () => {
    const { bot, open } = await start();
    const tab = await open();
    await tab.say("why?");
    await tab.sees(`bot: ${LATE}`);
    (await bot.next()).resolve("Because.");
    await tab.sees("bot: Because.");
    await tab.say("hello");
    await tab.sees("bot: Hello!");
    expect((await tab.log()).filter((line) => line.includes("Because."))).toHaveLength(1);
  });

  it.each(["", "&history=no"])(
    "survive a reload in between, and are not shown again by the next (%s)",
    async (query) => {
      const { bot, open } = await start();
      const tab = await open(query);
      await tab.say("why?");
      await tab.sees(`bot: ${LATE}`);
      await tab.page.reload();
      if (query === "") await tab.sees(`bot: ${LATE}`);
      else await tab.page.getByRole("log").waitFor({ state: "attached" });
      (await bot.next()).resolve("Because.");
      await tab.sees("bot: Because.");
      await tab.page.reload();
      await tab.say("hello");
      await tab.sees("bot: Hello!");
      expect((await tab.log()).join()).not.toContain("Because.");
    },
  );

  it("arrive from another server, after the first was killed", async () => {
    const { bot, open } = await start();
    const tab = await open();
    await tab.say("why?");
    await tab.sees(`bot: ${LATE}`);
    bot.kill();
    (await bot.next()).resolve("Because.");
    await bot.start();
    await tab.sees("bot: Because.");
  });

  it("are shown in one of two tabs", async () => {
    const { bot, open } = await start();
    const first = await open();
    await first.say("why?");
    await first.sees(`bot: ${LATE}`);
    const second = await open();
    await second.sees(`bot: ${LATE}`);
    (await bot.next()).resolve("Because.");
    await Promise.race([first.sees("bot: Because."), second.sees("bot: Because.")]);
    await second.say("hello");
    await second.sees("bot: Hello!");
    const all = [...(await first.log()), ...(await second.log())];
    expect(all.filter((line) => line.includes("Because."))).toHaveLength(1);
  });

  it("go out with the next message where the page cannot wait", async () => {
    const { bot, open } = await start();
    const tab = await open();
    bot.kill();
    await tab.say("why?");
    await tab.sees(`bot: ${LATE}`);
    (await bot.next()).resolve("Because.");
    await tab.say("and?");
    await tab.sees("bot: Because.");
    await bot.start();
    await tab.say("hello");
    await tab.sees("bot: Hello!");
    expect((await tab.log()).filter((line) => line.includes("Because."))).toHaveLength(1);
  });

  it("are not waited for once they have expired", async () => {
    const { bot, open } = await start({ ttlMs: 1 });
    const tab = await open();
    bot.kill();
    await tab.say("why?");
    await tab.sees(`bot: ${LATE}`);
    (await bot.next()).resolve("Because.");
    await bot.start();
    await tab.page.waitForFunction('JSON.parse(sessionStorage.getItem("ck-late-answers")).done.length === 1');
    await tab.say("hello");
    await tab.sees("bot: Hello!");
    expect((await tab.log()).join()).not.toContain("Because.");
  });

  it("are not given to a page on an origin that is not allowed", async () => {
    const { bot } = await start();
    const platform = await startPlatform({ ...bot, script });
    closing.push(platform.close);
    const page = await browser.newPage();
    closing.push(() => page.close());
    const refused = page.waitForEvent("requestfailed", (request) => request.url() === bot.stream);
    await page.goto(`${platform.origin}/?session=s2`);
    await page.getByRole("textbox", { name: "Message" }).fill("why?");
    await page.keyboard.press("Enter");
    await refused;
    (await bot.next()).resolve("Because.");
    await page.getByRole("textbox", { name: "Message" }).fill("and?");
    await page.keyboard.press("Enter");
    await page.getByRole("log").getByText("bot: Because.").waitFor();
  });
});
