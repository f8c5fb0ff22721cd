import { rm } from "node:fs/promises";
import { bytesOf } from "@ck/emulator";
import express from "express";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { apiOf } from "../support/api.js";
import { axeFaults } from "../support/axe.js";
import { buildPage, hasChromium, launch } from "../support/browser.js";
import { openPage, type OpenPage } from "../support/open-page.js";
import { startDesk, type Started } from "../support/start-desk.js";

const wide = {
  type: "table",
  heading: "Applications of this quarter",
  columns: ["Reference", "Kind of leave", "From", "Number of days", "Approved by", "Remarks"],
  rows: [
    ["LV-2041", "Compensatory", "2030-05-06", "2", "Katharina", "Handover to the service desk"],
    ["LV-2042", "Bereavement", "2030-06-11", "5", "Maximilian", "—"],
  ],
};
const dot = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" width="320" height="120"><rect width="320" height="120" fill="#2a7f9e"/><circle cx="240" cy="50" r="28" fill="#fff"/></svg>')}`;
const cancel = (leave: number) => ({ type: "button", id: "cancel", label: `Cancel leave ${leave}`, data: { leave } });

/** What the bot answers to what the visitor says. */
const ANSWERS: Readonly<Record<string, object>> = {
  cards: {
    message: "Here is everything at once.",
    card: [
      { type: "title", content: "Your leave" },
      { type: "note", content: "*5 days* are left.\n* Tell your team\n* [The rules](https://example.com/rules)" },
      wide,
      { type: "image", content: dot },
      { type: "file", name: "rules-of-leave.pdf", format: "pdf", content: "https://example.com/rules.pdf" },
      {
        type: "vcard",
        info: { image: dot, fields: [{ "First name": "Ada" }, { Company: "Example" }, { Mail: "ada@example.com" }] },
      },
      { type: "label", content: "More in the handbook", link: "https://example.com/handbook" },
    ],
  },
  buttons: { message: "Two leaves are booked.", card: [cancel(1), cancel(2)] },
  chips: {
    message: "What next?",
    followup: {
      suggestions: [
        {
          message: "Three days of sick leave",
          action: {
            name: "ApplyLeave",
            params: [
              { name: "leaveType", value: "sick" },
              { name: "days", value: 3 },
            ],
          },
        },
        { message: "Nothing, thanks" },
      ],
    },
  },
  arabic: {
    message: "تم حجز إجازتك المرضية من *6 مايو* لمدة يومين.",
    card: [{ type: "note", content: "بقي 5 أيام." }],
  },
  large: {
    message: "A long list.",
    card: Array.from({ length: 900 }, (_, at) => ({
      type: "label",
      content: `Line ${at}`,
      link: at === 890 ? "deep" : "",
    })),
  },
  hebrew: { message: "חופשת המחלה שלך נקבעה ל־*6 במאי*, ליומיים." },
};

