import { execution, handled, note, prompt } from "@ck/protocol";
import { describe, expect, it, vi } from "vitest";
import {
  action,
  lateAnswerStream,
  memoryStore,
  optional,
  text,
  type BotDefinition,
  type BotError,
  type Context,
  type LateAnswersOptions,
  type LateAnswerStreamOptions,
  type Store,
} from "../../../src/index.js";
import { startOnCue, stopClock, type Cued } from "../on-cue.js";
import { visitor, type Visitor } from "@ck-test/visitor";

const LATE = "Still at it.";
const POLL_MS = 1_000;
const secret = "a secret of the tests, which is long enough";

stopClock();

const parts = (slow: (context: Context) => never): BotDefinition => ({
  actions: {
    Report: action({ params: { year: optional(text()) }, execute: slow }),
    Quick: action({ execute: ({ broadcast }) => `Quick, and ${JSON.stringify(broadcast)}.` }),
  },
  fallback: slow,
  failure: () => "Sorry.",
  late: LATE,
});

interface Started extends Cued {
  readonly ada: Visitor;
  readonly store: Store;
  readonly lateAnswers: LateAnswersOptions;
  /** The tickets that the page has after an answer. */
  readonly ticketsOf: (json: Record<string, unknown>) => readonly string[];
}

function start(more: Partial<LateAnswersOptions> = {}): Started {
  const store = memoryStore();
  // The clock is moved faster than a secret seals.
  const lateAnswers = { store, pageTickets: true, timeoutMs: 600_000, ...more };
  const cued = startOnCue(parts, { store, lateAnswers });
  const ada = visitor(cued, { user: { id: "ada" }, sessionData: { id: "s1" } });
  const ticketsOf = (json: Record<string, unknown>): readonly string[] =>
    (json["data"] as { readonly ckLate: readonly string[] }).ckLate;
  return { ...cued, ada, store, lateAnswers, ticketsOf };
}

type Stream = ReturnType<typeof lateAnswerStream>;

const open = (
  lateAnswers: LateAnswersOptions,
  more: Partial<LateAnswerStreamOptions> = {},
): Stream & { errors: BotError[] } => {
  const errors: BotError[] = [];
  const stream = lateAnswerStream({ lateAnswers, pollMs: POLL_MS, onError: (error) => errors.push(error), ...more });
  return Object.assign(stream, { errors });
};

interface Event {
  readonly id?: string;
  readonly event?: string;
  readonly data?: { readonly ticket: string; readonly message?: string };
}

/** A page that waits. */
interface Page {
  readonly status: number;
  readonly headers: Headers;
  /** The events that have arrived after some time. */
  readonly events: (passMs?: number) => Promise<readonly Event[]>;
  /** Lets time pass until an event of this kind has arrived, and returns all events. */
  readonly until: (event: string, count?: number) => Promise<readonly Event[]>;
  /** Whether the server has ended it. */
  readonly isOver: () => boolean;
  readonly leave: () => void;
}

async function wait(
  stream: Stream,
  tickets: readonly string[],
  headers: Record<string, string> = {},
  method = "GET",
): Promise<Page> {
  const leaving = new AbortController();
  const response = await stream(
    new Request("https://bot.example/late", {
      method,
      headers: { authorization: `Bearer ${tickets.join("~")}`, ...headers },
      signal: leaving.signal,
    }),
  );
  let received = "";
  let isOver = false;
  void (async () => {
    for await (const piece of bodyOf(response) ?? []) received += new TextDecoder().decode(piece);
    isOver = true;
  })();
  return {
    status: response.status,
    headers: response.headers,
    isOver: () => isOver,
    leave: () => leaving.abort(),
    async events(passMs = 0) {
      await vi.advanceTimersByTimeAsync(passMs);
      for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
      return read();
    },
    async until(event, count = 1) {
      for (;;) {
        const all = read();
        if (all.filter((each) => each.event === event).length >= count) return all;
        await vi.advanceTimersByTimeAsync(POLL_MS);
        await new Promise(setImmediate);
      }
    },
  };

  function read(): readonly Event[] {
    return received.split("\n\n").flatMap((block) => {
      const fields = Object.fromEntries(
        block.split("\n").flatMap((line) => {
          const [, name, value] = /^(\w+): (.*)$/.exec(line) ?? [];
          return name === undefined ? [] : [[name, name === "data" ? (JSON.parse(value!) as unknown) : value]];
        }),
      );
      return Object.keys(fields).length > 0 ? [fields] : [];
    });
  }
}

const bodyOf = (response: Response): ReadableStream<Uint8Array> | null =>
  response.body as ReadableStream<Uint8Array> | null;

