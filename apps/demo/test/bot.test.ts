import { receive, trackWork, type BotError } from "@ck/bot";
import { english } from "@ck/bot/texts";
import { RESPONSE_LIMIT_BYTES } from "@ck/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLeaveBot } from "../src/bot.js";
import { stateInMemory } from "../src/serve/shared-state.js";
import type { OpenDatabase } from "../src/store/database.js";
import { createLeaveStore, type LeaveStore } from "../src/store/leave-store.js";
import { openDatabase } from "../src/store/open-database.js";
import { NOW } from "./clock.js";
import { loggedIn, visitor } from "./visitors.js";

type Json = Record<string, unknown>;

let database: OpenDatabase;
let store: LeaveStore;
const errors: BotError[] = [];
let visitors = 0;

beforeAll(async () => {
  database = await openDatabase({});
  store = await createLeaveStore(database.db, { now: NOW });
});
afterAll(() => database.close());

/** A visitor of their own: what one books is not taken from another. */
function visit(): { email: string; ask: (request: Json) => Promise<Json> } {
  const email = `visitor${++visitors}@example.com`;
  const pictureOf = (type: string): string => `https://example.com/leave/${type}.png`;
  const answer = receive(createLeaveBot({ store, visitor, now: () => NOW, reportMs: 60_000, pictureOf }), {
    publicKey: false,
    deadlineMs: 2_000,
    onError: (error) => void errors.push(error),
  });
  return {
    email,
    async ask(request) {
      const environment = "production";
      const clientData = await loggedIn(email);
      const body = new TextEncoder().encode(JSON.stringify({ environment, clientData, ...request }));
      const response = await answer({ method: "POST", header: () => undefined, body });
      expect(response.status).toBe(200);
      expect(response.body.byteLength).toBeLessThanOrEqual(RESPONSE_LIMIT_BYTES);
      return JSON.parse(new TextDecoder().decode(response.body)) as Json;
    },
  };
}

const apply = (todo: string, params: Json, rest: Json = {}): Json => ({
  todo,
  action: { namespace: "ApplyLeave" },
  params,
  ...rest,
});
const reply = (param: string, params: Json): Json =>
  apply("prompt", params, { previousParam: { name: param }, userInput: "…" });

test("the re-prompt for used-up casual leave is the contract page's sample, key by key in the page's order", async () => {
  const { email, ask } = visit();
  await store.book(email, { type: "casual", from: "2026-03-09", days: 2 });
  const answer = await ask(reply("leave_type", { leave_type: "110" }));
  expect(JSON.stringify(answer)).toBe(
    JSON.stringify({
      status: "prompt",
      prompt: {
        param_name: "leave_type",
        options: [
          { id: "111", label: "Sick leave", image: "https://example.com/leave/sick.png" },
          { id: "112", label: "Earned leave", image: "https://example.com/leave/earned.png" },
        ],
        buttons: [],
      },
      message: "You don't have enough casual leaves. Please choose some other leave type.",
      data: {},
    }),
  );
});

test("at execute, where the platform calls at the end of a context only, what cannot be had is said", async () => {
  const { ask } = visit();
  const answer = await ask(apply("execute", { leave_type: "110", from: "09-Mar-2026", days: "3" }));
  expect(answer).toMatchObject({
    status: "execution",
    message: "You don't have enough casual leaves. Please choose some other leave type.",
  });
});

test("a kind of leave that is there is not asked about: the platform asks the next param, and at the end goes on", async () => {
  const { ask } = visit();
  expect(await ask(reply("leave_type", { leave_type: "111" }))).toEqual({ todo: "prompt" });
  expect(await ask(reply("from", { leave_type: "111", from: "09-Mar-2026" }))).toEqual({ todo: "prompt" });
  expect(await ask(reply("days", { leave_type: "111", from: "09-Mar-2026", days: "3" }))).toEqual({ todo: "execute" });
});

