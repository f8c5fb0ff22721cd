import { beforeAll, describe, expect, it, vi } from "vitest";
import { action, createBot, type BotError, type RawRequest } from "../../src/index.js";
import { bytesOf, makeKeys, signed, talk, type Keys, type TestBot } from "@ck-test/talk";

const bot = createBot({ actions: { Hello: action({ execute: () => "Hello!" }) } });
const BODY = JSON.stringify({ todo: "execute", action: "Hello" });

let keys: Keys;
let stranger: Keys;
beforeAll(async () => {
  [keys, stranger] = await Promise.all([makeKeys(), makeKeys()]);
});

function start(options: Parameters<typeof talk>[1] = {}): TestBot & { readonly told: BotError[] } {
  const told: BotError[] = [];
  return { ...talk(bot, { publicKey: keys.publicKey, onError: (error) => told.push(error), ...options }), told };
}

describe("a rejected request is explained", () => {
  it("one at a time, however many are rejected at once", async () => {
    let running = 0;
    let most = 0;
    const told: BotError[] = [];
    // Everything that an explanation does is between two reports, and the next one begins after this one has been told.
    const { send } = start({
      onError: (error) => {
        most = Math.max(most, ++running);
        told.push(error);
        running--;
      },
      explainFailures: 5,
    });
    await Promise.all(Array.from({ length: 8 }, () => send(BODY, signed(BODY, stranger))));
    await vi.waitFor(() => expect(told).toHaveLength(5), { timeout: 20_000 });
    expect(most).toBe(1);
  });

  it("at most ten times in a minute, however often it may be in total", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    try {
      const { send, told } = start({ explainFailures: 1000 });
      for (let n = 0; n < 15; n++) await send(BODY, signed(BODY, stranger));
      await vi.waitFor(() => expect(told).toHaveLength(10), { timeout: 20_000 });
      vi.advanceTimersByTime(60_001);
      await send(BODY, signed(BODY, stranger));
      await vi.waitFor(() => expect(told).toHaveLength(11), { timeout: 20_000 });
    } finally {
      vi.useRealTimers();
    }
  });

  it("only if its body is at most 8 KB", async () => {
    const { send, told } = start({ explainFailures: 2 });
    const pad = (size: number): string => JSON.stringify({ todo: "welcome", pad: "x".repeat(size) });
    await send(pad(8_200), signed(BODY, keys));
    await send(pad(8_000), signed(BODY, keys));
    await vi.waitFor(() => expect(told).toHaveLength(1), { timeout: 20_000 });
    await send(pad(8_000), signed(BODY, keys));
    await vi.waitFor(() => expect(told).toHaveLength(2), { timeout: 20_000 });
  });

  it("if its header is missing, without its body", async () => {
    const { send, told } = start();
    const read = (): never => expect.unreachable("the body was read");
    expect(await send("", { body: read })).toMatchObject({ status: 401, text: "" });
    await vi.waitFor(() => expect(told).toHaveLength(1), { timeout: 20_000 });
    expect(told[0]).toMatchObject({ code: "ERR_SIGNATURE", message: expect.stringContaining("header") as string });
  });

  it("if its header has another encoding, which its body shows", async () => {
    const { send, told } = start({ encoding: "hex" });
    const reads: number[] = [];
    const body: RawRequest["body"] = ({ maxBytes }) => {
      reads.push(maxBytes);
      return Promise.resolve(bytesOf(BODY));
    };
    expect((await send("", { ...signed(BODY, keys), body })).status).toBe(401);
    await vi.waitFor(() => expect(told).toHaveLength(1), { timeout: 20_000 });
    expect(told[0]?.message).toContain('encoding: "base64"');
    expect(reads).toEqual([8192]);
  });

  it("and stays rejected, even if its body never arrives", async () => {
    const { send, events } = start({ deadlineMs: 20 });
    const headers = { "X-CONVOKRAFT-SIGNATURE": "AAAA" };
    expect((await send("", { headers, body: () => new Promise(() => undefined) })).status).toBe(401);
    expect(events[0]).toMatchObject({ outcome: "refused", reason: "signature-malformed" });
  });
});

it("a malformed header is rejected without reading the body, once nothing is explained any more", async () => {
  const { send, events, told } = start({ explainFailures: 0 });
  const body = (): never => expect.unreachable("the body was read");
  const { headers } = signed(BODY, keys);
  const header = headers["X-CONVOKRAFT-SIGNATURE"]!;
  for (const value of ["AAAA", header.slice(1), `"${header}"`, "x".repeat(100_000), [header, header]]) {
    expect((await send("", { headers: { "X-CONVOKRAFT-SIGNATURE": value }, body })).status).toBe(401);
  }
  expect(events.map(({ reason }) => reason)).toEqual([
    ...Array<string>(4).fill("signature-malformed"),
    "signature-repeated",
  ]);
  expect(told).toEqual([]);
});

it("where the environment may not be read, nothing is explained", async () => {
  const env = Object.getOwnPropertyDescriptor(process, "env")!;
  Object.defineProperty(process, "env", {
    configurable: true,
    get: () => new Proxy({}, { get: () => { throw new Error("Requires env access"); } }), // prettier-ignore
  });
  let started: ReturnType<typeof start>;
  try {
    started = start();
  } finally {
    Object.defineProperty(process, "env", env);
  }
  expect((await started.send(BODY, signed(BODY, stranger))).status).toBe(401);
  expect(started.told).toEqual([]);
});
