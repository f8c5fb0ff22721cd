import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BodyMatch } from "../../src/api/views.js";
import type { Snapshot } from "../../src/api/events.js";
import { readEvents } from "../../src/page/state/read-events.js";
import { apiOf, eventsUntil, type Api } from "../support/api.js";
import { startDesk, type Started } from "../support/start-desk.js";

let started: Started;
let api: Api;
let chatId: string;
/** The bot's server answers with status 503. */
let isChanged: boolean;
beforeEach(async () => {
  isChanged = false;
  started = await startDesk({
    before: (app) =>
      app.use((_req, res, next) => {
        if (isChanged) res.status(503).end();
        else next();
      }),
  });
  api = apiOf(started);
  chatId = (await api.post("chats"))["id"] as string;
  await api.post(`chats/${chatId}/turns`, { type: "say", text: "apply for leave" });
  await api.post(`chats/${chatId}/turns`, { type: "choose", ids: ["casual"] });
  await api.post(`chats/${chatId}/turns`, { type: "choose", ids: ["sick"] });
});
afterEach(() => started.close());

const snapshot = async (): Promise<Snapshot> => {
  const events = readEvents((await api.events()).body!);
  const [first] = await eventsUntil(events, ({ type }) => type === "snapshot");
  await events.return(undefined);
  return first?.type === "snapshot" ? first.snapshot : Promise.reject(new Error("There is no snapshot."));
};