test.each([
  ["a day that is over", "from", { from: "2026-03-01" }, /that day is over/i],
  ["a day more than two years ahead", "from", { from: "2028-03-03" }, /two years ahead/],
  ["a day far beyond any calendar", "from", { from: "9999-12-31" }, /two years ahead/],
  ["digits that are no date", "from", { from: "8640000000000000" }, /Please give a date/],
  ["no number of days", "days", { from: "2026-03-09", days: "soon" }, /whole number/],
  ["more days than one leave can have", "days", { from: "2026-03-09", days: "31" }, /30/],
  [
    "more days than any kind of leave has left",
    "days",
    { from: "2026-03-09", days: "16" },
    /10 days of sick leave left/,
  ],
])("%s is asked again", async (_what, param, params, words) => {
  const { ask } = visit();
  const answer = await ask(reply(param, { leave_type: "111", ...params }));
  expect(answer).toMatchObject({ status: "prompt", prompt: { param_name: param } });
  expect(answer["message"]).toMatch(words);
});

test("today can be the first day of a leave", async () => {
  const { ask } = visit();
  expect(await ask(reply("from", { leave_type: "111", from: "02-Mar-2026" }))).toEqual({ todo: "prompt" });
});

test("execute books, confirms with a card, and offers a draft of the same for next year", async () => {
  const { email, ask } = visit();
  const answer = await ask(apply("execute", { leave_type: "111", from: "09-Mar-2026", days: "3" }));
  expect(answer).toMatchObject({
    status: "execution",
    message: expect.stringMatching(/^Leave \d+ \(3 days of sick leave from 09-Mar-2026\) is booked\.$/) as string,
    card: [
      { type: "note", content: "Sick leave, 3 days from 09-Mar-2026\n7 days left" },
      {
        type: "button",
        id: "saveDraft",
        label: "Draft the same for next year",
        data: { leave_type: "111", from: "2027-03-09", days: 3 },
      },
    ],
  });
  expect(await store.balanceOf(email)).toMatchObject({ sick: 7 });
});

test("the same execute delivered twice books once and gets the same answer", async () => {
  const { email, ask } = visit();
  const request = apply("execute", { leave_type: "111", from: "09-Mar-2026", days: "3" });
  const [first, second] = await Promise.all([ask(request), ask(request)]);
  expect(second).toEqual(first);
  expect(await store.balanceOf(email)).toMatchObject({ sick: 7 });
});

test("a second leave from the same day is not booked over the first", async () => {
  const { ask } = visit();
  await ask(apply("execute", { leave_type: "111", from: "09-Mar-2026", days: "3" }));
  const answer = await ask(apply("execute", { leave_type: "112", from: "09-Mar-2026", days: "1" }));
  expect(answer["message"]).toMatch(/begins on that day already\. Please choose another day\.$/);
});

test("with nothing left of any kind, the action ends", async () => {
  const { email, ask } = visit();
  await store.book(email, { type: "casual", from: "2026-03-09", days: 2 });
  await store.book(email, { type: "sick", from: "2026-04-01", days: 10 });
  await store.book(email, { type: "earned", from: "2026-05-01", days: 15 });
  expect(await ask(reply("leave_type", { leave_type: "110" }))).toMatchObject({
    status: "execution",
    message: "You have no leave left for 1 day.",
  });
});

test.each([
  ["from the map that the card carried", { params: {}, data: { leave_type: "112", from: "2027-01-11", days: 5 } }],
  ["from the params where the card carried none", { params: { leave_type: "112", from: "11-Jan-2027", days: "5" } }],
])("the button saves a draft %s", async (_how, rest) => {
  const { email, ask } = visit();
  const answer = await ask(apply("button", rest.params, { button_id: "saveDraft", ...rest }));
  expect(answer["message"]).toMatch(
    /^Draft \d+ \(5 days of earned leave from 11-Jan-2027\) is saved\. It is not booked\.$/,
  );
  expect(await store.leavesOf(email)).toMatchObject([{ status: "draft", type: "earned", from: "2027-01-11", days: 5 }]);
  expect(await store.balanceOf(email)).toMatchObject({ earned: 15 });
});

