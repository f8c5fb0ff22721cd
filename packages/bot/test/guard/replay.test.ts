import { beforeAll, describe, expect, it, vi } from "vitest";
import { action, createBot, memoryStore, receive, type ReplayOptions, type Store } from "../../src/index.js";
import { makeKeys, signed, talk, type Keys, type TestBot } from "@ck-test/talk";

const EXECUTE = { todo: "execute", action: "Count" };

let keys: Keys;
beforeAll(async () => {
  keys = await makeKeys();
});

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_";

function talkCounting(replay: ReplayOptions, hold?: Promise<void>, deadlineMs = 30_000): TestBot {
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

  it("is rejected with 409 if the author chooses so", async () => {
    const { send, events } = talkCounting({ store: memoryStore(), onReplay: "reject" });
    const captured = signed(EXECUTE, keys);
    await send(EXECUTE, captured);
    expect(await send(EXECUTE, captured)).toMatchObject({ status: 409, text: "" });
    expect(events[1]).toMatchObject({ outcome: "refused", reason: "replayed" });
  });

  it("is recognised by its signature: the same text signed again is another request", async () => {
    const { send } = talkCounting({ store: memoryStore() });
    expect((await send(EXECUTE, signed(EXECUTE, keys))).json["message"]).toBe("Number 1.");
    expect((await send(EXECUTE, signed(EXECUTE, keys))).json["message"]).toBe("Number 2.");
  });

  it("is rejected while the first is still being answered", async () => {
    let release = (): void => undefined;
    const hold = new Promise<void>((resolve) => (release = resolve));
    const inner = memoryStore();
    const seen: string[] = [];
    const store: Store = { ...inner, setIfAbsent: (key, ...rest) => (seen.push(key), inner.setIfAbsent(key, ...rest)) };
    const { send } = talkCounting({ store }, hold);
    const captured = signed(EXECUTE, keys);
    const first = send(EXECUTE, captured);
    // Signatures are checked concurrently, not in the order in which the requests came.
    await vi.waitFor(() => expect(seen).toHaveLength(1), { timeout: 20_000 });
    expect((await send(EXECUTE, captured)).status).toBe(409);
    release();
    expect((await first).json["message"]).toBe("Number 1.");
    expect((await send(EXECUTE, captured)).json["message"]).toBe("Number 1.");
  });

  it("is detected in every accepted spelling of its signature, and rejected in all others", async () => {
    const store = memoryStore();
    const {
      headers: { "X-CONVOKRAFT-SIGNATURE": header },
    } = signed(EXECUTE, keys) as { headers: { "X-CONVOKRAFT-SIGNATURE": string } };
    const der = Buffer.from(header, "base64");
    const runs: unknown[] = [];
    const bot = createBot({ actions: { Count: action({ execute: () => `Number ${runs.push("run")}.` }) } });
    for (const format of ["der", "p1363"] as const) {
      for (const encoding of ["base64", "base64url", "hex"] as const) {
        const { send } = talk(bot, { publicKey: keys.publicKey, replay: { store }, format, encoding });
        const text = (format === "der" ? der : toP1363(der)).toString(encoding);
        const right = await send(EXECUTE, { headers: { "X-CONVOKRAFT-SIGNATURE": text } });
        expect(right).toMatchObject({ status: 200, json: { message: "Number 1." } });
        const variants = [
          ...[text.replace(/=+$/, ""), `${text}=`, `${text}==`, ` ${text} `, `${text.slice(0, 9)}\n${text.slice(9)}`],
          ...[text.toUpperCase(), text.toLowerCase(), `"${text}"`, encodeURIComponent(text), `DSA ${text}`],
          ...[text.replaceAll("+", "-").replaceAll("/", "_"), text.replaceAll("-", "+").replaceAll("_", "/")],
          // The unused bits of the last character.
          ...Array.from(ALPHABET, (last) => text.replace(/[^=](=*)$/, `${last}$1`)),
        ];
        for (const variant of variants) {
          const { status, json } = await send(EXECUTE, { headers: { "X-CONVOKRAFT-SIGNATURE": variant } });
          expect([401, 200]).toContain(status);
          if (status === 200) expect(json["message"]).toBe("Number 1.");
        }
      }
    }
    expect(runs).toHaveLength(1);
  });

  it("is detected by another server that shares the store", async () => {
    const store = memoryStore();
    const captured = signed(EXECUTE, keys);
    const first = await talkCounting({ store }).send(EXECUTE, captured);
    expect(await talkCounting({ store }).send(EXECUTE, captured)).toEqual(first);
  });

  it("is forgotten after its time to live", async () => {
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

  it("leaves no trace if it is forged", async () => {
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

  it("accepts nothing, and the author hears about it", async () => {
    const { send, errors } = talkCounting({ store: { ...none, setIfAbsent: () => Promise.reject(new Error("down")) } });
    expect((await send(EXECUTE, signed(EXECUTE, keys))).status).toBe(500);
    expect(errors).toEqual([expect.objectContaining({ code: "ERR_STORE", cause: new Error("down") })]);
  });

  it("or hangs, keeps nobody waiting past the deadline", async () => {
    const hang = (): Promise<never> => new Promise(() => undefined);
    const { send, errors } = talkCounting({ store: { ...none, setIfAbsent: hang } }, undefined, 50);
    expect((await send(EXECUTE, signed(EXECUTE, keys))).status).toBe(500);
    expect(errors[0]?.code).toBe("ERR_STORE");
    const keeping = talkCounting({ store: { ...none, set: hang } });
    expect((await keeping.send(EXECUTE, signed(EXECUTE, keys))).status).toBe(200);
  });

  it("accepts requests if the author chooses so, and knows them once it is back", async () => {
    const store = memoryStore();
    let isDown = true;
    const setIfAbsent: Store["setIfAbsent"] = (...args) =>
      isDown ? Promise.reject(new Error("down")) : store.setIfAbsent(...args);
    const { send, errors, events } = talkCounting({ store: { ...store, setIfAbsent }, onStoreError: "open" });
    const captured = signed(EXECUTE, keys);
    expect((await send(EXECUTE, captured)).json["message"]).toBe("Number 1.");
    expect(errors).toEqual([
      expect.objectContaining({ code: "ERR_STORE", message: expect.stringContaining("accepted") as string }),
    ]);
    isDown = false;
    expect((await send(EXECUTE, captured)).json["message"]).toBe("Number 1.");
    expect(events.map(({ outcome }) => outcome)).toEqual(["answered", "repeated"]);
  });

  it.each(["open", "closed"] as const)(
    "or hangs, has failed after its time-out, long before the deadline: %s",
    async (onStoreError) => {
      const hang = (): Promise<never> => new Promise(() => undefined);
      const store: Store = { get: hang, set: hang, setIfAbsent: hang };
      const { send, errors, events } = talkCounting({ store, onStoreError, timeoutMs: 5 }, undefined, 60_000);
      expect((await send(EXECUTE, signed(EXECUTE, keys))).status).toBe(onStoreError === "open" ? 200 : 500);
      expect(errors.map(({ code }) => code)).toEqual(["ERR_STORE"]);
      expect(events[0]?.outcome).toBe(onStoreError === "open" ? "answered" : "error");
    },
  );

  it("to keep an answer does not cost anybody the answer", async () => {
    const store: Store = {
      ...none,
      set: () => Promise.reject(new Error("full")),
    };
    const { send, errors } = talkCounting({ store });
    expect((await send(EXECUTE, signed(EXECUTE, keys))).status).toBe(200);
    await vi.waitFor(() => expect(errors).toEqual([expect.objectContaining({ code: "ERR_STORE" })]));
  });

  it("may answer null for undefined", async () => {
    const store = { ...none, setIfAbsent: () => Promise.resolve(null) } as unknown as Store;
    expect((await talkCounting({ store }).send(EXECUTE, signed(EXECUTE, keys))).status).toBe(200);
  });
});

it("a signed request that was rejected is rejected in the same way again", async () => {
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
  [{ replay: { store: memoryStore(), timeoutMs: Number.NaN } }, /replay\.timeoutMs/],
  [{ replay: { store: memoryStore(), onStoreError: "retry" as never } }, /"open" or "closed"/],
  [{ replay: { store: { ...memoryStore(), get: undefined as never } } }, /replay\.store must be a store/],
])("options that cannot work are errors at start-up: %#", (options, message) => {
  const start = (): unknown => receive(createBot({ actions: {} }), { publicKey: keys.publicKey, ...options });
  expect(start).toThrow(
    expect.objectContaining({ code: "ERR_INVALID_OPTION", message: expect.stringMatching(message) as string }),
  );
});

/** The two numbers of a signature, each as wide as the divisor: 224 bits. */
function toP1363(der: Buffer): Buffer {
  const rLength = der[3]!;
  const r = der.subarray(4, 4 + rLength);
  const s = der.subarray(6 + rLength);
  const wide = (number: Buffer): Buffer => Buffer.concat([Buffer.alloc(28), number]).subarray(-28);
  return Buffer.concat([wide(r), wide(s)]);
}
