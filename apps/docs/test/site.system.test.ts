import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { hasChromium, launchOptions } from "@ck-test/chromium";
import type { AxeResults } from "axe-core";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildSite, type BuiltSite } from "./built-site.js";

let site: BuiltSite;
beforeAll(async () => {
  site = await buildSite();
}, 600_000);
afterAll(() => site.close());

/** The playground is an app of its own, with tests of its own. */
function isPlayground(file: string): boolean {
  return file.startsWith("playground/");
}

it("every link of a page leads to a file that is there, and to a place on it", () => {
  const pages = site.files.filter((file) => file.endsWith(".html"));
  const places = new Map(pages.map((page) => [page, new Set(attributes(site.read(page), "id"))]));
  const own = pages.filter((page) => !isPlayground(page));
  const broken = own.flatMap((page) =>
    [...attributes(site.read(page), "href"), ...attributes(site.read(page), "src")]
      .filter((href) => {
        const { origin, pathname, hash } = new URL(href, `http://site/${page}`);
        if (origin !== "http://site") return false;
        const file = pathname.slice(1).replace(/^$|(?<=\/)$/, "index.html");
        const place = decodeURIComponent(hash.slice(1));
        if (!file.endsWith(".html")) return !site.files.includes(file);
        return places.get(file)?.has(place) !== true && !(place === "" && places.has(file));
      })
      .map((href) => `${page}: ${href}`),
  );
  expect([...new Set(broken)]).toEqual([]);
});

it("each page is there as Markdown, and llms.txt lists it, with the skill", () => {
  const listed = [...site.read("llms.txt").matchAll(/\]\(\/(\S+)\)/g)].map(([, file = ""]) => file);
  const pages = site.files.filter(
    (file) => file.endsWith(".html") && !/^(404|index|api\/README)\.html$/.test(file) && !isPlayground(file),
  );
  const expected = ["skills/convokraft-webhook/SKILL.md", ...pages.map((page) => page.replace(/html$/, "md"))];
  expect(listed.toSorted()).toEqual(expected.toSorted());
  expect(listed.filter((file) => !site.files.includes(file))).toEqual([]);
  expect(site.read("llms-full.txt")).toContain("# Params");
});

it("a link between two texts leads to a text", () => {
  const texts = site.files.filter((file) => file.endsWith(".md"));
  const broken = texts.flatMap((text) =>
    [...site.read(text).matchAll(/\]\(\/([^)#\s]*)/g)]
      .map(([, target = ""]) => target)
      .filter((target) => !site.files.includes(target)),
  );
  expect(broken).toEqual([]);
});

it("a name in a guide leads to its description, and so does an error code", () => {
  const places = attributes(site.read("late-answers.html"), "href");
  expect(places).toContain("/api/bot.html#memorystore");
  expect(places).toContain("/errors.html#err_seal");
});

describe.skipIf(!hasChromium)("in a browser", () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch(launchOptions);
  });
  afterAll(() => browser.close());

  /** Opens a page, and lets nothing but the site's own files through. */
  async function open(
    file: string,
    width: number,
    colorScheme: "light" | "dark",
  ): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, reducedMotion: "reduce" });
    const complaints: string[] = [];
    page.on("pageerror", ({ message }) => complaints.push(message));
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    await page.route("**", async (route) => {
      const isOurs = route.request().url().startsWith(site.url);
      if (!isOurs) complaints.push(`asked for ${route.request().url()}`);
      await (isOurs ? route.continue() : route.abort());
    });
    await page.goto(`${site.url}/${file}`, { waitUntil: "networkidle" });
    return { page, complaints };
  }

  describe.each([360, 820, 1440])("at a width of %i pixels", (width) => {
    it.each([
      ["", "light"],
      ["params.html", "dark"],
      ["packages/express.html", "light"],
      ["api/koa.html", "dark"],
    ] as const)("/%s (%s) fits, asks nobody else for anything, and axe finds nothing serious", async (file, scheme) => {
      const { page, complaints } = await open(file, width, scheme);
      const overflow = await page.evaluate<number>(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      await page.evaluate(`${axe};undefined`);
      const { violations } = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
      const faults = violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(" | ")}`);
      expect({ overflow, complaints, faults }).toEqual({ overflow: 0, complaints: [], faults: [] });
      await page.close();
    });
  });

  it("the search finds a page without a server", async () => {
    const { page, complaints } = await open("params.html", 1440, "light");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("searchbox").fill("keepAliveTimeout");
    await page.getByRole("option").filter({ hasText: "Shut down" }).first().click();
    await page.waitForURL(/packages\/node\.html#shut-down$/);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

function attributes(html: string, name: string): string[] {
  return [...html.matchAll(new RegExp(` ${name}="([^"]*)"`, "g"))].map(([, value = ""]) =>
    value.replaceAll("&amp;", "&"),
  );
}