test("the button saves a draft of one day where the visitor has not said how many", async () => {
  const { email, ask } = visit();
  await ask(apply("button", { leave_type: "111", from: "2026-03-09" }, { button_id: "saveDraft" }));
  expect(await store.leavesOf(email)).toMatchObject([{ status: "draft", type: "sick", from: "2026-03-09", days: 1 }]);
});

test.each([
  ["nothing", {}],
  ["an unknown kind", { leave_type: "999", from: "2027-01-11", days: 5 }],
  ["a day beyond the calendar", { leave_type: "112", from: 8_640_000_000_000_000, days: 5 }],
  ["a million days", { leave_type: "112", from: "2027-01-11", days: 1e6 }],
])("a card that carries %s drafts nothing", async (_what, data) => {
  const { email, ask } = visit();
  expect(await ask(apply("button", {}, { button_id: "saveDraft", data }))).toMatchObject({
    message: "There is nothing here to draft. Apply for leave first.",
  });
  expect(await store.leavesOf(email)).toEqual([]);
});

test("a draft stays in the session: MyLeaves offers it until it is booked", async () => {
  const { ask } = visit();
  const draft = { leave_type: "112", from: "2027-01-11", days: 5 };
  const { broadcast } = await ask(apply("button", draft, { button_id: "saveDraft" }));
  expect(broadcast).toEqual({ draft });
  const offered = await ask({ todo: "execute", action: "MyLeaves", broadcast });
  expect(JSON.stringify(offered["followup"])).toContain('"Book the draft"');
  const booked = await ask(apply("execute", draft, { broadcast }));
  expect(booked["broadcast"]).toEqual({ draft: null });
  const after = await ask({ todo: "execute", action: "MyLeaves", broadcast: booked["broadcast"] });
  expect(JSON.stringify(after["followup"])).not.toContain("Book the draft");
});

test("a session that somebody has changed is not believed", async () => {
  const { ask } = visit();
  const before = errors.length;
  const broadcast = { draft: { leave_type: "999", from: "2027-01-11", days: 5 } };
  const answer = await ask({ todo: "execute", action: "MyLeaves", broadcast });
  expect(JSON.stringify(answer["followup"])).not.toContain("Book the draft");
  expect(errors.splice(before).map(({ code }) => code)).toEqual(["ERR_SESSION_DROPPED"]);
});

test.each([
  ["de-AT", "Bitte geben Sie eine ganze Zahl zwischen 1 und 30 an."],
  ["en", "Please give a whole number between 1 and 30."],
  ["tlh", "Please give a whole number between 1 and 30."],
  [undefined, "Please give a whole number between 1 and 30."],
])("what is wrong with an answer is said in the language of the page: %s", async (language, message) => {
  const { email, ask } = visit();
  const request = reply("days", { leave_type: "111", from: "09-Mar-2026", days: "40" });
  expect(await ask({ ...request, clientData: { ...(await loggedIn(email)), language } })).toMatchObject({
    status: "prompt",
    message,
  });
});

test("MyLeaves shows bookings, drafts and what is left", async () => {
  const { email, ask } = visit();
  expect(await ask({ todo: "execute", action: "my_leaves" })).toMatchObject({
    message: "You have booked no leave yet.",
  });
  await store.book(email, { type: "sick", from: "2026-03-09", days: 3 });
  await store.saveDraft(email, { type: "earned", from: "2027-01-11", days: 1 });
  const answer = await ask({ todo: "execute", action: { namespace: "MyLeaves" } });
  expect(answer["card"]).toMatchObject([
    {
      type: "table",
      heading: "Your leave",
      columns: ["Number", "Type", "From", "Days", "Status"],
      rows: [
        [expect.any(String), "Sick leave", "09-Mar-2026", "3", "booked"],
        [expect.any(String), "Earned leave", "11-Jan-2027", "1", "draft"],
      ],
    },
    {
      type: "table",
      heading: "Balance",
      rows: [
        ["Casual leave", "2 days"],
        ["Sick leave", "7 days"],
        ["Earned leave", "15 days"],
      ],
    },
  ]);
});

