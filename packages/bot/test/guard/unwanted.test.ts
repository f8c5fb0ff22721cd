import { beforeAll, describe, expect, it, vi } from "vitest";
import { action, createBot, memoryStore, type Bot, type Store } from "../../src/index.js";
import { makeKeys, signed, talk, type Keys } from "@ck-test/talk";

const BODY = JSON.stringify({ todo: "execute", action: "Pay" });

let keys: Keys;
beforeAll(async () => {
  keys = await makeKeys();
});

/** What requests cost. */
interface Counts {
  runs: number;
  marks: number;
  readonly bot: Bot;
  readonly store: Store;
}

function counting(): Counts {
  const inner = memoryStore();
  const counts: Counts = {
    runs: 0,
    marks: 0,
    bot: createBot({ actions: { Pay: action({ execute: () => `paid ${++counts.runs}` }) } }),
    store: { ...inner, setIfAbsent: (...args) => (counts.marks++, inner.setIfAbsent(...args)) },
  };
  return counts;
}

describe("what nobody waits for is neither verified, nor marked, nor run", () => {
  it("because the caller hung up while the body was read", async () => {
    const counts = counting();
    const { send, events } = talk(counts.bot, { publicKey: keys.publicKey, replay: { store: counts.store } });
    const caller = new AbortController();
    const body = (): Promise<Uint8Array> => {
      caller.abort();
      return Promise.resolve(new TextEncoder().encode(BODY));
    };
    await send("", { ...signed(BODY, keys), body, signal: caller.signal });
    expect(events).toEqual([expect.objectContaining({ outcome: "gone", status: 499 })]);
    expect(counts).toMatchObject({ runs: 0, marks: 0 });
  });

  it.each([
    ["signed", true],
    ["unsigned", false],
  ])("because the deadline passed while timers could not run: %s", async (_, isSigned) => {
    const counts = counting();
    const { send, events } = talk(counts.bot, {
      publicKey: isSigned && keys.publicKey,
      ...(isSigned && { replay: { store: counts.store } }),
      deadlineMs: 30,
    });
    const body = (): Promise<Uint8Array> => {
      hold(60);
      return Promise.resolve(new TextEncoder().encode(BODY));
    };
    expect((await send("", { ...signed(BODY, keys), body })).status).toBe(503);
    expect(events).toEqual([expect.objectContaining({ outcome: "refused", status: 503, reason: "expired" })]);
    expect(counts).toMatchObject({ runs: 0, marks: 0 });
  });

  it("because the server says, when it is asked, that the caller has hung up", async () => {
    const counts = counting();
    const { send, events } = talk(counts.bot, { publicKey: keys.publicKey, replay: { store: counts.store } });
    await send(BODY, { ...signed(BODY, keys), isGone: () => true });
    expect(events).toEqual([expect.objectContaining({ outcome: "gone", status: 499 })]);
    expect(counts).toMatchObject({ runs: 0, marks: 0 });
  });

  it("because its time was over when it arrived", async () => {
    const counts = counting();
    const { send, events } = talk(counts.bot);
    await send(BODY, { arrivedAt: performance.now() - 5000 });
    expect(events).toEqual([expect.objectContaining({ outcome: "refused", reason: "expired" })]);
    expect(counts.runs).toBe(0);
  });

  it("because the deadline passed in the store of the replay guard, and then the mark goes", async () => {
    const counts = counting();
    const slow: Store = {
      ...counts.store,
      async setIfAbsent(...args) {
        const found = await counts.store.setIfAbsent(...args);
        if (counts.marks === 1) hold(300);
        return found;
      },
    };
    const { send, events } = talk(counts.bot, { publicKey: keys.publicKey, replay: { store: slow }, deadlineMs: 200 });
    const captured = signed(BODY, keys);
    expect((await send(BODY, captured)).status).toBe(503);
    expect(counts.runs).toBe(0);
    const patient = talk(counts.bot, { publicKey: keys.publicKey, replay: { store: slow } });
    await vi.waitFor(async () => expect((await patient.send(BODY, captured)).status).toBe(200), { timeout: 10_000 });
    expect(events[0]).toMatchObject({ reason: "expired", todo: "execute", action: "Pay" });
    expect(counts.runs).toBe(1);
  });
});

describe("a flood of forged requests", () => {
  it("fills the queue of checks, and what comes then is refused at once", async () => {
    const counts = counting();
    const { send, events } = talk(counts.bot, { publicKey: keys.publicKey, explainFailures: 0, maxQueuedChecks: 10 });
    const forged = signed(BODY, keys);
    const answers = await Promise.all(Array.from({ length: 100 }, () => send(`${BODY} `, forged)));
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([401, 503]));
    // 16 are checked at once.
    expect(statuses.filter((status) => status === 401)).toHaveLength(26);
    expect(events.filter(({ reason }) => reason === "check-queue-full")).toHaveLength(74);
    expect(await send(BODY, signed(BODY, keys))).toMatchObject({ status: 200 });
  });

  it("does not wait where each check is done before the next request is read, so none is refused unchecked", async () => {
    const counts = counting();
    const options = { publicKey: keys.publicKey, explainFailures: 0, maxQueuedChecks: 0, engine: "wasm" } as const;
    const { send } = talk(counts.bot, options);
    const forged = signed(BODY, keys);
    // The first check builds the tables, which holds the event loop.
    expect((await send(BODY, signed(BODY, keys))).status).toBe(200);
    // More than are under way at once.
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(`${BODY} `, forged)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
  });

  it("whose senders have left is not verified", async () => {
    const counts = counting();
    const { send, events } = talk(counts.bot, { publicKey: keys.publicKey, explainFailures: 0 });
    const forged = signed(BODY, keys);
    const leave: (() => void)[] = [];
    const sent = Array.from({ length: 100 }, () =>
      send(`${BODY} `, {
        ...forged,
        onGone: (listener) => void leave.push(listener),
        body: new TextEncoder().encode(`${BODY} `),
      }),
    );
    await vi.waitFor(() => expect(leave.length).toBeGreaterThan(0));
    const genuine = send(BODY, signed(BODY, keys));
    const gone = new AbortController();
    gone.abort();
    const left = Array.from({ length: 100 }, () => send(`${BODY} `, { ...forged, signal: gone.signal }));
    await Promise.all([...sent, ...left]);
    expect((await genuine).status).toBe(200);
    expect(events.filter(({ outcome }) => outcome === "gone")).toHaveLength(100);
    expect(counts.runs).toBe(1);
  });
});

/** Holds the event loop. */
function hold(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