const answersOf = (events: readonly Event[]): readonly (string | undefined)[] =>
  events.flatMap(({ event, data }) => (event === "answer" ? [data?.message] : []));

describe.each([{ secret: undefined }, { secret }])("a page that waits, with secret $secret", (sealed) => {
  const more = sealed.secret === undefined ? {} : { secret };

  it("gets the answer by itself, once, and the session's next turn does not", async () => {
    const { ada, calls, end, idle, ticketsOf, lateAnswers } = start(more);
    const { json } = await ada.asks("Report", { year: "2025" });
    expect(json["message"]).toBe(LATE);
    const page = await wait(open(lateAnswers), ticketsOf(json));
    expect([page.status, await page.events(5 * POLL_MS)]).toMatchObject([200, [{ id: expect.any(String) as string }]]);
    await end(0, execution("Sold: 7.", { card: [note("n")] }));
    await idle();
    const events = await page.until("answer");
    expect(events.at(-1)).toMatchObject({
      event: "answer",
      id: events[0]!.id,
      data: { message: "Sold: 7.", card: [note("n")], ticket: ticketsOf(json)[0] },
    });
    expect(page.isOver()).toBe(true);

    const next = await ada.asks("Quick");
    expect(next.json["message"]).toBe("Quick, and {}.");
    expect(ada.broadcast["ckLate"]).toEqual([]);
    // Asked again, it is a new question.
    expect((await ada.asks("Report", { year: "2025" })).json["message"]).toBe(LATE);
    expect(calls).toHaveLength(2);
  });

  it("gets nothing if the session's next turn was first", async () => {
    const { ada, end, idle, ticketsOf, lateAnswers } = start(more);
    const { json } = await ada.says("Why?");
    const stream = open(lateAnswers);
    const page = await wait(stream, ticketsOf(json));
    await end(0, handled("Because."));
    await idle();
    expect((await ada.says("Well?")).json["message"]).toBe("Because.");
    expect((await page.until("gone")).at(-1)).toMatchObject({ event: "gone" });
    expect((await wait(stream, ticketsOf(json))).status).toBe(404);
  });
});

it("has the next turn do what the late handler did to the session", async () => {
  const { ada, calls, end, ticketsOf, lateAnswers } = start();
  const { json } = await ada.asks("Report");
  const page = await wait(open(lateAnswers), ticketsOf(json));
  calls[0]!.context.broadcast["reports"] = 1;
  await end(0, "Done.");
  expect(answersOf(await page.until("answer"))).toEqual(["Done."]);
  expect((await ada.asks("Quick")).json["message"]).toBe('Quick, and {"reports":1}.');
  expect(ada.broadcast).toEqual({ reports: 1, ckLate: [] });
});

it("keeps what is still to be done to the session until a turn is not late itself", async () => {
  const { ada, calls, end, ticketsOf, lateAnswers } = start();
  const { json } = await ada.asks("Report");
  const page = await wait(open(lateAnswers), ticketsOf(json));
  calls[0]!.context.broadcast["reports"] = 1;
  await end(0, "Done.");
  await page.until("answer");
  expect((await ada.says("Hm?")).json["message"]).toBe(LATE);
  expect((await ada.asks("Quick")).json["message"]).toBe('Quick, and {"reports":1}.');
  expect(ada.broadcast).toMatchObject({ reports: 1 });
});

it("gives an answer again to the page whose connection broke, and to no other", async () => {
  const { ada, end, ticketsOf, lateAnswers } = start();
  const tickets = ticketsOf((await ada.asks("Report")).json);
  // Another process has taken over meanwhile.
  const before = await wait(open(lateAnswers), tickets);
  const [hello] = await before.events();
  await end(0, "Done.");
  expect(answersOf(await before.until("answer"))).toEqual(["Done."]);
  const stream = open(lateAnswers);
  const again = await wait(stream, tickets, { "last-event-id": hello!.id! });
  expect(answersOf(await again.until("answer"))).toEqual(["Done."]);
  expect(again.isOver()).toBe(true);
  expect((await wait(stream, tickets)).status).toBe(404);
  expect((await wait(stream, tickets, { "last-event-id": "x".repeat(40) })).status).toBe(404);
  expect((await wait(stream, tickets, { "last-event-id": "x".repeat(100_000) })).status).toBe(404);
});

it("gives one of two tabs the answer", async () => {
  const { ada, end, ticketsOf, lateAnswers } = start();
  const tickets = ticketsOf((await ada.asks("Report")).json);
  const stream = open(lateAnswers);
  const tabs = [await wait(stream, tickets), await wait(stream, tickets)];
  await end(0, "Done.");
  const events = await Promise.all([tabs[0]!.until("answer"), tabs[1]!.until("gone")]);
  expect(events.map(answersOf)).toEqual([["Done."], []]);
});