test("Holidays shows those to come", async () => {
  const { ask } = visit();
  expect(await ask({ todo: "execute", action: { namespace: "Holidays" } })).toMatchObject({
    message: "The next holiday is Labour Day, 01-May-2026.",
    card: [{ type: "table", columns: ["Day", "Holiday"] }],
    followup: {
      suggestions: [
        {
          message: "Take the day before off",
          action: {
            name: "ApplyLeave",
            params: [
              { name: "leave_type", value: "112" },
              { name: "from", value: "2026-04-30" },
              { name: "days", value: 1 },
            ],
          },
        },
      ],
    },
  });
});

test("LeavePolicy shows a title, an image, a file and a contact, and says the same in words", async () => {
  const { ask } = visit();
  expect(await ask({ todo: "execute", action: { namespace: "LeavePolicy" } })).toMatchObject({
    message: "The leave policy is at https://example.com/leave-policy.pdf. Questions go to people@example.com.",
    card: [
      { type: "title", content: "Leave policy" },
      { type: "image", content: "https://example.com/leave/sick.png" },
      { type: "file", name: "leave-policy.pdf", format: "pdf", content: "https://example.com/leave-policy.pdf" },
      { type: "vcard", info: { fields: [{ Team: "People" }, { "E-mail": "people@example.com" }] } },
    ],
  });
});

test("CancelLeave cancels a leave of the visitor's own, and asks which where it is not", async () => {
  const { email, ask } = visit();
  const cancel = (todo: string, leave?: number): Promise<Json> =>
    ask({ todo, action: { namespace: "CancelLeave" }, params: { leave } });

  expect(await cancel("prompt")).toMatchObject({ status: "execution", message: "You have no leave to cancel." });
  const booking = await store.book(email, { type: "sick", from: "2026-03-09", days: 3 });
  const id = booking.outcome === "booked" ? booking.leave.id : 0;
  const other = await store.book("someone.else@example.com", { type: "sick", from: "2026-03-09", days: 3 });
  const othersId = other.outcome === "booked" ? other.leave.id : 0;

  const question = { status: "prompt", prompt: { param_name: "leave", options: [{ id: String(id) }] } };
  expect(await cancel("prompt")).toMatchObject(question);
  expect(await cancel("prompt", othersId)).toMatchObject(question);
  expect(await cancel("execute", othersId)).toMatchObject({ message: "You have no such leave." });
  expect(await cancel("prompt", id)).toEqual({ todo: "execute" });
  expect((await cancel("execute", id))["message"]).toMatch(/^Leave \d+ .* is cancelled\.$/);
  expect(await store.leavesOf(email)).toEqual([]);
});

test("welcome and fallback use the visitor's words, and not too many of them", async () => {
  const { ask } = visit();
  expect(await ask({ todo: "welcome", clientData: { name: "Sam" } })).toMatchObject({
    welcome_response: { message: expect.stringMatching(/^Hello Sam!/) as string },
  });
  expect(await ask({ todo: "welcome", clientData: { name: { not: "a name" } } })).toMatchObject({
    welcome_response: { message: expect.stringMatching(/^Hello there!/) as string },
  });
  expect(await ask({ todo: "fallback", userInput: "👩‍👩‍👧".repeat(50_000) })).toEqual({
    status: "handled",
    message: `I can help with leave only. You said: ${"👩‍👩‍👧".repeat(80)}…`,
  });
});

