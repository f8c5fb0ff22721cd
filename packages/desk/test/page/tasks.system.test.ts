import { rm } from "node:fs/promises";
import type { Browser, Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { axeFaults } from "../support/axe.js";
import { buildPage, hasChromium, launch } from "../support/browser.js";
import { openPage, type OpenPage } from "../support/open-page.js";
import { startDesk, type Started } from "../support/start-desk.js";

/** How many clicks and inputs a task may take. Each is found by its role and its visible name, as by somebody who is new here. */
const MOST_STEPS = 6;

describe.skipIf(!hasChromium)("somebody who has never seen the page", () => {
  let browser: Browser;
  let built: string;
  let started: Started;
  let open: OpenPage;
  let steps: number;

  beforeAll(async () => {
    [browser, built] = await Promise.all([launch(), buildPage()]);
    let isBroken = false;
    started = await startDesk({
      page: built,
      before: (app) =>
        app.use((_req, res, next) => {
          if (isBroken) res.status(500).end();
          else next();
        }),
    });
    // What a colleague has left there.
    const chat = await started.desk.emulator.openChat({});
    await chat.say("apply for leave on 2030-05-06");
    await chat.choose("casual");
    await chat.choose("sick");
    await chat.say("2");
    isBroken = true;
    await chat.say("break something");
    isBroken = false;
    await chat.say("who are you?");
    await chat.say("what can you do?");
  });
  afterAll(async () => {
    await browser.close();
    await started.close();
    await rm(built, { recursive: true });
  });
  beforeEach(async () => {
    steps = 0;
    open = await openPage(browser, started.desk.url);
  });
  afterEach(async ({ task }) => {
    await open.shoot(`task-${task.name.replaceAll(/[^a-z]+/gi, "-")}`);
    expect(open.complaints).toEqual([]);
    await open.close();
    expect(steps).toBeLessThanOrEqual(MOST_STEPS);
  });

  const click = async (target: Locator): Promise<void> => {
    steps++;
    await target.click();
  };
  const type = async (target: Locator, text: string): Promise<void> => {
    steps++;
    await target.fill(text);
  };
  const button = (name: string | RegExp, within: Pick<OpenPage["page"], "getByRole"> = open.page): Locator =>
    within.getByRole("button", { name });
  const rows = (): Locator => open.page.getByRole("list", { name: /Exchanges/ }).getByRole("listitem");
  const detail = (): Locator => open.page.getByRole("article");

  it("finds the request in which the kind was asked for again, and sends it with another date", async () => {
    await type(open.page.getByRole("searchbox", { name: "Find" }), "enough casual leaves");
    await expect.poll(() => rows().count()).toBe(1);
    await click(rows().getByRole("button"));
    await click(button("Edit and resend"));
    const body = open.page.getByRole("dialog").getByRole("textbox", { name: /body/i });
    const text = await body.inputValue();
    expect(text).toContain("2030-05-06");
    await type(body, text.replace("2030-05-06", "2030-06-01"));
    await click(open.page.getByRole("dialog").getByRole("button", { name: /^(Send|Resend)/ }));
    await detail().getByRole("region", { name: "Body of the request" }).getByText("2030-06-01").waitFor();
    // The answer of before stands beside the new one.
    await detail()
      .getByText(/^The same answer as before|Before: #/)
      .first()
      .waitFor();
  });

  it("finds a word that stands deep in an answer, and sees where", async () => {
    await type(open.page.getByRole("searchbox", { name: "Find" }), "example.com/rules");
    await expect.poll(() => rows().count()).toBe(1);
    await rows().getByText("In the response: ").waitFor();
    expect(await rows().locator("mark").allInnerTexts()).toEqual(["example.com/rules"]);
    await click(rows().getByRole("button"));
    const mark = detail().getByRole("region", { name: "Body of the response" }).locator("mark");
    await expect.poll(() => mark.allInnerTexts()).toEqual(["example.com/rules"]);
    await expect.poll(() => isSeen(mark)).toBe(true);
    await open.shoot("found-in-body-light");
    // One word from the row, one from the request.
    await type(open.page.getByRole("searchbox", { name: "Find" }), "execute nothing-of-the-kind");
    await open.page.getByText("No exchange meets this filter.").waitFor();
    await type(open.page.getByRole("searchbox", { name: "Find" }), "booked 2030-05-06");
    await rows().getByText("In the request: ").waitFor();
  });

  it("finds out why a visitor saw the failure message", async () => {
    await open.page.getByRole("log").getByText("Failure message").first().waitFor();
    expect(await open.page.getByRole("log").getByText("Why:").count()).toBeGreaterThan(0);
    await click(open.page.getByRole("checkbox", { name: "Errors only" }).or(button("Errors only")));
    await click(rows().first().getByRole("button"));
    await detail().getByText("500").first().waitFor();
    await click(button("Show in the chat"));
    await expect.poll(() => open.page.getByRole("log").locator(":focus").innerText()).toContain("break something");
  });

  it("goes back to the third turn and goes on differently", async () => {
    const third = open.page
      .getByRole("log")
      .getByRole("listitem")
      .filter({ has: button("Step back") })
      .nth(2);
    expect(await third.innerText()).toContain("Sick leave");
    await click(button("Step back", third));
    await click(open.page.getByRole("menuitem", { name: /Go on from before this/ }));
    const earned = open.page.getByRole("log").getByRole("button", { name: "Earned leave" }).last();
    await click(earned);
    // What is picked is readable while the pointer is still there.
    expect(await axeFaults(open.page)).toEqual([]);
    await click(button("Submit", open.page.getByRole("log")).last());
    await open.said("For how many days?").last().waitFor();
  });

  it("keeps three exchanges in one file, and loads them into another page", async () => {
    await click(button("Export and import"));
    await click(open.page.getByRole("menuitem", { name: "Pick exchanges to export" }));
    // Nothing lies over anything else.
    for (const name of ["Errors only", "Clear the list", "Cancel"]) await button(name).click({ trial: true });
    for (const at of [0, 1, 2]) await rows().nth(at).getByRole("button").click();
    const [download] = await Promise.all([
      open.page.waitForEvent("download"),
      click(button("Export", open.page.getByRole("tabpanel")).last()),
    ]);
    const other = await startDesk({ page: built });
    const there = await openPage(browser, other.desk.url);
    try {
      await click(there.page.getByRole("button", { name: "Export and import" }));
      const [chooser] = await Promise.all([
        there.page.waitForEvent("filechooser"),
        click(there.page.getByRole("menuitem", { name: "Import a file" })),
      ]);
      await chooser.setFiles(await download.path());
      await there.page.getByText("3 imported.").waitFor();
      await expect.poll(() => there.page.getByText("imported", { exact: true }).count()).toBe(3);
    } finally {
      await there.close();
      await other.close();
    }
  });

  it("finds what is different between two answers of the same kind", async () => {
    await click(rows().filter({ hasText: "what can you do?" }).first().getByRole("button"));
    await click(detail().getByText(/^\d+ differences?/));
    await detail().locator("del").getByText("who are you?").waitFor();
    await detail().locator("ins").getByText("what can you do?").waitFor();
  });
});

/** Whether an element is within everything that scrolls around it. */
async function isSeen(target: Locator): Promise<boolean> {
  return target.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    for (let around = element.parentElement; around !== null; around = around.parentElement) {
      const frame = around.getBoundingClientRect();
      if (around.scrollHeight > around.clientHeight && (top < frame.top - 1 || bottom > frame.bottom + 1)) return false;
    }
    return top >= 0 && bottom <= innerHeight;
  });
}