it("tells a page that its handler failed, in words of the author's", async () => {
  const { ada, end, ticketsOf, lateAnswers } = start();
  const page = await wait(
    open(lateAnswers, { failure: "That went wrong." }),
    ticketsOf((await ada.asks("Report")).json),
  );
  await end(0, new Error("no"));
  expect(answersOf(await page.until("answer"))).toEqual(["That went wrong."]);
  expect((await ada.asks("Report")).json["message"]).toBe(LATE);
});

it("leaves a question for a param to the next turn", async () => {
  const { ada, end, ticketsOf, lateAnswers } = start();
  const asked = await ada.sends({ todo: "execute", action: { namespace: "Report" }, params: {} });
  const page = await wait(open(lateAnswers), ticketsOf(asked.json));
  await end(0, prompt("year", "Which year?"));
  expect((await page.until("gone")).at(-1)).toMatchObject({ event: "gone" });
});

it("waits with one connection for all that a session waits for", async () => {
  const { ada, end, ticketsOf, lateAnswers } = start();
  await ada.asks("Report", { year: "2024" });
  const { json } = await ada.asks("Report", { year: "2025" });
  expect(ticketsOf(json)).toHaveLength(2);
  const page = await wait(open(lateAnswers), ticketsOf(json));
  await end(1, "2025.");
  expect(answersOf(await page.until("answer"))).toEqual(["2025."]);
  expect(page.isOver()).toBe(false);
  await end(0, "2024.");
  expect(answersOf(await page.until("answer", 2))).toEqual(["2025.", "2024."]);
  expect(page.isOver()).toBe(true);
});

it("brings no tickets to the page unless it is asked to", async () => {
  const { ada } = start({ pageTickets: false });
  expect((await ada.asks("Report")).json["data"]).toEqual({});
});

describe("whoever is no such page", () => {
  it("is refused at once, for any ticket that was changed or made up", async () => {
    const { ada, ticketsOf, lateAnswers } = start();
    const [ticket = ""] = ticketsOf((await ada.asks("Report")).json);
    const parts = JSON.parse(Buffer.from(ticket, "base64url").toString()) as unknown[];
    const write = (changed: unknown): string => Buffer.from(JSON.stringify(changed)).toString("base64url");
    const stream = open(lateAnswers);
    const withPart = (index: number, value: unknown): string => write(parts.toSpliced(index, 1, value));
    const zeros = (length: number): string => "0".repeat(length);
    const cases: Record<string, readonly [ticket: string, status: number]> = {
      "another token": [withPart(0, zeros(48)), 404],
      "another bond": [withPart(1, zeros(64)), 404],
      "another todo": [withPart(2, "fallback"), 404],
      "another action": [withPart(4, "Quick"), 404],
      "a job": [withPart(3, true), 200],
      "a short token": [withPart(0, "00"), 401],
      "an object": [write({ token: parts[0] }), 401],
      "no Base64": ["%%%", 401],
      "no JSON": ["AAAA", 401],
      nothing: ["", 401],
      "too long": [withPart(4, "x".repeat(2_000)), 401],
      "far too long": ["A".repeat(100_000), 401],
    };
    for (const [name, [forged, status]] of Object.entries(cases)) {
      const page = await wait(stream, [forged]);
      expect([name, page.status]).toEqual([name, status]);
      page.leave();
    }
  });

  it("gets no more connections than the process has, nor than a ticket has", async () => {
    const { ada, ticketsOf, lateAnswers } = start();
    await ada.asks("Report", { year: "1" });
    const [first, second] = ticketsOf((await ada.asks("Report", { year: "2" })).json) as [string, string];
    const stream = open(lateAnswers, { maxConnections: 5 });
    const statuses = async (tickets: readonly string[]): Promise<readonly number[]> => {
      const pages: number[] = [];
      for (const ticket of tickets) pages.push((await wait(stream, [ticket])).status);
      return pages;
    };
    expect(await statuses(Array<string>(5).fill(first))).toEqual([200, 200, 200, 200, 503]);
    const last = await wait(stream, [second]);
    expect(last.status).toBe(200);
    expect(await statuses([second])).toEqual([503]);
    last.leave();
    await last.events();
    expect((await wait(stream, [second])).status).toBe(200);
  });

  it("takes no answer while it does not read, and loses its connection", async () => {
    const { ada, end, ticketsOf, lateAnswers } = start();
    const tickets = ticketsOf((await ada.says("Why?")).json);
    const stream = open(lateAnswers, { heartbeatMs: 3 * POLL_MS });
    const response = await stream(
      new Request("https://bot.example/", { headers: { authorization: `Bearer ${tickets.join("~")}` } }),
    );
    expect(response.status).toBe(200);
    await end(0, "Because.");
    await vi.advanceTimersByTimeAsync(4 * POLL_MS);
    const reader = bodyOf(response)!.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toContain("retry:");
    expect((await reader.read()).done).toBe(true);
    expect((await ada.says("Well?")).json["message"]).toBe("Because.");
  });

  it("cannot read from an origin that was not allowed", async () => {
    const { ada, ticketsOf, lateAnswers } = start();
    const tickets = ticketsOf((await ada.asks("Report")).json);
    const stream = open(lateAnswers, { origins: ["https://shop.example"] });
    for (const origin of ["https://evil.example", "null", "https://shop.example.evil.example", "http://shop.example"]) {
      for (const method of ["GET", "OPTIONS"]) {
        const page = await wait(stream, tickets, { origin }, method);
        expect([page.status, page.headers.get("access-control-allow-origin")]).toEqual([403, null]);
      }
    }
    const origin = "https://shop.example";
    const preflight = await wait(stream, [], { origin }, "OPTIONS");
    expect([preflight.status, preflight.headers.get("access-control-allow-headers")]).toEqual([
      204,
      "authorization, last-event-id",
    ]);
    const page = await wait(stream, tickets, { origin });
    expect([page.status, page.headers.get("access-control-allow-origin")]).toEqual([200, origin]);
    expect(page.headers.get("access-control-allow-credentials")).toBeNull();
    expect((await wait(stream, tickets, {}, "POST")).status).toBe(405);
  });
});

