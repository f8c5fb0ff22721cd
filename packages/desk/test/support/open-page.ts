import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { screenshotPath } from "./browser.js";

/** The desk's page in a browser, with what a person does there. */
export interface OpenPage {
  readonly page: Page;
  /** What the browser complains about: errors that nobody caught, and what the policy forbade. */
  readonly complaints: readonly string[];
  /** The addresses that the page has asked for anything. */
  readonly origins: ReadonlySet<string>;
  readonly say: (text: string) => Promise<void>;
  /** A text in the chat. */
  readonly said: (text: string | RegExp) => Locator;
  /** Writes a picture for people to look at. */
  readonly shoot: (name: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Opens the page as a person does: by the printed address. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    colorScheme: "light",
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  const origins = new Set<string>();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  // Nothing leaves this machine, whatever the page asks for.
  await context.route("**", async (route) => {
    const { origin, hostname } = new URL(route.request().url());
    origins.add(origin);
    await (hostname === "127.0.0.1" ? route.continue() : route.abort());
  });
  await page.goto(url);
  return {
    page,
    complaints,
    origins,
    async say(text) {
      await page.getByRole("textbox", { name: "Message" }).fill(text);
      await page.keyboard.press("Enter");
    },
    said: (text) => page.getByRole("log").getByText(text),
    async shoot(name) {
      const path = screenshotPath(name);
      if (path !== undefined) await page.screenshot({ path });
    },
    close: () => context.close(),
  };
}
