import { rm } from "node:fs/promises";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildPage, hasChromium, launch } from "../support/browser.js";
import { openPage, type OpenPage } from "../support/open-page.js";
import { startDesk, type Started } from "../support/start-desk.js";

/** Each of them sets a mark if it ever runs. */
const RUN = "window.ran=1";
const SCRIPTS = [
  `<script>${RUN}</script>`,
  `<img src=x onerror="${RUN}">`,
  `<svg onload="${RUN}">`,
  `<iframe srcdoc="<script>parent.${RUN}</script>"></iframe>`,
  `"><b onmouseover="${RUN}" style="position:fixed;inset:0">`,
  `[a link](javascript:${RUN})`,
  `![a picture](javascript:${RUN})`,
  `[a link](data:text/html,<script>${RUN}</script>)`,
  `[x" onclick="${RUN}](https://example.com/" onclick="${RUN})`,
  `![x](https://tracker.example/pixel" onerror="${RUN})`,
  "]]>--><!-- ' \" & &lt;script&gt;",
].join("\n");

describe.skipIf(!hasChromium)("a webhook that means ill", () => {
  let browser: Browser;
  let built: string;
  let started: Started;
  let open: OpenPage;

  beforeAll(async () => {
    [browser, built] = await Promise.all([launch(), buildPage()]);
  });
  afterAll(async () => {
    await browser.close();
    await rm(built, { recursive: true, force: true });
  });
  beforeEach(async () => {
    started = await startDesk({
      page: built,
      mount: (app) => {
        app.post("/convokraft", (req, res) => {
          const chunks: Buffer[] = [];
          req.on("data", (chunk: Buffer) => chunks.push(chunk));
          req.on("end", () => {
            const { todo } = JSON.parse(Buffer.concat(chunks).toString()) as { todo: string };
            res.set("x-evil", `<script>${RUN}</script>`);
            if (todo === "failure") res.type("html").send(`<script>${RUN}</script>`);
            else res.json(answerTo(todo));
          });
        });
        // A page of the author's own machine that is not the webhook must not be asked for pictures either.
        app.get(
          "/pixel",
          (_req, res) => void res.type("svg").send(`<svg xmlns="http://www.w3.org/2000/svg" onload="${RUN}"/>`),
        );
      },
    });
    open = await openPage(browser, started.desk.url);
  });
  afterEach(async () => {
    await open.close();
    await started.close();
  });

  function answerTo(todo: string): object {
    const image = `javascript:${RUN}`;
    if (todo === "welcome") return { welcome_response: { message: SCRIPTS } };
    if (todo !== "prompt")
      return {
        status: todo === "fallback" ? "handled" : "execution",
        message: SCRIPTS,
        card: [
          { type: "note", content: SCRIPTS },
          { type: `<script>${RUN}</script>`, [`<img src=x onerror="${RUN}">`]: SCRIPTS, html: { nested: SCRIPTS } },
          { type: "button", id: `<script>${RUN}</script>`, label: SCRIPTS, data: { __proto__: SCRIPTS } },
        ],
      };
    return {
      status: "prompt",
      message: SCRIPTS,
      prompt: {
        param_name: "leaveType",
        options: [
          { id: "1", label: SCRIPTS, image },
          { id: `"><script>${RUN}</script>`, label: "two", image: `x" onerror="${RUN}` },
          { id: "3", label: "three", image: "http://127.0.0.1:9/pixel" },
          { id: "4", label: "four", image: `${started.webhookOrigin}/pixel` },
        ],
        buttons: [{ id: `<script>${RUN}</script>`, label: SCRIPTS }],
      },
    };
  }

  it("runs no script by a message, a card, a label, an id, a header or an address", async () => {
    const { page, say, origins } = open;
    const messages = page.getByRole("log").locator(".message.bot:not(.typing)");
    await expect.poll(() => messages.count()).toBe(1);
    await say("something else");
    await expect.poll(() => messages.count()).toBe(2);
    await say("apply for casual leave");
    await say("2030-05-06");
    await expect.poll(() => messages.count()).toBe(3);
    const rows = page.getByRole("list", { name: /Exchanges/ }).getByRole("button");
    for (let at = 0; at < (await rows.count()); at++) {
      await rows.nth(at).click();
      await page.getByText(`<script>${RUN}</script>`).first().waitFor();
    }
    // Whatever could be clicked or pointed at is.
    for (const link of await page.locator(".markup a").all()) {
      expect(await link.getAttribute("href")).toMatch(/^(https?|mailto|tel):/);
      expect(await link.getAttribute("rel")).toBe("noopener noreferrer");
      await link.hover();
    }
    expect(await page.evaluate("window.ran")).toBeUndefined();
    expect(
      await page.locator("#desk script, #desk iframe, #desk [onerror], #desk [onload], #desk [onclick]").count(),
    ).toBe(0);
    expect(await page.locator("#desk .message [style]").count()).toBe(0);
    await open.shoot("hostile-light");
    // A picture of the webhook's own origin is shown; another port of this machine is not even asked.
    expect(origins).toContain(started.webhookOrigin);
    expect(origins).not.toContain("http://127.0.0.1:9");
  });

  it("would be stopped by the policy of the page, had it found a way in", async () => {
    const { page } = open;
    await page.getByRole("log").locator(".message.bot").first().waitFor();
    const tries = await page.evaluate(async (run) => {
      const refused: string[] = [];
      const note = (what: string, act: () => unknown): void => {
        try {
          act();
        } catch {
          refused.push(what);
        }
      };
      const types = (
        globalThis as unknown as { trustedTypes: { createPolicy: (name: string, rules: object) => unknown } }
      ).trustedTypes;
      note("innerHTML", () => (document.body.innerHTML = "<b>text</b>"));
      note("a policy of its own", () => types.createPolicy("evil", {}));
      note("the page's policy once more", () => types.createPolicy("ck-markup", {}));
      const image = document.createElement("img");
      note("an inline handler", () => image.setAttribute("onerror", run));
      note("a script", () => (document.createElement("script").text = run));
      const fetched = await fetch("http://127.0.0.1:9/").catch(() => "refused");
      if (fetched === "refused") refused.push("fetch elsewhere");
      // Later: what the debugger calls itself may evaluate.
      await new Promise<void>((resolve) =>
        setTimeout(() => {
          note("eval", () => (0, eval)(run));
          resolve();
        }),
      );
      return refused;
    }, RUN);
    expect(tries).toEqual([
      "innerHTML",
      "a policy of its own",
      "the page's policy once more",
      "an inline handler",
      "a script",
      "fetch elsewhere",
      "eval",
    ]);
    expect(await page.evaluate("window.ran")).toBeUndefined();
    expect(open.origins).not.toContain("http://127.0.0.1:9");
  });
});