it("shows signs of life, and ends in time", async () => {
  const { ada, ticketsOf, lateAnswers } = start({ giveUpMs: 10_000_000 });
  const tickets = ticketsOf((await ada.asks("Report")).json);
  const stream = open(lateAnswers, { heartbeatMs: 5_000, maxMs: 18_000 });
  const response = await stream(
    new Request("https://bot.example/", { headers: { authorization: `Bearer ${tickets.join("~")}` } }),
  );
  let received = "";
  const reading = (async () => {
    for await (const piece of bodyOf(response)!) received += new TextDecoder().decode(piece);
  })();
  for (let second = 0; second < 22; second++) {
    await vi.advanceTimersByTimeAsync(1_000);
    await new Promise(setImmediate);
  }
  await reading;
  expect(received.match(/^:$/gm)).toHaveLength(3);
});

it("ends all connections when the process stops", async () => {
  const { ada, ticketsOf, lateAnswers } = start();
  const stopping = new AbortController();
  const page = await wait(open(lateAnswers, { signal: stopping.signal }), ticketsOf((await ada.asks("Report")).json));
  stopping.abort();
  await page.events();
  expect(page.isOver()).toBe(true);
});

it("reports a store that is down once, and goes on when it is back", async () => {
  const { ada, end, store, ticketsOf, lateAnswers } = start();
  const tickets = ticketsOf((await ada.asks("Report")).json);
  let isDown = false;
  const flaky: Store = {
    ...store,
    get: (key) => (isDown ? Promise.reject(new Error("down")) : store.get(key)),
  };
  const stream = open({ ...lateAnswers, store: flaky });
  const page = await wait(stream, tickets);
  isDown = true;
  await end(0, "Done.");
  expect(answersOf(await page.events(3 * POLL_MS))).toEqual([]);
  expect((await wait(stream, tickets)).status).toBe(503);
  expect(stream.errors.map(({ code }) => code)).toEqual(["ERR_STORE"]);
  isDown = false;
  expect(answersOf(await page.until("answer"))).toEqual(["Done."]);
});

it("says which option is wrong", () => {
  const lateAnswers = { store: memoryStore() };
  const message = (options: object): string => {
    try {
      lateAnswerStream(options as never);
      return "";
    } catch (error) {
      return (error as BotError).message;
    }
  };
  expect(message({})).toContain("lateAnswers must be");
  expect(message({ lateAnswers, origins: ["*"] })).toContain("without a path");
  expect(message({ lateAnswers, origins: ["https://shop.example/"] })).toContain("without a path");
  expect(message({ lateAnswers, origins: "https://shop.example" })).toContain("origins must be a list");
  expect(message({ lateAnswers, failure: " " })).toContain("failure must be a text");
  expect(message({ lateAnswers, pollMs: 0 })).toContain("pollMs must be a number");
});