describe.skipIf(!hasChromium)("each state of the page", () => {
  let browser: Browser;
  let built: string;
  let started: Started;
  let open: OpenPage;
  const requests: Readonly<Record<string, unknown>>[] = [];

  beforeAll(async () => {
    [browser, built] = await Promise.all([launch(), buildPage()]);
  });
  afterAll(async () => {
    await browser.close();
    await rm(built, { recursive: true, force: true });
  });
  beforeEach(async () => {
    requests.length = 0;
    asksForNote = true;
    started = await startDesk({
      page: built,
      definition: {
        handlers: { welcome: false, fallback: true, failure: false },
        actions: [
          {
            namespace: "ApplyLeave",
            sentences: ["apply for leave"],
            params: [
              { name: "leaveType", type: "selection", prompt: "What kind?", options: ["casual", "sick", "earned"] },
              { name: "days", type: "integer", prompt: "How many days?" },
              { name: "note", type: "string", prompt: "Anything to add?", optional: true },
            ],
            buttons: [{ id: "draft", label: "Save as a draft" }],
          },
          { namespace: "Hours", sentences: ["opening hours"], answer: "From 9 to 17." },
        ],
      },
      mount: (app) => {
        app.post("/convokraft", express.json(), (req, res) => {
          const request = req.body as Readonly<Record<string, unknown>>;
          requests.push(request);
          const said = String(request["userInput"]);
          switch (request["todo"]) {
            case "prompt":
              res.json(isAsking(request) ? { todo: "prompt" } : confirm);
              break;
            case "fallback":
              if (said === "hold on") held.push(() => res.json({ status: "handled", message: "Here I am." }));
              else if (said === "break") res.status(500).end();
              else res.json({ status: "handled", message: `You said: ${said}`, ...ANSWERS[said] });
              break;
            default:
              res.json({ status: "execution", message: `Done: ${String(request["todo"])}.` });
          }
        });
      },
    });
    open = await openPage(browser, started.desk.url);
  });
  afterEach(async () => {
    for (const answer of held.splice(0)) answer();
    await open.close();
    await started.close();
    expect(open.complaints.filter((each) => !each.includes("500"))).toEqual([]);
  });

  const confirm = { todo: "execute", confirm: { message: "Shall I book it?" } };
  /** Whether the bot asks for the optional note too. */
  let asksForNote: boolean;
  const isAsking = ({ paramsToPrompt, params }: (typeof requests)[number]): boolean =>
    (paramsToPrompt as unknown[]).length > 0 && (asksForNote || !Object.hasOwn(params as object, "days"));
  /** Answers that the server holds back until the test lets them go. */
  const held: (() => void)[] = [];
  const button = (name: string | RegExp) => open.page.getByRole("button", { name, exact: true });
  const log = () => open.page.getByRole("log");
  const rows = () => open.page.getByRole("list", { name: /Exchanges/ }).getByRole("button");

  it("shows every card and chip, in light and dark, from 1440 to 320 pixels, from both sides", async () => {
    const { page, say, said, shoot } = open;
    for (const text of ["arabic", "hebrew", "chips", "buttons", "cards"]) {
      await say(text);
      await log().locator(".message.visitor").getByText(text, { exact: true }).waitFor();
      await expect.poll(() => page.getByText("is typing").count()).toBe(0);
    }
    await said("More in the handbook").waitFor({ state: "attached" });
    const faults: string[] = [];
    for (const colorScheme of ["light", "dark"] as const)
      for (const width of [1440, 768, 390, 320]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        if (width < 896) await page.getByRole("tab", { name: "Chat" }).click();
        const name = `cards-${colorScheme}-${width}`;
        await shoot(name);
        expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBe(width);
        const table = log().locator(".card.table");
        expect(await table.evaluate((card) => card.scrollWidth > card.clientWidth), "the table scrolls").toBe(true);
        expect(await table.evaluate(brokenWords), "no word is broken into letters").toEqual([]);
        if (width === 1440 || width === 320)
          faults.push(...(await axeFaults(page)).map((fault) => `${name}: ${fault}`));
        if (colorScheme === "dark" && width > 390) continue;
        await log().getByText("What next?").scrollIntoViewIfNeeded();
        await shoot(`replies-${colorScheme}-${width}`);
        await log().getByText("تم حجز").scrollIntoViewIfNeeded();
        await shoot(`right-to-left-${colorScheme}-${width}`);
        await log().evaluate((element) => element.scrollTo(0, element.scrollHeight));
      }
    expect(faults).toEqual([]);
    const directions = await log()
      .locator(".message.bot .markup")
      .evaluateAll((all) => all.slice(0, 3).map((each) => getComputedStyle(each).direction));
    expect(directions).toEqual(["rtl", "rtl", "rtl"]);
    const card = log().getByText("label card");
    await card.getByText("undocumented").waitFor();
    await card.click();
    await log().getByText('"link": "https://example.com/handbook"').waitFor();
  });

  it("does what a chip, a button and an option say, and marks what was chosen", async () => {
    const { page, say, said, shoot } = open;
    await say("buttons");
    await button("Cancel leave 1").click();
    await said("Done: button.").waitFor();
    expect(requests.at(-1)).toMatchObject({ button_id: "cancel", data: { leave: 1 } });
    await button("Cancel leave 2").click();
    await expect.poll(() => requests.at(-1)).toMatchObject({ button_id: "cancel", data: { leave: 2 } });
    await say("chips");
    await button("Three days of sick leave").click();
    // Both presets are set: the optional param is the only one to ask for.
    await said("Anything to add?").waitFor();
    await shoot("optional-light");
    await button("Skip").click();
    await said("Shall I book it?").waitFor();
    await shoot("confirm-light");
    await button("Yes").click();
    await said("Done: execute.").waitFor();
    expect(requests.at(-1)).toMatchObject({ todo: "execute", params: { leaveType: "sick", days: 3 } });

    await say("apply for leave");
    await button("earned").click();
    await shoot("picked-light");
    await button("Submit").click();
    await said("How many days?").waitFor();
    const earned = log().getByRole("button", { name: "earned (chosen)" });
    expect(await earned.isDisabled()).toBe(true);
    expect(await button("casual").isDisabled(), "what can no longer be chosen").toBe(true);
    await shoot("chosen-light");
    expect(await page.getByRole("button", { name: "Three days of sick leave" }).isDisabled()).toBe(true);
  });

  it("has a row for a request in flight, queues what is typed, and keeps it when the page is loaded again", async () => {
    const { page, say, said, shoot } = open;
    await say("hold on");
    const pending = page.getByRole("list", { name: "In flight" }).getByRole("listitem");
    await pending.getByText("“hold on”").waitFor();
    await expect.poll(() => pending.getByText(/\d (ms|s)$/).count()).toBe(1);
    await say("and another thing");
    await log().getByText("Sent once the bot has answered").waitFor();
    await shoot("in-flight-light");
    await page.getByRole("textbox", { name: "Message" }).fill("half a tho");
    await page.reload();
    await log().getByText("Sent once the bot has answered").waitFor();
    expect(await page.getByRole("textbox", { name: "Message" }).inputValue()).toBe("half a tho");
    held.splice(0).forEach((answer) => answer());
    await said("Here I am.").waitFor();
    await said("You said: and another thing").waitFor();
    expect(await log().getByText("Sent once").count()).toBe(0);
    expect(requests.map(({ userInput }) => userInput)).toEqual(["hold on", "and another thing"]);
    // ↑ recalls, and the draft is there below.
    const field = page.getByRole("textbox", { name: "Message" });
    await field.press("Home");
    await field.press("ArrowUp");
    expect(await field.inputValue()).toBe("and another thing");
    await field.press("ArrowUp");
    expect(await field.inputValue()).toBe("hold on");
    await field.press("ArrowDown");
    await field.press("ArrowDown");
    expect(await field.inputValue()).toBe("half a tho");
  });

  it("leads from a message to its exchange and back, says why an answer failed, and finds it, on a phone too", async () => {
    const { page, say, said, shoot } = open;
    await say("one");
    await said("You said: one").waitFor();
    await say("break");
    await log()
      .getByText(/Why: The status is 500/)
      .waitFor();
    await said("You said: one").click();
    await page.getByRole("article", { name: "Exchange 1" }).waitFor();
    // The response is on the first screen.
    const response = page.getByRole("region", { name: "Body of the response" });
    expect((await response.boundingBox())!.y).toBeLessThan(700);
    await shoot("exchange-light");
    await page.getByRole("searchbox").fill("“one”");
    await expect.poll(() => rows().count()).toBe(1);
    await button("Show all").click();
    await button("Errors only").click();
    await expect.poll(() => rows().count()).toBe(1);
    await rows().first().click();
    await page.getByRole("article", { name: "Exchange 2" }).waitFor();
    await shoot("errors-only-light");
    await page.setViewportSize({ width: 390, height: 844 });
    await rows().first().click();
    await button("Show in the chat").click();
    const message = log().locator(".message:focus");
    await expect.poll(() => message.innerText()).toContain("break");
    await shoot("failure-390");
    await page.keyboard.press("Enter");
    await page.getByRole("article", { name: "Exchange 2" }).waitFor();
    // A menu has room on the screen.
    await button("Copy").first().click();
    const menu = (await page.getByRole("menu", { name: "Copy" }).boundingBox())!;
    expect([menu.x >= 0, menu.x + menu.width <= 390]).toEqual([true, true]);
    await page.keyboard.press("Escape");
    await page.reload();
    await page.getByRole("article", { name: "Exchange 2" }).waitFor();
  });

  it("shows a large body to its end, and scrolls to what was found there", async () => {
    const { page, say, said } = open;
    await say("large");
    await said("A long list.").waitFor();
    const body = page.getByRole("region", { name: "Body of the response" });
    const whole = JSON.stringify({ status: "handled", ...ANSWERS["large"] }, undefined, 2);
    /** What somebody gets who selects and copies it. */
    const selected = (): Promise<string> =>
      body.evaluate((element) => {
        getSelection()!.selectAllChildren(element);
        return getSelection()!.toString();
      });
    await expect.poll(selected).toBe(whole);
    await page.getByRole("searchbox").fill("deep");
    await rows()
      .getByText(/^In the response: .*"link":"deep"/)
      .waitFor();
    const mark = body.locator("mark");
    const isSeen = (): Promise<boolean> =>
      mark.evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect();
        const around = element.closest("pre")!.getBoundingClientRect();
        return top >= around.top && bottom <= around.bottom;
      });
    await expect.poll(isSeen).toBe(true);
    // Drawn in parts, it is still the same text.
    expect(await selected()).toBe(whole);
  });

  it("steps back in a chat and goes on in another way, and does the rest again", async () => {
    const { page, say, said, shoot } = open;
    for (const text of ["apply for leave", "sick", "4"]) await say(text);
    await said("Anything to add?").waitFor();
    const step = async (text: string, item: RegExp): Promise<void> => {
      // Its words alone: the time beside them has digits too.
      const message = log().locator(".message.visitor", { has: page.getByText(text, { exact: true }) });
      await message.getByRole("button", { name: "Step back" }).click();
      await shoot("step-back-light");
      await page.getByRole("menuitem", { name: item }).click();
    };
    await step("4", /Go on from before this/);
    await expect.poll(() => log().getByText("Anything to add?").count()).toBe(0);
    expect(await page.getByRole("textbox", { name: "Message" }).inputValue()).toBe("4");
    await say("7");
    await said("Anything to add?").waitFor();
    expect(requests.at(-1)).toMatchObject({ params: { leaveType: "sick", days: 7 } });
    const sent = requests.length;
    await step("sick", /Run the rest again/);
    await page.getByText("Run again: everything is as it was.").waitFor();
    expect(requests.slice(sent).map(({ userInput }) => userInput)).toEqual(["sick", "7"]);
    expect(await page.getByRole("combobox", { name: "Chat" }).getByRole("option").count()).toBe(3);
    // The result stays, also when the page is loaded again, until it is closed.
    await page.reload();
    const result = page.getByRole("region", { name: "Run again" });
    await result.getByRole("heading", { name: "Run again from chat 2: everything is as it was" }).waitFor();
    expect(await result.getByRole("listitem").allInnerTexts()).toEqual(["Sent “sick” as before", "Sent “7” as before"]);
    await button("Close the result").click();
    await result.waitFor({ state: "detached" });
    asksForNote = false;
    await step("sick", /Run the rest again/);
    await result.getByRole("heading", { name: /Run again from chat 3: \d differences/ }).waitFor();
    const second = result.getByRole("listitem").filter({ hasText: "Sent “7”" });
    await second.locator("del").getByText('"prompt"').waitFor();
    await second.locator("ins").getByText("Shall I book it?").first().waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await shoot("run-again-light");
  });

  it("copies an exchange, exports those that were picked, and imports them", async () => {
    const { page, say, said } = open;
    await say("one");
    await said("You said: one").waitFor();
    await say("two");
    await said("You said: two").waitFor();
    await button("Copy").click();
    await page.getByRole("menuitem", { name: /as ck send/ }).click();
    const { exchanges } = started.desk.emulator.chats[0]!.transcript.turns.at(-1)!;
    const body = new TextDecoder().decode(bytesOf(exchanges[0]!.request.body));
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(body);
    await button("Export and import").click();
    await page.getByRole("menuitem", { name: "Pick exchanges to export" }).click();
    await rows().first().click();
    await rows().nth(1).click();
    const [download] = await Promise.all([page.waitForEvent("download"), button("Export").click()]);
    expect(download.suggestedFilename()).toBe("exchanges-2.json");
    await button("Export and import").click();
    const all = page.getByRole("menuitem", { name: "Export all that are listed" });
    const [second] = await Promise.all([page.waitForEvent("download"), all.click()]);
    expect(second.suggestedFilename()).toBe(`exchanges-${await rows().count()}.json`);
    await button("Clear the list").click();
    await page.getByText("The list is empty.").waitFor();
    await button("Export and import").click();
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.getByRole("menuitem", { name: "Import a file" }).click(),
    ]);
    await chooser.setFiles(await download.path());
    await expect.poll(() => rows().count()).toBe(2);
    expect(await rows().first().innerText()).toContain("imported");
  });

  it("brings back what was cleared, by the keyboard too", async () => {
    const { page, say, said, shoot } = open;
    await say("one");
    await said("You said: one").waitFor();
    await say("two");
    await said("You said: two").waitFor();
    await page.getByRole("searchbox").fill("status");
    await expect.poll(() => rows().count()).toBe(2);
    await rows().last().click();
    await page.getByRole("article", { name: "Exchange 1" }).waitFor();
    await button("Clear the list").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText("2 exchanges cleared.").waitFor();
    await page.getByText("The list is empty.").waitFor();
    await page.getByRole("status").getByText("2 exchanges cleared.").waitFor();
    await shoot("cleared-light");
    expect(await axeFaults(page)).toEqual([]);
    await say("three");
    await said("You said: three").waitFor();
    // It is still there when the page is loaded again.
    await page.reload();
    await expect.poll(() => rows().count()).toBe(1);
    await rows().first().focus();
    const undo = button("Undo clearing the list");
    for (let steps = 0; steps < 3 && !(await undo.evaluate((each) => each === document.activeElement)); steps++)
      await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText("2 exchanges back in the list.").waitFor();
    // Those that were found by their bodies are found again.
    await expect.poll(() => rows().count()).toBe(3);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Clear the list");
    expect(await undo.count()).toBe(0);
  });

  it("stays small with 1,000 exchanges and 2,000 messages, and one tab stop leads into each list", async () => {
    const { page, say, said } = open;
    await say("message 7");
    await said("You said: message 7").waitFor();
    const [chat] = started.desk.emulator.chats;
    // The platform answers these itself.
    for (let at = 0; at < 1000; at++) await chat!.say("opening hours");
    const { exchanges } = chat!.transcript.turns.find((turn) => turn.exchanges.length > 0)!;
    const copies = Array.from({ length: 999 }, () => exchanges[0]);
    expect(await apiOf(started).post("exchanges/import", { exchanges: copies })).toMatchObject({ count: 999 });
    await page.reload();
    await log().getByText("From 9 to 17.").last().waitFor();
    const elements = (): Promise<number> => page.evaluate(() => document.querySelectorAll("*").length);
    await expect.poll(() => rows().count()).toBe(60);
    await expect.poll(() => log().getByRole("listitem").count()).toBe(60);
    expect(await elements()).toBeLessThan(4_000);
    for (const list of [log(), page.getByRole("list", { name: /Exchanges/ })])
      expect(await list.evaluate(countTabStops)).toBeLessThanOrEqual(1);
    await rows().first().focus();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowUp");
    await page.getByRole("article", { name: "Exchange 942" }).waitFor();
    await button(/^Older: \d+ more$/).click();
    await button(/^Earlier: \d+ more$/).click();
    expect(await elements()).toBeLessThan(4_000);
    await page.getByRole("searchbox").fill('"#1 fallback"');
    await expect.poll(() => rows().count()).toBe(1);
    await rows().first().click();
    await button("Show in the chat").click();
    await expect.poll(() => log().locator(".message:focus").innerText()).toContain("message 7");
    expect(await elements()).toBeLessThan(4_000);
  });

  it("scrolls its lists, and never as a whole", async () => {
    const { page, say, said } = open;
    await say("one");
    await said("You said: one").waitFor();
    const [chat] = started.desk.emulator.chats;
    for (let at = 0; at < 40; at++) await chat!.say("opening hours");
    // What is chosen is said to screen readers, far down in the chat.
    await chat!.say("apply for leave");
    await chat!.choose("sick");
    await said("How many days?").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0);
  });
});

/** How many tab stops are in an element. Runs in the browser. */
function countTabStops(element: Element): number {
  const controls = element.querySelectorAll<HTMLElement>(
    "button, input, select, textarea, a[href], summary, [tabindex]",
  );
  return [...controls].filter((each) => each.tabIndex === 0 && !each.matches(":disabled")).length;
}

/** The words of an element that stand on more than one line. Runs in the browser. */
function brokenWords(element: Element): string[] {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const broken: string[] = [];
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    for (const { 0: word, index } of (node.textContent ?? "").matchAll(/\S+/g)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) broken.push(word);
    }
  }
  return broken;
}
