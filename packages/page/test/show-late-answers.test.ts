import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import {
  isPageError,
  showLateAnswers,
  type ChatWindow,
  type PageError,
  type ShowLateAnswersOptions,
  type Transcript,
} from "../src/index.js";

const closing: (() => unknown)[] = [];
const kept = new Map<string, string>();

beforeEach(() => {
  kept.clear();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  vi.unstubAllGlobals();
});

interface Connection {
  readonly headers: IncomingHttpHeaders;
  readonly tickets: readonly string[];
  readonly res: ServerResponse;
  readonly send: (event: string, data: object) => void;
}

/** A server at which pages wait: the test answers each of their connections. */
async function startServer(): Promise<{ url: string; next: () => Promise<Connection> }> {
  const came: Connection[] = [];
  let wake = (): void => undefined;
  const server = createServer((req, res) => {
    const tickets = (req.headers.authorization ?? "").replace("Bearer ", "").split("~");
    const send = (event: string, data: object): void =>
      void res.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    came.push({ headers: req.headers, tickets, res, send });
    wake();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async next() {
      while (came.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return came.shift()!;
    },
  };
}

/** A chat window of which nothing is real but its interface. */
function fakeWindow(hooks: Partial<ChatWindow> = {}): ChatWindow & {
  readonly shown: Transcript[];
  /** Settles with the next message that is shown. */
  readonly next: () => Promise<Transcript>;
  readonly reply: (data: unknown) => boolean | undefined;
} {
  const shown: Transcript[] = [];
  let read = 0;
  let wake = (): void => undefined;
  const window = {
    ...hooks,
    shown,
    sendMessage: () => undefined,
    pushTranscript(transcript: Transcript) {
      shown.push(transcript);
      wake();
    },
    async next() {
      while (shown.length <= read) await new Promise<void>((resolve) => (wake = resolve));
      return shown[read++]!;
    },
    reply: (data: unknown): boolean | undefined =>
      (window as ChatWindow).handleResponse?.("Report", data, {}, () => undefined, false, false),
  };
  return window;
}

function start(window: ChatWindow, options: ShowLateAnswersOptions): void {
  const { stop } = showLateAnswers(window, options);
  closing.unshift(stop);
}

it("waits with the tickets of a reply, and shows the answer in the chat", async () => {
  const { url, next } = await startServer();
  const window = fakeWindow();
  start(window, { url });
  expect(window.reply({ ckLate: ["a"], other: 1 })).toBe(false);
  const { tickets, headers, res, send } = await next();
  expect(tickets).toEqual(["a"]);
  expect(headers["last-event-id"]).toMatch(/^[0-9a-f]{32}$/);
  res.writeHead(200, { "content-type": "text/event-stream" });
  send("answer", { ticket: "a", message: "Sold: 7." });
  res.end();
  expect(await window.next()).toMatchObject({
    message: "Sold: 7.",
    sender: "bot",
    time: expect.stringMatching(/^\d+$/) as string,
  });
});

it.each([
  ["the text of an object", '{"ckLate":["a"]}'],
  ["more than tickets", { ckLate: [1, null, "with space", "a", "a", {}] }],
])("reads %s", async (_name, data) => {
  const { url, next } = await startServer();
  const window = fakeWindow();
  start(window, { url });
  window.reply(data);
  expect((await next()).tickets).toEqual(["a"]);
});

it("opens no connection without a ticket", () => {
  const fetched = vi.fn();
  vi.stubGlobal("fetch", fetched);
  const window = fakeWindow();
  start(window, { url: "https://bot.example/late" });
  for (const data of [undefined, null, "", "no JSON", "[", {}, { ckLate: "a" }, { ckLate: [] }, 7]) window.reply(data);
  expect(fetched).not.toHaveBeenCalled();
});

it("still calls the page's own handleResponse, with all that it is called with", () => {
  const called: unknown[][] = [];
  const window = fakeWindow({
    handleResponse(...given) {
      called.push(given);
      return true;
    },
  });
  const own = window.handleResponse;
  const { stop } = showLateAnswers(window, { url: "https://bot.example/late" });
  expect(window.reply({ a: 1 })).toBe(true);
  expect(called).toMatchObject([["Report", { a: 1 }, {}, expect.any(Function), false, false]]);
  stop();
  expect(window.handleResponse).toBe(own);
});

it("takes further tickets into one connection", async () => {
  const { url, next } = await startServer();
  const window = fakeWindow();
  start(window, { url });
  window.reply({ ckLate: ["a"] });
  const first = await next();
  first.res.writeHead(200).flushHeaders();
  window.reply({ ckLate: ["a", "b"] });
  const second = await next();
  expect(second.tickets).toEqual(["a", "b"]);
  expect(second.headers["last-event-id"]).toBe(first.headers["last-event-id"]);
  second.send("gone", { ticket: "a" });
  second.send("answer", { ticket: "b", message: "B." });
  expect((await window.next()).message).toBe("B.");
  expect(JSON.parse(kept.get("ck-late-answers")!)).toMatchObject({ waiting: [], done: ["a", "b"] });
});

it("goes on after a reload, and shows nothing twice", async () => {
  const { url, next } = await startServer();
  const before = fakeWindow();
  const { stop } = showLateAnswers(before, { url });
  before.reply({ ckLate: ["a"] });
  const first = await next();
  stop();
  const window = fakeWindow();
  start(window, { url });
  const again = await next();
  expect([again.tickets, again.headers["last-event-id"]]).toEqual([["a"], first.headers["last-event-id"]]);
  again.send("answer", { ticket: "a", message: "A." });
  again.send("answer", { ticket: "a", message: "A." });
  again.send("answer", { ticket: "never asked for", message: "X." });
  again.res.end();
  expect((await window.next()).message).toBe("A.");
  // The window shows its history again, with the same reply.
  window.reply({ ckLate: ["a", "b"] });
  expect((await next()).tickets).toEqual(["b"]);
  expect(window.shown).toHaveLength(1);
});

it("connects again when the server is down, is full, or ends the connection", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  closing.push(() => vi.useRealTimers());
  const { url, next } = await startServer();
  const window = fakeWindow();
  start(window, { url });
  window.reply({ ckLate: ["a"] });
  const passTime = setInterval(() => void vi.advanceTimersByTimeAsync(40_000), 5);
  closing.push(() => clearInterval(passTime));
  (await next()).res.destroy();
  (await next()).res.writeHead(503).end();
  (await next()).res.writeHead(200).end();
  (await next()).send("answer", { ticket: "a", message: "A." });
  expect((await window.next()).message).toBe("A.");
});

it("stops for tickets that the server does not know", async () => {
  const { url, next } = await startServer();
  const window = fakeWindow();
  start(window, { url });
  window.reply({ ckLate: ["a"] });
  (await next()).res.writeHead(404).end();
  await vi.waitFor(() => expect(JSON.parse(kept.get("ck-late-answers")!)).toMatchObject({ waiting: [] }));
});

it("reports a server that refuses this page", async () => {
  const { url, next } = await startServer();
  const window = fakeWindow();
  const reported = new Promise<PageError>((onError) => start(window, { url, onError }));
  window.reply({ ckLate: ["a"] });
  (await next()).res.writeHead(403).end();
  expect(await reported).toMatchObject({ code: "ERR_STREAM_REFUSED" });
});

it("works where the visitor forbids storage, and goes on when `show` fails", async () => {
  vi.stubGlobal("sessionStorage", {
    getItem: () => {
      throw new Error("forbidden");
    },
    setItem: () => {
      throw new Error("forbidden");
    },
  });
  const complain = vi.spyOn(console, "error").mockReturnValue(undefined);
  closing.push(() => complain.mockRestore());
  const { url, next } = await startServer();
  const window = fakeWindow();
  const messages: string[] = [];
  const last = new Promise<void>((resolve) =>
    start(window, {
      url,
      show({ message, card }) {
        messages.push(`${message} ${card?.length ?? 0}`);
        if (messages.length === 2) resolve();
        throw new Error("no");
      },
    }),
  );
  window.reply({ ckLate: ["a", "b"] });
  const { send } = await next();
  send("answer", { ticket: "a", message: "A.", card: [{ type: "note" }] });
  send("answer", { ticket: "b", message: "B." });
  await last;
  expect(messages).toEqual(["A. 1", "B. 0"]);
  expect(complain).toHaveBeenCalled();
});

it.each([undefined, "", 7, "javascript:alert(1)", "nowhere"])("refuses %s as an address", (url) => {
  let caught: unknown;
  try {
    showLateAnswers(fakeWindow(), { url: url as string });
  } catch (error) {
    caught = error;
  }
  expect(isPageError(caught) && caught.code).toBe("ERR_INVALID_OPTION");
});
