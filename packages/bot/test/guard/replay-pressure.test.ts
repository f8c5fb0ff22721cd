import { createKeyRing } from "@ck/signature";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { action, createBot, memoryStore, type Store } from "../../src/index.js";
import { makeKeys, signed, talk, type Keys, type TestBot } from "@ck-test/talk";

const PAY = { todo: "execute", action: "Pay", environment: "production" };

let production: Keys;
let development: Keys;
beforeAll(async () => {
  [production, development] = await Promise.all([makeKeys(), makeKeys()]);
});

/** A bot that counts its payments, and has long answers for the rest. */
function paying(store: Store): TestBot & { paid: () => number } {
  let paid = 0;
  const bot = createBot({
    actions: { Pay: action({ execute: () => `paid ${++paid}` }) },
    fallback: () => "x".repeat(1000),
  });
  const publicKey = createKeyRing({ production: production.publicKey, development: development.publicKey });
  return { ...talk(bot, { publicKey, replay: { store }, explainFailures: 0 }), paid: () => paid };
}

async function flood({ send }: TestBot, count: number, keys: Keys, environment: string): Promise<void> {
  for (let n = 0; n < count; n++) {
    const body = { todo: "fallback", userInput: String(n), environment };
    expect((await send(body, signed(body, keys))).status).toBe(200);
  }
}

describe("a captured request that is sent again after a flood of genuine ones", () => {
  it("never runs twice: the kept answers go before the marks", async () => {
    const bot = paying(memoryStore({ maxBytes: 10_000 }));
    const captured = signed(PAY, production);
    expect((await bot.send(PAY, captured)).json["message"]).toBe("paid 1");
    expect((await bot.send(PAY, captured)).json["message"]).toBe("paid 1");
    await flood(bot, 20, production, "production");
    expect((await bot.send(PAY, captured)).status).toBe(409);
    expect(bot.paid()).toBe(1);
    expect(bot.errors).toEqual([]);
  });

  it("is known still if another key made the flood", async () => {
    const bot = paying(memoryStore({ maxMarks: 10 }));
    const captured = signed(PAY, production);
    await bot.send(PAY, captured);
    await flood(bot, 30, development, "development");
    expect((await bot.send(PAY, captured)).json["message"]).toBe("paid 1");
    expect(bot.paid()).toBe(1);
  });

  it("is forgotten only for want of room, and the author hears of it, once a minute", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    try {
      const bot = paying(memoryStore({ maxMarks: 10 }));
      await flood(bot, 25, production, "production");
      expect(bot.errors).toEqual([
        expect.objectContaining({ code: "ERR_STORE", message: expect.stringContaining("maxMarks") as string }),
      ]);
      vi.advanceTimersByTime(60_000);
      await flood(bot, 1, production, "production");
      expect(bot.errors).toHaveLength(2);
      expect(bot.errors[1]?.message).toContain("15 requests");
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("a request that was refused because the store was slow", () => {
  it.each([
    ["that answers too late", (slow: Promise<void>) => slow],
    [
      "whose client gives up, though the mark is set",
      (slow: Promise<void>) => slow.then(() => Promise.reject(new Error("timed out"))),
    ],
  ])("leaves no mark at a store %s", async (_, outcome) => {
    const inner = memoryStore();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let calls = 0;
    const store: Store = {
      ...inner,
      async setIfAbsent(...args) {
        if (++calls > 1) return inner.setIfAbsent(...args);
        const found = await inner.setIfAbsent(...args);
        await outcome(held);
        return found;
      },
    };
    const bot = createBot({ actions: { Pay: action({ execute: () => "paid" }) } });
    const { send, errors } = talk(bot, { publicKey: production.publicKey, replay: { store, timeoutMs: 20 } });
    const captured = signed(PAY, production);
    expect((await send(PAY, captured)).status).toBe(500);
    expect(errors).toEqual([expect.objectContaining({ code: "ERR_STORE" })]);
    release();
    await vi.waitFor(async () => expect((await send(PAY, captured)).status).toBe(200), { timeout: 10_000 });
  });

  it("does not remove the mark of an attempt that ran", async () => {
    const store = memoryStore();
    let isSlow = false;
    let runs = 0;
    const setIfAbsent: Store["setIfAbsent"] = async (...args) => {
      const found = await store.setIfAbsent(...args);
      if (isSlow) throw new Error("timed out");
      return found;
    };
    const bot = createBot({ actions: { Pay: action({ execute: () => `paid ${++runs}` }) } });
    const { send } = talk(bot, { publicKey: production.publicKey, replay: { store: { ...store, setIfAbsent } } });
    const captured = signed(PAY, production);
    await send(PAY, captured);
    isSlow = true;
    expect((await send(PAY, captured)).status).toBe(500);
    isSlow = false;
    expect((await send(PAY, captured)).json["message"]).toBe("paid 1");
    expect(runs).toBe(1);
  });
});

it("errors of the store say which request they were in", async () => {
  const details: unknown[] = [];
  const bot = createBot({ actions: { Pay: action({ execute: () => "paid" }) } });
  const { send, events } = talk(bot, {
    publicKey: production.publicKey,
    replay: { store: { ...memoryStore(), setIfAbsent: () => Promise.reject(new Error("down")) } },
    onError: (error, more) => details.push([error.code, more]),
  });
  await send(PAY, signed(PAY, production));
  const request = { todo: "execute", action: "Pay", environment: "production" };
  const { requestId } = events[0]!;
  expect(requestId).toMatch(/^[\w-]{36}$/);
  expect(details).toEqual([["ERR_STORE", { ...request, requestId }]]);
  expect(events[0]).toMatchObject({ outcome: "error", status: 500, ...request });
});
