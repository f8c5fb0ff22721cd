import fc from "fast-check";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { action, createBot, memoryStore, trackWork, type Store } from "../../src/index.js";
import { readTickets } from "../../src/late/ticket.js";
import { LATE_KEY } from "../../src/answer/late-key.js";
import { makeKeys, signed, talk, type Keys, type TestBot } from "@ck-test/talk";
import { Deferred, visitor, type VisitorOptions } from "@ck-test/visitor";

const LATE = "Still at it.";
const SECRET = "Ada earns 5000.";

const DEADLINE_MS = 4500;

// The deadline passes once a handler runs, however long the machine takes until then.
beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

/** A process of the bot, on a store that others may share. A handler that it calls is not done at the deadline. */
function start(store: Store, options: Parameters<typeof talk>[1] = {}) {
  const results: Deferred<string>[] = [];
  const work = trackWork();
  let called = new Deferred();
  const execute = (): Promise<string> => {
    const result = new Deferred<string>();
    results.push(result);
    called.resolve();
    return result.promise;
  };
  const bot = createBot({
    actions: { Report: action({ execute }), Other: action({ execute }) },
    fallback: ({ lateAnswers }) => `${lateAnswers.length} pending.`,
    late: LATE,
  });
  const lateAnswers = { store, ...options.lateAnswers };
  const talking = talk(bot, { deadlineMs: DEADLINE_MS, waitUntil: work.waitUntil, ...options, lateAnswers });
  const send: TestBot["send"] = async (...request) => {
    called = new Deferred();
    const sent = talking.send(...request);
    const isRunning = await Promise.race([called.promise.then(() => true), sent.then(() => false)]);
    if (isRunning) await vi.advanceTimersByTimeAsync(DEADLINE_MS);
    return sent;
  };
  return { ...talking, send, results, idle: work.idle };
}

/** Ada's answer, ready to be asked for. */
async function promised(process: ReturnType<typeof start>, options?: VisitorOptions) {
  const ada = visitor(process, options);
  await ada.asks("Report", { of: "Ada" });
  process.results.at(-1)!.resolve(SECRET);
  await process.idle();
  return ada;
}

interface Sent {
  action: string;
  question: string;
  token: string;
  until: number;
}
const ticketsOf = (broadcast: Record<string, unknown>): Sent[] => broadcast[LATE_KEY] as Sent[];