describe("a row of the list", () => {
  it("says what the request was about, what came back, and between which messages it was sent", async () => {
    const { exchanges, chats } = await snapshot();
    const answer = expect.stringMatching(/^You don't have enough/) as unknown;
    expect(exchanges).toMatchObject([
      { todo: "welcome", answer: "Hello there! I can book leave.", chatId },
      { todo: "prompt", about: "leaveType: “Casual leave”", answer },
      { todo: "prompt", about: "leaveType: “Sick leave”" },
    ]);
    expect(exchanges[0]).not.toHaveProperty("after");
    expect(exchanges[1]).toMatchObject({ asks: "leaveType", again: true });
    const casual = chats[0]!.messages.find(({ text }) => text === "Casual leave");
    expect(exchanges[1]!.after).toBe(casual!.id);
  });

  it("says what is to be fixed in an answer that was accepted", async () => {
    const { exchange } = await api.exchange((await snapshot()).exchanges[1]!.id);
    const verdict = { ...exchange.verdict, remarks: ["A link is dropped.", "More."] };
    await api.post("exchanges/import", { exchanges: [exchange, { ...exchange, verdict }] });
    const [clean, remarked] = (await snapshot()).exchanges.slice(-2);
    expect(remarked).toMatchObject({ outcome: "answered", remark: "A link is dropped." });
    expect(clean).not.toHaveProperty("remark");
  });

  it("says why an answer could not be used", async () => {
    await api.post(`chats/${chatId}/turns`, { type: "say", text: "2030-05-06", fault: "missing-signature" });
    expect((await snapshot()).exchanges.find(({ fault }) => fault !== undefined)).toMatchObject({
      problem: expect.stringContaining("401") as unknown,
    });
  });
});

describe("stepping back", () => {
  const messageOf = async (text: string): Promise<string> =>
    (await snapshot()).chats[0]!.messages.find((message) => message.text === text)!.id;

  it("opens a chat that stands where the other one stood, and sends nothing", async () => {
    const before = await messageOf("Sick leave");
    const sent = (await snapshot()).exchanges.length;
    const { id } = await api.post(`chats/${chatId}/step-back`, { before, again: false });
    const { chats, exchanges } = await snapshot();
    expect(exchanges).toHaveLength(sent);
    const [old, back] = chats;
    expect(back).toMatchObject({ id, standing: { phase: "asking" } });
    const end = old!.messages.findIndex((message) => message.id === before);
    expect(back!.messages).toEqual(old!.messages.slice(0, end));
    await api.post(`chats/${String(id)}/turns`, { type: "choose", ids: ["earned"] });
    expect((await snapshot()).chats[1]!.messages.at(-1)).toMatchObject({ text: "From which day?" });
  });

  it("does the rest again, also in a closed chat, and names no difference where there is none", async () => {
    await api.post(`chats/${chatId}/turns`, { type: "close" });
    const before = await messageOf("Casual leave");
    expect(await api.post(`chats/${chatId}/step-back`, { before, again: true })).toMatchObject({
      status: 200,
      differences: [],
    });
    const { chats } = await snapshot();
    expect(chats[1]!.messages.map(({ text }) => text)).toEqual(chats[0]!.messages.map(({ text }) => text));
    expect(chats[1]!.standing.phase).toBe("asking");
  });

  it("says what was sent again, and what is different in which turn", async () => {
    const before = await messageOf("Sick leave");
    // The server is another one now.
    isChanged = true;
    const { sent, differences, differenceCount } = await api.post(`chats/${chatId}/step-back`, { before, again: true });
    expect(sent).toEqual([{ text: "Sick leave", differenceCount }]);
    expect(differences).toContainEqual({
      sent: 0,
      path: "exchanges.0.response.status",
      was: "200",
      is: "503",
    });
    expect(differences).toHaveLength(differenceCount as number);
  });

  it("says what cannot be done any more", async () => {
    const before = await messageOf("Casual leave");
    isChanged = true;
    expect(await api.post(`chats/${chatId}/step-back`, { before, again: true })).toMatchObject({
      sent: [
        { text: "Casual leave", differenceCount: expect.any(Number) as unknown },
        { text: "Sick leave", differenceCount: 1 },
      ],
      differences: expect.arrayContaining([
        { sent: 1, path: "input", message: expect.stringMatching(/^cannot be done any more/) as unknown },
      ]) as unknown,
    });
  });

  it.each([
    [{ before: "m99", again: false }, "ERR_NO_MESSAGE"],
    [{ before: "m1", again: false }, "ERR_NO_MESSAGE"],
    [{ before: "m2" }, "ERR_BODY"],
    [{ again: true }, "ERR_BODY"],
  ])("refuses %j", async (body, code) => {
    expect(await api.post(`chats/${chatId}/step-back`, body)).toMatchObject({ error: { code } });
  });

  it("refuses a chat that there is not", async () => {
    const body = { before: "m2", again: false };
    expect(await api.post("chats/none/step-back", body)).toMatchObject({ error: { code: "ERR_NO_CHAT" } });
  });
});

describe("the list of exchanges", () => {
  it("is emptied on all pages", async () => {
    const events = readEvents((await api.events()).body!);
    await eventsUntil(events, ({ type }) => type === "snapshot");
    await api.post("exchanges/clear");
    await eventsUntil(events, ({ type }) => type === "cleared");
    await events.return(undefined);
    expect(await snapshot()).toMatchObject({ exchanges: [], remarks: [] });
  });

  it("is back after it was cleared, until it is cleared again", async () => {
    const before = (await snapshot()).exchanges;
    await api.post("exchanges/clear");
    // An empty list that is cleared takes nothing away from what can be brought back.
    await api.post("exchanges/clear");
    expect(await snapshot()).toMatchObject({ exchanges: [], cleared: before.length });
    await api.post(`chats/${chatId}/turns`, { type: "say", text: "2030-05-06" });
    const events = readEvents((await api.events()).body!);
    await eventsUntil(events, ({ type }) => type === "snapshot");
    expect(await api.post("exchanges/restore")).toMatchObject({ count: before.length });
    await eventsUntil(events, ({ type }) => type === "restored");
    await events.return(undefined);
    const { exchanges, cleared } = await snapshot();
    expect(exchanges.slice(0, -1)).toEqual(before);
    expect(exchanges.at(-1)!.number).toBe(before.length + 1);
    expect(cleared).toBe(0);
    expect(await api.exchange(before[0]!.id)).toMatchObject({ row: before[0] });
    expect(await api.post("exchanges/restore")).toMatchObject({ status: 200, count: 0 });
  });

  it("has nothing twice if what was cleared is imported and then brought back", async () => {
    const before = (await snapshot()).exchanges;
    const [kept, edited, ...lost] = await Promise.all(before.map(async ({ id }) => (await api.exchange(id)).exchange));
    await api.post("exchanges/clear");
    const file = [kept!, { ...edited!, at: "2030-01-01T00:00:00.000Z" }];
    await api.post("exchanges/import", { exchanges: file });
    expect(await api.post("exchanges/restore")).toMatchObject({ count: before.length - 1 });
    const { exchanges } = await snapshot();
    expect(exchanges.map(({ imported = false }) => imported)).toEqual([false, ...lost.map(() => false), true, true]);
    expect(exchanges.map(({ id }) => id)).not.toContain(before[0]!.id);
  });

  it("is searched, bodies and all", async () => {
    const { exchanges } = await snapshot();
    const answer = await api.post("exchanges/find", { text: "EARNED.svg", after: 0 });
    const [match] = answer["matches"] as BodyMatch[];
    expect(answer).toMatchObject({ status: 200, upTo: exchanges.at(-1)!.number, hasMore: false });
    expect(match).toMatchObject({ id: exchanges[1]!.id, side: "response", match: "earned.svg" });
    for (const wrong of [{}, { text: 7, after: 0 }, { text: "x", after: -1 }, { text: "x".repeat(201), after: 0 }])
      expect(await api.post("exchanges/find", wrong)).toMatchObject({ status: 400, error: { code: "ERR_BODY" } });
  });

  it("takes in what was exported, with ids of its own", async () => {
    const { id } = (await snapshot()).exchanges[1]!;
    const { exchange } = await api.exchange(id);
    expect(await api.post("exchanges/import", { exchanges: [exchange, exchange] })).toMatchObject({ count: 2 });
    const { exchanges } = await snapshot();
    expect(exchanges.slice(-2)).toMatchObject([{ imported: true }, { imported: true }]);
    expect(new Set(exchanges.map((row) => row.id)).size).toBe(exchanges.length);
    const imported = await api.exchange(exchanges.at(-1)!.id);
    expect(imported.exchange.request).toEqual(exchange.request);
    expect(imported.signature.result).toBe("valid");
    expect(await api.post(`exchanges/${exchanges.at(-1)!.id}/resend`)).toMatchObject({ status: 200 });
  });

  it("refuses what is no exchange, and adds nothing then", async () => {
    const { exchange } = await api.exchange((await snapshot()).exchanges[1]!.id);
    const before = (await snapshot()).exchanges.length;
    const spoilt: unknown[] = [
      {},
      null,
      { ...exchange, verdict: { outcome: "bad-json", message: "x", remarks: [] } },
      { ...exchange, verdict: { ...exchange.verdict, remarks: "x" } },
      { ...exchange, verdict: { outcome: "answered", message: "x", remarks: [] } },
      { ...exchange, timings: {} },
      { ...exchange, bytes: { sent: "1", received: 1 } },
      { ...exchange, request: { ...exchange.request, headers: "x" } },
    ];
    for (const each of spoilt)
      expect(await api.post("exchanges/import", { exchanges: [exchange, each] })).toMatchObject({
        status: 400,
        error: { code: "ERR_BODY", message: expect.stringContaining("Exchange 2") as unknown },
      });
    for (const exchanges of [[], "x", undefined])
      expect(await api.post("exchanges/import", { exchanges })).toMatchObject({ error: { code: "ERR_BODY" } });
    expect((await snapshot()).exchanges).toHaveLength(before);
  });
});
