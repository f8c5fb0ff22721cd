import { rm } from "node:fs/promises";
import { loadExchange } from "@ck/emulator";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { axeFaults } from "../support/axe.js";
import { buildPage, hasChromium, launch } from "../support/browser.js";
import { openPage, type OpenPage } from "../support/open-page.js";
import { startDesk, type Started } from "../support/start-desk.js";

describe.skipIf(!hasChromium)("the page", () => {
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
    started = await startDesk({ page: built });
    open = await openPage(browser, started.desk.url);
  });
  afterEach(async () => {
    await open.close();
    await started.close();
    expect(open.complaints).toEqual([]);
    for (const origin of open.origins) expect([started.origin, started.webhookOrigin]).toContain(origin);
  });

  const button = (name: string | RegExp) => open.page.getByRole("button", { name });

  it("lets a person apply for leave by clicking and typing, and shows each signed request", async () => {
    const { page, say, said, shoot } = open;
    await said("Hello there! I can book leave.").waitFor();
    // The token is on no shared screen and in no bookmark.
    expect(page.url()).toBe(`${started.origin}/`);
    await say("I want to take leave");
    const question = page.getByRole("log").getByRole("listitem").filter({ hasText: "What kind of leave?" });
    await question.getByText("by ConvoKraft itself").waitFor();
    await button("Casual leave").click();
    // Beside a custom button, a picked option waits for Submit.
    await button("Submit").click();
    const again = page.getByRole("listitem").filter({ hasText: "You don't have enough casual leaves." });
    await again.getByRole("button", { name: "Sick leave" }).waitFor();
    const widths = () =>
      again.locator("img").evaluateAll((all) => all.map((each) => (each as HTMLImageElement).naturalWidth));
    await expect.poll(widths).toEqual([160, 160]);
    await shoot("asked-again-light");
    await again.getByRole("button", { name: "Sick leave" }).click();
    await again.getByRole("button", { name: "Submit" }).click();
    await said("From which day?").waitFor();
    await say("2030-05-06");
    await said("For how many days?").waitFor();
    await say("2");
    await said("Your sick leave is booked.").waitFor();
    expect(await page.getByRole("note").innerText()).toMatch(/Leave 2041\s+2 days, 5 are left./);
    await shoot("booked-light");
    await button("Draft the same for next year").click();
    await said("Draft 2041 is saved.").waitFor();

    const rows = page.getByRole("list", { name: /Exchanges/ }).getByRole("button");
    expect(await rows.count()).toBe(7);
    for (let at = 0; at < 7; at++) {
      await rows.nth(at).click();
      const detail = page.getByRole("article", { name: `Exchange ${7 - at}` });
      await detail.getByText("valid", { exact: true }).waitFor();
      await detail.getByText(/^Answered /).waitFor();
      await detail.getByText(/\d headers of the request/).click();
      expect(await detail.getByRole("rowheader", { name: "X-CONVOKRAFT-SIGNATURE" }).count()).toBe(1);
    }
    await rows.nth(3).click();
    await page.getByText("Answered prompt: your bot leaves the next question to ConvoKraft.").waitFor();
    await rows.nth(0).click();
    await page.getByRole("article", { name: "Exchange 7" }).waitFor();
    const request = page.getByRole("region", { name: "Body of the request" });
    expect(await request.innerText()).toContain('"button_id": "saveDraft"');
    await page
      .getByRole("group", { name: /request's body/ })
      .getByRole("button", { name: "exact" })
      .click();
    expect(await request.innerText()).toContain('"button_id":"saveDraft"');
    await shoot("exact-light");
  });

  it("shows what was wrong, and whose words the visitor sees then", async () => {
    const { page, say, said, shoot } = open;
    await said("Hello there!").waitFor();
    await button("Faults").click();
    await shoot("faults-light");
    await page.getByRole("menuitemradio", { name: /missing signature.*A good server answers 401/ }).click();
    await say("who are you");
    await said("Sorry, the leave desk is closed.").waitFor();
    await said("Failure message").waitFor();
    const rows = page.getByRole("list", { name: /Exchanges/ }).getByRole("button");
    await rows.nth(1).click();
    await page.getByText("There is no signature, although the bot is secured.").waitFor();
    await page
      .getByRole("article")
      .getByText(/The status is 401; the platform accepts 200 only/)
      .waitFor();
    await page
      .getByRole("log")
      .getByText(/Why: The status is 401/)
      .waitFor();
    await shoot("refused-light");
    // The fault was for one request.
    await say("who are you");
    await said("I can help with leave only.").waitFor();
  });

  it("sends an exchange again, edited, and saves it", async () => {
    const { page, say, said, shoot } = open;
    await said("Hello there!").waitFor();
    await say("who are you");
    await said("I can help with leave only. You said: who are you").waitFor();
    await button("Resend").first().click();
    await page.getByRole("heading", { name: "fallback" }).waitFor();
    await page.getByRole("article", { name: "Exchange 3" }).waitFor();
    await button("Edit and resend").click();
    const dialog = page.getByRole("dialog", { name: "Edit and resend #3" });
    const body = dialog.getByRole("textbox", { name: "Body of the request" });
    expect(await body.evaluate((field: HTMLTextAreaElement) => [field.selectionStart, field.scrollTop])).toEqual([
      0, 0,
    ]);
    await body.fill((await body.inputValue()).replace("who are you", "nobody"));
    await shoot("edit-light");
    await dialog.getByRole("button", { name: "Send" }).click();
    const edited = page.getByRole("article", { name: "Exchange 4" });
    await edited.getByText("valid", { exact: true }).waitFor();
    expect(await edited.getByRole("region", { name: "Body of the response" }).innerText()).toContain(
      "You said: nobody",
    );
    // Another earlier answer can stand on the left.
    const compareWith = edited.getByRole("combobox", { name: "Compare with" });
    await edited.getByRole("region", { name: "Before: #3" }).last().waitFor();
    expect(await compareWith.getByRole("option").allInnerTexts()).toEqual([
      expect.stringMatching(/^#3, .*“who are you”/),
      expect.stringMatching(/^#2, .*“who are you”/),
    ]);
    await compareWith.focus();
    await compareWith.selectOption({ index: 1 });
    await edited.getByRole("region", { name: "Before: #2" }).last().getByText("You said: who are you").waitFor();
    expect(await compareWith.evaluate((select) => select === document.activeElement)).toBe(true);
    await shoot("compare-light");
    await button("Edit and resend").click();
    const second = page.getByRole("dialog", { name: "Edit and resend #4" });
    await second.getByRole("textbox", { name: "Body of the request" }).fill("{}");
    await second.getByLabel(/Keep the old signature/).check();
    await second.getByRole("button", { name: "Send" }).click();
    await page.getByRole("article", { name: "Exchange 5" }).getByText("not valid").waitFor();
    await page.getByRole("button", { name: "Keep on the server", exact: true }).click();
    const words = await page.getByText(/^Saved as /).innerText();
    expect(await loadExchange(words.replace("Saved as ", ""))).toMatchObject({ request: { body: { content: "{}" } } });
  });

  it("shows the bot as the console does: its public key, deploy, rotate", async () => {
    const { page, said, shoot } = open;
    await said("Hello there!").waitFor();
    await button("Filter").click();
    await page.getByRole("combobox", { name: "Kind of request" }).selectOption("welcome");
    await page.getByRole("tab", { name: "Bot" }).click();
    await page.getByText("Here it is read from convokraft.json").waitFor();
    await button("Show key").click();
    const { base64 } = (await started.vault.showKey("development"))!;
    expect(await page.getByRole("region", { name: "Public key" }).innerText()).toBe(base64);
    await button("Copy the public key").click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(base64);
    await button("Deploy").click();
    await page.getByText("The same key as development.").waitFor();
    await button("Rotate key").click();
    await page.getByRole("dialog").getByRole("button", { name: "Make a new key" }).click();
    await page.getByText("An older key than that of development.").waitFor();
    expect(await started.vault.history()).toHaveLength(2);
    await shoot("bot-light");
    // The server has the old key only, which is production's now.
    await button("production").click();
    await said("Hello there!").waitFor();
    await button("development").click();
    await said("Failure message").waitFor();
  });

  it("gives each chat its client data, and lets one go back to an earlier one", async () => {
    const { page, said } = open;
    await said("Hello there!").waitFor();
    await button("Chat settings").click();
    const data = page.getByLabel(/Client data/);
    await data.fill("Sam");
    await button("New chat with this data").click();
    await page.getByText("Write a JSON object").waitFor();
    await data.fill('{ "name": "Sam" }');
    await button("New chat with this data").click();
    await said("Hello Sam!").waitFor();
    await page.getByRole("combobox", { name: "Chat" }).selectOption({ index: 0 });
    await said("Hello there!").waitFor();
    await button("Close this chat").click();
    await expect.poll(() => page.getByRole("textbox", { name: "Message" }).isDisabled()).toBe(true);
  });

  it("opens a chat for somebody whom the site vouches for, and says what is missing", async () => {
    await open.said("Hello there!").waitFor();
    await button("Chat settings").click();
    // Where nobody can sign, nobody can be logged in.
    expect(await open.page.getByLabel(/^Visitor/).count()).toBe(0);
    const signed: unknown[] = [];
    const site = await startDesk({
      page: built,
      visitors: {
        sign: (visitor, environment) => {
          signed.push([visitor, environment]);
          return Promise.resolve(`eyJ.of-${visitor.id}.${signed.length}`);
        },
      },
    });
    const other = await openPage(browser, site.desk.url);
    try {
      const { page, said } = other;
      await said("Hello there!").waitFor();
      const request = page.getByRole("region", { name: "Body of the request" });
      expect(await request.innerText()).not.toContain("visitorToken");
      await page.getByRole("button", { name: "Chat settings" }).click();
      const visitor = page.getByRole("textbox", { name: /^Visitor\b.*whom your site vouches for/ });
      const openChat = page.getByRole("button", { name: "New chat with this data" });
      for (const wrong of ["asha", '{ "email": "asha@example.com" }']) {
        await visitor.fill(wrong);
        await openChat.click();
        await page.getByRole("alert").getByText("Write a JSON object with an id").waitFor();
        expect(await visitor.getAttribute("aria-invalid")).toBe("true");
      }
      expect(signed).toEqual([]);
      expect(await axeFaults(page)).toEqual([]);
      const asha = { id: "u-17", email: "asha@example.com" };
      await visitor.fill(JSON.stringify(asha));
      await openChat.click();
      await request.getByText('"eyJ.of-u-17.1"').first().waitFor();
      expect(signed).toEqual([[asha, "development"]]);
      // The visitor stays with the chat, and goes along into the next one.
      expect(JSON.parse(await visitor.inputValue())).toEqual(asha);
      await page.getByRole("button", { name: "New chat", exact: true }).click();
      await page.getByRole("article", { name: "Exchange 3" }).waitFor();
      expect(signed).toHaveLength(2);
      await visitor.fill("");
      await openChat.click();
      await page.getByRole("article", { name: "Exchange 4" }).waitFor();
      expect(await request.innerText()).not.toContain("visitorToken");
      expect(signed).toHaveLength(2);
      expect(other.complaints).toEqual([]);
    } finally {
      await other.close();
      await site.close();
    }
  });

  it("opens the first chat for the visitor whom its author named", async () => {
    const site = await startDesk({
      page: built,
      visitor: { id: "u-17" },
      visitors: { sign: ({ id }) => Promise.resolve(`eyJ.of-${id}`) },
    });
    const other = await openPage(browser, site.desk.url);
    try {
      await other.said("Hello there!").waitFor();
      const request = other.page.getByRole("region", { name: "Body of the request" });
      await request.getByText('"eyJ.of-u-17"').first().waitFor();
    } finally {
      await other.close();
      await site.close();
    }
  });

  it("is the same again when it is loaded again, and tells when the server has gone", async () => {
    const { page, say, said } = open;
    await say("opening hours");
    await said("The office is open from 9 to 17.").waitFor();
    await page.reload();
    await said("The office is open from 9 to 17.").waitFor();
    expect(await page.getByRole("log").getByRole("listitem").count()).toBe(3);
    await started.desk.close();
    await page.getByText("Connection lost, trying again").waitFor();
    (open.complaints as string[]).splice(0);
  });

  it("lets one choose several options of a multi selection, and a follow-up", async () => {
    const several = await startDesk({
      page: built,
      definition: {
        handlers: { welcome: false },
        actions: [
          {
            namespace: "Notify",
            sentences: ["notify somebody"],
            params: [
              { name: "teams", type: "multi-selection", prompt: "Whom?", options: ["sales", "support", "legal"] },
            ],
            followups: ["Hours"],
          },
          { namespace: "Hours", sentences: ["opening hours"], answer: "From 9 to 17." },
        ],
      },
      mount: (app) => {
        app.post("/convokraft", (_req, res) => void res.json({ status: "execution", message: "Done.", card: [] }));
      },
    });
    const other = await openPage(browser, several.desk.url);
    await other.say("notify somebody");
    const choice = (name: string) => other.page.getByRole("button", { name, exact: true });
    await choice("sales").click();
    await choice("support").click();
    await choice("legal").click();
    await choice("support").click();
    await choice("Submit").click();
    await other.said("sales, legal").waitFor();
    await other.said("Done.").waitFor();
    const [, notify] = several.desk.emulator.chats[0]!.transcript.turns;
    expect(notify!.exchanges).toEqual([]);
    const { request } = several.desk.emulator.chats[0]!.transcript.turns[2]!.exchanges[0]!;
    expect(JSON.parse(request.body.content)).toMatchObject({ params: { teams: ["sales", "legal"] } });
    await choice("opening hours").click();
    await other.said("From 9 to 17.").waitFor();
    expect(await choice("opening hours").isDisabled()).toBe(true);
    await other.close();
    await several.close();
  });

  it("stays at the newest message, unless the reader has scrolled up, and goes there when something is sent", async () => {
    const { page, say, said } = open;
    const log = page.getByRole("log");
    const toEnd = (): Promise<number> =>
      log.evaluate(({ scrollHeight, scrollTop, clientHeight }) => Math.round(scrollHeight - scrollTop - clientHeight));
    for (let at = 1; at <= 8; at++) {
      await say(`message ${at}`);
      await said(`You said: message ${at}`).waitFor();
    }
    await expect.poll(toEnd).toBe(0);
    await page.setViewportSize({ width: 1024, height: 500 });
    await expect.poll(toEnd).toBe(0);
    await log.hover();
    await page.mouse.wheel(0, -400);
    await expect.poll(toEnd).toBeGreaterThan(300);
    await started.desk.emulator.chats.at(-1)?.say("opening hours");
    await said("The office is open from 9 to 17.").waitFor();
    expect(await toEnd()).toBeGreaterThan(300);
    await say("and now");
    await said("You said: and now").waitFor();
    await expect.poll(toEnd).toBe(0);
    await say("apply for leave");
    await log.getByRole("button", { name: "Sick leave" }).click();
    const submit = log.getByRole("button", { name: "Submit" });
    await log.hover();
    await page.mouse.wheel(0, -400);
    await expect.poll(toEnd).toBeGreaterThan(300);
    // A click by the mouse would bring it into view first.
    await submit.evaluate((element: HTMLButtonElement) => element.click());
    await said("From which day?").waitFor();
    await expect.poll(toEnd).toBe(0);
  });

  it("says that somebody is typing while a request is under way", async () => {
    const { page, say, said } = open;
    await said("Hello there!").waitFor();
    await say("take your time");
    await page.getByText("leave_bot is typing").waitFor();
    await said("Slow, but here.").waitFor();
    expect(await page.getByText("leave_bot is typing").count()).toBe(0);
  });

  it("can be used without a mouse", async () => {
    const { page, said } = open;
    await said("Hello there!").waitFor();
    await page.keyboard.press("Alt+KeyM");
    await page.keyboard.type("apply for leave");
    await page.keyboard.press("Enter");
    await said("What kind of leave?").waitFor();
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? "");
    for (let steps = 0; steps < 12 && (await focused()) !== "Casual leave"; steps++)
      await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("ArrowRight");
    expect(await focused()).toBe("Sick leave");
    await page.keyboard.press("Enter");
    for (let steps = 0; steps < 6 && (await focused()) !== "Submit"; steps++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await said("From which day?").waitFor();
    // What was chosen is switched off: the focus goes where one can go on.
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Message");
    await page.keyboard.press("Alt+ArrowDown");
    await page.getByRole("article", { name: "Exchange 1" }).waitFor();
    await page.keyboard.press("Alt+KeyB");
    await page.getByRole("heading", { name: "Webhook" }).waitFor();
    await page.getByRole("tab", { name: "Bot" }).focus();
    await page.keyboard.press("ArrowLeft");
    expect(await focused()).toMatch(/^Exchanges/);
    await page.keyboard.press("Alt+KeyK");
    await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
    await page.keyboard.press("Escape");
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  it.each(["light", "dark"] as const)(
    "has no fault that axe can find, in %s colours, wide and narrow",
    async (colorScheme) => {
      const { page, say, said, shoot } = open;
      await page.emulateMedia({ colorScheme });
      await said("Hello there!").waitFor();
      await button("Chat settings").click();
      await button("Faults").click();
      await page.getByRole("menuitemradio", { name: /wrong signature/ }).click();
      await say("who are you");
      await said("Failure message").waitFor();
      await say("apply for casual leave");
      await say("casual");
      await say("sick leave from 2030-05-06");
      const faults: string[] = [];
      const look = async (name: string): Promise<void> => {
        faults.push(...(await axeFaults(page)).map((fault) => `${name}: ${fault}`));
        await shoot(`${name}-${colorScheme}`);
      };
      await page.getByRole("searchbox").fill("todo");
      await page.getByRole("region", { name: "Body of the request" }).locator("mark").first().waitFor();
      await look("wide");
      await page.getByRole("tab", { name: "Bot" }).click();
      await button("Show key").click();
      await look("wide-bot");
      await button("Rotate key").click();
      await look("wide-dialog");
      await page.keyboard.press("Escape");
      await page.setViewportSize({ width: 1024, height: 768 });
      await page.getByRole("tab", { name: "Exchanges" }).click();
      await look("medium");
      await page.setViewportSize({ width: 360, height: 740 });
      for (const name of ["Chat", "Bot", "Exchanges"]) {
        await page.getByRole("tab", { name }).click();
        await look(`narrow-${name.toLowerCase()}`);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
      }
      await page
        .getByRole("list", { name: /Exchanges/ })
        .getByRole("button")
        .first()
        .click();
      await page.getByRole("article").waitFor();
      await look("narrow-exchange");
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
      await button("All exchanges").click();
      expect(faults).toEqual([]);
    },
  );

  it("has the colours that were chosen, also after it is loaded again", async () => {
    const { page } = open;
    const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await button(/Colours: system/).click();
    await button(/Colours: light/).click();
    expect(await ground()).not.toBe(light);
    await page.reload();
    await button(/Colours: dark/).waitFor();
    expect(await ground()).not.toBe(light);
  });

  it("shows nothing without the token", async () => {
    const other = await openPage(browser, started.origin);
    await other.page.getByRole("heading", { name: "This page needs the whole address" }).waitFor();
    await other.page.goto(`${started.origin}/#token=wrong`);
    await other.page.reload();
    await other.page.getByRole("heading", { name: "This page needs the whole address" }).waitFor();
    await other.close();
  });
});