describe("a late answer is handed to no other", () => {
  it.each<[string, VisitorOptions]>([
    ["bot", { bot: "other_bot" }],
    ["environment", { environment: "development" }],
    ["bot, where the platform names none", { bot: "" }],
  ])("%s, also on the same store and with the same token", async (_, options) => {
    const process = start(memoryStore());
    const ada = await promised(process);
    const eve = visitor(process, options);
    eve.broadcast = { ...ada.broadcast };
    expect((await eve.says("hi")).json["message"]).toBe("0 pending.");
    expect((await eve.asks("Report", { of: "Ada" })).json["message"]).toBe(LATE);
    // Nor is it lost by the attempt.
    expect((await ada.asks("Report", { of: "Ada" })).json["message"]).toBe(SECRET);
  });

  it("session: one that has no token, or one of its own, gets nothing of another's", async () => {
    const process = start(memoryStore());
    const ada = await promised(process);
    const eve = visitor(process);
    expect((await eve.asks("Report", { of: "Ada" })).json["message"]).toBe(LATE);
    const [own] = ticketsOf(eve.broadcast);
    expect(own!.token).not.toBe(ticketsOf(ada.broadcast)[0]!.token);
    expect((await eve.asks("Report", { of: "Ada" })).json["message"]).toBe(LATE);
  });

  it.each<[string, (ticket: Sent) => object]>([
    ["a token of another question", (ticket) => ({ ...ticket, question: "0".repeat(32) })],
    ["a token of another action", (ticket) => ({ ...ticket, action: "Other" })],
    [
      "a token with one digit changed",
      (it) => ({ ...it, token: it.token.replace(/./, (c) => (c === "0" ? "1" : "0")) }),
    ],
    ["a token in capitals", (ticket) => ({ ...ticket, token: ticket.token.toUpperCase() })],
    ["a token that is over", (ticket) => ({ ...ticket, until: Date.now() - 1 })],
    ["a token without its end", (ticket) => ({ ...ticket, token: ticket.token.slice(0, -1) })],
    ["a key of the store", (ticket) => ({ ...ticket, token: `late:${ticket.token}` })],
    ["a token in a list", (ticket) => ({ ...ticket, token: [ticket.token] })],
  ])("to %s", async (_, forge) => {
    const process = start(memoryStore());
    const ada = await promised(process);
    const eve = visitor(process);
    eve.broadcast = { [LATE_KEY]: ticketsOf(ada.broadcast).map(forge) };
    expect((await eve.says("hi")).json["message"]).toBe("0 pending.");
    expect((await eve.asks("Report", { of: "Ada" })).json["message"]).toBe(LATE);
    expect((await eve.asks("Other", { of: "Ada" })).json["message"]).toBe(LATE);
  });

  it("once it was handed over, also with a token from before", async () => {
    const process = start(memoryStore());
    const ada = await promised(process);
    const old = { ...ada.broadcast };
    expect((await ada.asks("Report", { of: "Ada" })).json["message"]).toBe(SECRET);
    ada.broadcast = old;
    expect((await ada.says("hi")).json["message"]).toBe("0 pending.");
    expect((await ada.asks("Report", { of: "Ada" })).json["message"]).toBe(LATE);
  });

  it("when its time is over", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    try {
      const process = start(memoryStore(), { lateAnswers: { store: memoryStore(), ttlMs: 1000 } });
      const ada = await promised(process);
      vi.advanceTimersByTime(1000);
      expect((await ada.says("hi")).json["message"]).toBe("0 pending.");
      expect((await ada.asks("Report", { of: "Ada" })).json["message"]).toBe(LATE);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("processes that share a store", () => {
  it("hand over what was begun at the other, and tell that it is not ready", async () => {
    const store = memoryStore();
    const [one, other] = [start(store), start(store)];
    const ada = visitor(one);
    await ada.asks("Report");
    const there = visitor(other);
    there.broadcast = ada.broadcast;
    expect((await there.asks("Report")).json["message"]).toBe(LATE);
    expect(other.results).toHaveLength(0);
    one.results[0]!.resolve("The report.");
    await one.idle();
    expect((await there.asks("Report")).json["message"]).toBe("The report.");
  });

  it("race for an answer, and one of them hands it over", async () => {
    const store = memoryStore();
    const processes = Array.from({ length: 6 }, () => start(store));
    const ada = await promised(processes[0]!);
    const asked = await Promise.all(
      processes.map(async (process) => {
        const here = visitor(process);
        here.broadcast = ada.broadcast;
        return (await here.asks("Report", { of: "Ada" })).json["message"];
      }),
    );
    expect(asked.filter((message) => message === SECRET)).toHaveLength(1);
    expect(asked.filter((message) => message === LATE)).toHaveLength(5);
  });
});

describe("with the replay guard", () => {
  let keys: Keys;
  beforeAll(async () => {
    keys = await makeKeys();
  });

  it("the request that was answered with a late answer gets it again, byte for byte, where the first was lost on the way", async () => {
    const store = memoryStore();
    const process = start(store, { publicKey: keys.publicKey, replay: { store: memoryStore() } });
    const other = start(store, { publicKey: keys.publicKey });
    const seen: [unknown, ReturnType<typeof signed>][] = [];
    const recording: Pick<TestBot, "send"> = {
      send: (body, request) => (seen.push([body, request as ReturnType<typeof signed>]), process.send(body, request)),
    };
    const ada = visitor(recording, { sign: (body) => signed(body, keys) });
    const late = await ada.asks("Report");
    const [lateBody, lateHeaders] = seen[0]!;
    expect(await process.send(lateBody, lateHeaders)).toEqual(late);
    process.results[0]!.resolve("The report.");
    await process.idle();
    const handed = await ada.asks("Report");
    expect(handed.json["message"]).toBe("The report.");
    const [body, headers] = seen[1]!;
    expect(await process.send(body, headers)).toEqual(handed);
    expect(process.results).toHaveLength(1);
    // Captured and sent to a process without the guard, it gets nothing.
    expect((await other.send(body, headers)).json["message"]).toBe(LATE);
  });
});

describe("a store that fails", () => {
  /** Fails while `isDown`. */
  function failing(): { store: Store; isDown: boolean } {
    const inner = memoryStore();
    const self = { isDown: false, store: inner };
    const may =
      <A extends unknown[], T>(ask: (...args: A) => Promise<T>) =>
      (...args: A): Promise<T> =>
        self.isDown ? Promise.reject(new Error("down")) : ask(...args);
    self.store = { get: may(inner.get), set: may(inner.set), setIfAbsent: may(inner.setIfAbsent) };
    return self;
  }

  it("while an answer becomes ready does not lose it", async () => {
    const failed = failing();
    const process = start(failed.store);
    const ada = visitor(process);
    await ada.asks("Report");
    failed.isDown = true;
    process.results[0]!.resolve("The report.");
    await vi.waitFor(() => expect(process.errors.map(({ code }) => code)).toEqual(["ERR_STORE"]));
    expect((await ada.asks("Report")).json["message"]).toBe(LATE);
    expect(process.results).toHaveLength(1);
    failed.isDown = false;
    // Until it is tried again.
    await vi.advanceTimersByTimeAsync(10_000);
    await process.idle();
    expect((await ada.asks("Report")).json["message"]).toBe("The report.");
  });

  it("at the deadline does not keep the late answer from going out, nor the answer from being kept", async () => {
    const failed = failing();
    const process = start(failed.store);
    const ada = visitor(process);
    failed.isDown = true;
    expect((await ada.asks("Report")).json["message"]).toBe(LATE);
    failed.isDown = false;
    // It knows of it, though the store does not.
    expect((await ada.asks("Report")).json["message"]).toBe(LATE);
    expect(process.results).toHaveLength(1);
    process.results[0]!.resolve("The report.");
    await process.idle();
    expect((await ada.asks("Report")).json["message"]).toBe("The report.");
  });

  it("when an answer is taken hands it over all the same", async () => {
    const failed = failing();
    const process = start({ ...failed.store, setIfAbsent: (...args) => failed.store.setIfAbsent(...args) });
    const ada = await promised(process);
    const get = failed.store.get;
    const store: Store = {
      ...failed.store,
      get: (key) => get(key),
      setIfAbsent: () => Promise.reject(new Error("down")),
    };
    const other = start(store);
    const there = visitor(other);
    there.broadcast = ada.broadcast;
    expect((await there.asks("Report", { of: "Ada" })).json["message"]).toBe(SECRET);
    expect(other.errors.map(({ code }) => code)).toEqual(["ERR_STORE"]);
  });

  it("or hangs costs a turn no more than its time-out", async () => {
    const hang = (): Promise<never> => new Promise(() => undefined);
    const ada = await promised(start(memoryStore()));
    vi.useRealTimers();
    const process = start(memoryStore(), {
      deadlineMs: 600_000,
      lateAnswers: { store: { get: hang, set: hang, setIfAbsent: hang }, timeoutMs: 5, giveUpMs: 600_000 },
    });
    const there = visitor(process);
    there.broadcast = ada.broadcast;
    expect((await there.says("hi")).json["message"]).toBe("1 pending.");
    expect(process.errors.map(({ code }) => code)).toEqual(["ERR_STORE"]);
  });
});

describe("what comes in broadcast under our key", () => {
  const some = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.array(fc.string()), fc.object());
  const ticket = fc.record(
    {
      action: fc.oneof(fc.constantFrom("Report", "__proto__", "constructor"), some),
      question: fc.oneof(fc.constant("a".repeat(32)), some),
      token: fc.oneof(fc.constant("b".repeat(48)), fc.stringMatching(/^[0-9a-f]{48}$/), some),
      until: fc.oneof(fc.constant(9e15), some),
    },
    { requiredKeys: [] },
  );

  it("is read as tickets of the bot's own actions, at most eight, or as nothing, whatever it is", () => {
    fc.assert(
      fc.property(fc.oneof(some, fc.array(fc.oneof(ticket, some), { maxLength: 30 })), (value) => {
        const tickets = readTickets({ [LATE_KEY]: value }, (name) => name === "Report");
        expect(tickets.length).toBeLessThanOrEqual(8);
        for (const read of tickets) {
          expect(read.action).toBe("Report");
          expect(read.question).toMatch(/^[0-9a-f]{32}$/);
          expect(read.token).toMatch(/^[0-9a-f]{48}$/);
          expect(Object.keys(read)).toEqual(["action", "question", "token", "until"]);
        }
      }),
    );
  });

  it("costs no visitor the answer, and goes no further", async () => {
    const { send, errors } = talk(
      createBot({ actions: { Report: action({ execute: ({ broadcast }) => `Sees ${JSON.stringify(broadcast)}.` }) } }),
      { lateAnswers: { store: memoryStore() } },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(some, fc.array(ticket, { maxLength: 12 })), async (value) => {
        const body = { todo: "execute", action: "Report", broadcast: { own: 1, [LATE_KEY]: value } };
        const { status, json } = await send(body);
        expect(status).toBe(200);
        expect(json["message"]).toBe('Sees {"own":1}.');
        expect(json["broadcast"]).toMatchObject({ own: 1 });
      }),
      { numRuns: 50 },
    );
    expect(errors).toEqual([]);
  });
});

it("a late answer that has no room for the ticket beside a large broadcast goes out without it", async () => {
  const process = start(memoryStore());
  const ada = visitor(process);
  ada.broadcast = { large: "x".repeat(99_950) };
  const { json } = await ada.asks("Report");
  expect(json).toEqual({
    status: "execution",
    message: expect.stringMatching(/^This takes longer/) as string,
    card: [],
    data: {},
  });
  expect(process.errors.map(({ code }) => code)).toEqual(["ERR_RESPONSE_TOO_LARGE"]);
});