test("only employees whom the company vouches for can use what is theirs", async () => {
  const { email, ask } = visit();
  const other = await loggedIn(email, "development");
  const strangers: Json[] = [
    {},
    { email },
    { visitorToken: email },
    { visitorToken: `${other.visitorToken}x` },
    { ...other },
  ];
  for (const clientData of strangers) {
    const asked = apply("execute", { leave_type: "112", from: "09-Mar-2026", days: "1" }, { clientData });
    expect(await ask(asked)).toMatchObject({ status: "execution", message: english.visitorRequired });
    for (const name of ["MyLeaves", "CancelLeave"])
      expect(await ask({ todo: "execute", action: name, clientData })).toMatchObject({
        message: english.visitorRequired,
      });
    expect(await ask({ todo: "prompt", action: "CancelLeave", clientData })).toMatchObject({ status: "execution" });
  }
  expect(await store.leavesOf(email)).toEqual([]);
  // The holidays are for everybody.
  expect((await ask({ todo: "execute", action: "Holidays", clientData: {} }))["message"]).not.toBe(
    english.visitorRequired,
  );
});

test("an answer that is too large becomes the failure answer, and the author is told which part it was", async () => {
  const { ask } = visit();
  errors.length = 0;
  expect(await ask({ todo: "execute", action: { namespace: "AuditTrail" } })).toMatchObject({
    status: "execution",
    message: expect.stringMatching(/^Sorry/) as string,
  });
  expect(errors).toMatchObject([
    { code: "ERR_RESPONSE_TOO_LARGE", message: expect.stringContaining("card.0.content") as string },
  ]);
});

test("an answer that takes too long becomes the late answer, by the deadline", async () => {
  const { ask } = visit();
  const started = performance.now();
  expect(await ask({ todo: "execute", action: { namespace: "YearlyReport" } })).toMatchObject({
    status: "execution",
    message: expect.stringMatching(/^This takes longer/) as string,
  });
  expect(performance.now() - started).toBeLessThan(3_000);
});

test("a report that is late is handed over when it is asked for again, and mentioned before", async () => {
  const work = trackWork();
  const answer = receive(createLeaveBot({ store, visitor, reportMs: 1_500 }), {
    publicKey: false,
    deadlineMs: 1_000,
    lateAnswers: stateInMemory().lateAnswers,
    waitUntil: work.waitUntil,
  });
  let broadcast: unknown = {};
  const ask = async (request: Json): Promise<unknown> => {
    const body = new TextEncoder().encode(JSON.stringify({ ...request, broadcast }));
    const answered = await answer({ method: "POST", header: () => undefined, body });
    const json = JSON.parse(new TextDecoder().decode(answered.body)) as Json;
    broadcast = json["broadcast"] ?? broadcast;
    return json["message"];
  };
  const report = { todo: "execute", action: { namespace: "YearlyReport" } };
  expect(await ask(report)).toMatch(/^This takes longer/);
  await work.idle();
  expect(await ask({ todo: "fallback", userInput: "hm" })).toMatch(
    /^Your report is ready: ask for it again\. I can help/,
  );
  expect(await ask(report)).toBe("The yearly report is done.");
});

test("what the database throws becomes the failure answer; its words stay with the author", async () => {
  const broken: LeaveStore = { ...store, leavesOf: () => Promise.reject(new Error("password=hunter2")) };
  const answer = receive(createLeaveBot({ store: broken, visitor }), {
    publicKey: false,
    onError: (error) => void errors.push(error),
  });
  errors.length = 0;
  const clientData = await loggedIn("a@example.com");
  const request = { todo: "execute", action: "MyLeaves", environment: "production", clientData };
  const body = new TextEncoder().encode(JSON.stringify(request));
  const response = await answer({ method: "POST", header: () => undefined, body });
  expect(new TextDecoder().decode(response.body)).toContain("Sorry, that did not work.");
  expect(new TextDecoder().decode(response.body)).not.toContain("hunter2");
  expect(errors[0]).toMatchObject({ code: "ERR_HANDLER_FAILED", cause: { message: "password=hunter2" } });
});
