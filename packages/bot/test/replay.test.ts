import { beforeAll, describe, expect, it, vi } from "vitest";
import { action, createBot, memoryStore, receive, type ReplayOptions, type Store } from "../src/index.js";
import { makeKeys, signed, talk, type Keys, type Talk } from "./talk.js";

const EXECUTE = { todo: "execute", action: "Count" };

let keys: Keys;
beforeAll(async () => {
  keys = await makeKeys();
});

function talkCounting(replay: ReplayOptions, hold?: Promise<void>, deadlineMs = 30_000): Talk {
  let count = 0;
  const execute = async (): Promise<string> => {
    count++;
    await hold;
    return `Number ${count}.`;
  };
  return talk(createBot({ actions: { Count: action({ execute }) } }), {
    publicKey: keys.publicKey,
    replay,
    deadlineMs,
  });
}

describe("a request that comes twice", () => {
  it("gets the first answer again, byte for byte, and no handler runs", async () => {
    const { send, events } = talkCounting({ store: memoryStore() });
    const captured = signed(EXECUTE, keys);
    const first = await send(EXECUTE, captured);
    const again = await send(EXECUTE, captured);
    expect(first.json["message"]).toBe("Number 1.");
    expect(again).toEqual(first);
    expect(events.map(({ outcome }) => outcome)).toEqual(["answered", "repeated"]);
  });

  it("is refused with 409, where the author says so", async () => {
    const { send, events } = talkCounting({ store: memoryStore(), onReplay: "reject" });
    const captured = signed(EXECUTE, keys);
    await send(EXECUTE, captured);
    expect(await send(EXECUTE, captured)).toMatchObject({ status: 409, text: "" });
    expect(events[1]).toMatchObject({ outcome: "refused", reason: "replayed" });
  });

  it("is told by its signature: the same words signed anew are another request", async () => {
    const { send } = talkCounting({ store: memoryStore() });
    expect((await send(EXECUTE, signed(EXECUTE, keys))).json["message"]).toBe("Number 1.");
    expect((await send(EXECUTE, signed(EXECUTE, keys))).json["message"]).toBe("Number 2.");
  });

  it("is refused while the first is still being answered", async () => {
    let release = (): void => undefined;
    const hold = new Promise<void>((resolve) => (release = resolve));
    const inner = memoryStore();
    const seen: string[] = [];
    const store: Store = { ...inner, setIfAbsent: (key, ...rest) => (seen.push(key), inner.setIfAbsent(key, ...rest)) };
    const { send } = talkCounting({ store }, hold);
    const captured = signed(EXECUTE, keys);
    const first = send(EXECUTE, captured);
    // Signatures are checked at once, and not in the order in which the requests came.
    await vi.waitFor(() => expect(seen).toHaveLength(1), { timeout: 20_000 });
    expect((await send(EXECUTE, captured)).status).toBe(409);
    release();
    expect((await first).json["message"]).toBe("Number 1.");
    expect((await send(EXECUTE, captured)).json["message"]).toBe("Number 1.");
  });

  it("is caught by the other server that shares the store", async () => {
    const store = memoryStore();
    const captured = signed(EXECUTE, keys);
    const first = await talkCounting({ store }).send(EXECUTE, captured);
    expect(await talkCounting({ store }).send(EXECUTE, captured)).toEqual(first);
  });

  it("is forgotten after its time", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    try {
      const { send } = talkCounting({ store: memoryStore(), ttlMs: 1000 });
      const captured = signed(EXECUTE, keys);
      await send(EXECUTE, captured);
      vi.advanceTimersByTime(999);
      expect((await send(EXECUTE, captured)).json["message"]).toBe("Number 1.");
      vi.advanceTimersByTime(1001);
      expect((await send(EXECUTE, captured)).json["message"]).toBe("Number 2.");
    } finally {
      vi.useRealTimers();
    }
  });

  it("that is forged leaves no trace", async () => {
    const seen: string[] = [];
    const inner = memoryStore();
    const store: Store = { ...inner, setIfAbsent: (key, ...rest) => (seen.push(key), inner.setIfAbsent(key, ...rest)) };
    const { send } = talkCounting({ store });
    await send({ ...EXECUTE, changed: true }, signed(EXECUTE, keys));
    expect(seen).toEqual([]);
  });
});

describe("a store that fails", () => {
  const none = memoryStore();

  it("lets nothing in, and the author is told", async () => {
    const { send, errors } = talkCounting({ store: { ...none, setIfAbsent: () => Promise.reject(new Error("down")) } });
    expect((await send(EXECUTE, signed(EXECUTE, keys))).status).toBe(500);
    expect(errors).toEqual([expect.objectContaining({ code: "ERR_STORE", cause: new Error("down") })]);
  });

  it("or hangs, holds nobody past the deadline", async () => {
    const hang = (): Promise<never> => new Promise(() => undefined);
    const { send, errors } = talkCounting({ store: { ...none, setIfAbsent: hang } }, undefined, 50);
    expect((await send(EXECUTE, signed(EXECUTE, keys))).status).toBe(500);
    expect(errors[0]?.code).toBe("ERR_STORE");
    const keeping = talkCounting({ store: { ...none, set: hang } });
    expect((await keeping.send(EXECUTE, signed(EXECUTE, keys))).status).toBe(200);
  });

  it("to keep an answer costs nobody the answer", async () => {
    const store: Store = {
      ...none,
      set: () => Promise.reject(new Error("full")),
    };
    const { send, errors } = talkCounting({ store });
    expect((await send(EXECUTE, signed(EXECUTE, keys))).status).toBe(200);
    await vi.waitFor(() => expect(errors).toEqual([expect.objectContaining({ code: "ERR_STORE" })]));
  });

  it("says null for nothing is understood", async () => {
    const store = { ...none, setIfAbsent: () => Promise.resolve(null) } as unknown as Store;
    expect((await talkCounting({ store }).send(EXECUTE, signed(EXECUTE, keys))).status).toBe(200);
  });
});

it("a signed request that is refused is refused in the same way again", async () => {
  const { send } = talkCounting({ store: memoryStore() });
  const captured = signed("hello", keys);
  expect((await send("hello", captured)).status).toBe(400);
  expect((await send("hello", captured)).status).toBe(400);
});

it.each([
  [{ publicKey: false as const, replay: { store: memoryStore() } }, /needs signed requests/],
  [{ replay: { store: undefined as never } }, /replay\.store must be a store/],
  [{ replay: { store: memoryStore(), onReplay: "ignore" as never } }, /"repeat" or "reject"/],
  [{ replay: { store: memoryStore(), ttlMs: 0 } }, /replay\.ttlMs/],
])("options that cannot work are errors at start-up: %#", (options, message) => {
  const start = (): unknown => receive(createBot({ actions: {} }), { publicKey: keys.publicKey, ...options });
  expect(start).toThrow(
    expect.objectContaining({ code: "ERR_INVALID_OPTION", message: expect.stringMatching(message) as string }),
  );
});
