import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { action, collectBody, createBot, receive, type BodyLimits, type ReadBody } from "../../src/index.js";
import { BodyMemory } from "../../src/wire/body-memory.js";
import { bytesOf, makeKeys, signed, talk, type Keys } from "@ck-test/talk";

const BODY = JSON.stringify({ todo: "execute", action: "Hello" });
const bot = createBot({ actions: { Hello: action({ execute: () => "Hello!" }) } });

let keys: Keys;
beforeAll(async () => {
  keys = await makeKeys();
});

/** A body that arrives when the test says so. */
function pieces(): { read: ReadBody; add: (piece: Uint8Array) => void; end: () => void; limits: Promise<BodyLimits> } {
  let add: (piece: Uint8Array) => void = () => undefined;
  let end = (): void => undefined;
  let tell: (limits: BodyLimits) => void = () => undefined;
  const limits = new Promise<BodyLimits>((resolve) => (tell = resolve));
  const read: ReadBody = (given) =>
    new Promise((resolve, reject) => {
      const body = collectBody(given);
      add = (piece) => {
        try {
          body.add(piece);
        } catch (error) {
          // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- passed on as it is
          reject(error);
        }
      };
      end = () => resolve(body.bytes());
      tell(given);
    });
  return { read, add: (piece) => add(piece), end: () => end(), limits };
}

describe("the memory for bodies that are not verified", () => {
  it("is shared by all requests, and one that finds no room gets 503", async () => {
    const { send, events } = talk(bot, { publicKey: keys.publicKey, maxBodyBytes: 1000, maxUnverifiedBytes: 2500 });
    const slow = Array.from({ length: 3 }, pieces);
    const answers = slow.map(({ read }) => send("", { ...signed(BODY, keys), body: read }));
    await Promise.all(slow.map(({ limits }) => limits));
    for (const { add } of slow) add(new Uint8Array(1000));
    expect((await answers[2])?.status).toBe(503);
    expect(events).toEqual([expect.objectContaining({ outcome: "refused", reason: "body-memory-full", status: 503 })]);
    // What the others hold is free again once they are answered.
    for (const { end } of slow) end();
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([401, 401, 503]);
    for (let n = 0; n < 10; n++) expect((await send(BODY, signed(BODY, keys))).status).toBe(200);
  });

  it.each(["in one piece", "by a reader that reserves nothing"])("counts a body that comes %s", async (how) => {
    const { send } = talk(bot, { publicKey: keys.publicKey, maxBodyBytes: 1000, maxUnverifiedBytes: 1000 });
    const { read, add, limits } = pieces();
    const slow = send("", { ...signed(BODY, keys), body: read, signal: AbortSignal.timeout(10_000) });
    await limits;
    add(new Uint8Array(1000 - BODY.length + 1));
    const body = how === "in one piece" ? bytesOf(BODY) : () => Promise.resolve(bytesOf(BODY));
    expect((await send("", { ...signed(BODY, keys), body })).status).toBe(503);
    add(new Uint8Array(1000));
    expect((await slow).status).toBe(413);
    expect((await send("", { ...signed(BODY, keys), body })).status).toBe(200);
  });

  it("is not taken by a reader that goes on after the answer", async () => {
    const { send } = talk(bot, {
      publicKey: keys.publicKey,
      maxBodyBytes: 1000,
      maxUnverifiedBytes: 1000,
      deadlineMs: 20,
    });
    const { read, limits } = pieces();
    expect((await send("", { ...signed(BODY, keys), body: read })).status).toBe(408);
    const late = await limits;
    expect(() => late.reserve?.(1)).toThrow();
    const roomy = talk(bot, { publicKey: keys.publicKey, maxBodyBytes: 1000, maxUnverifiedBytes: 1000 });
    expect((await roomy.send(BODY, signed(BODY, keys))).status).toBe(200);
  });

  it("must have room for one body", () => {
    expect(() => receive(bot, { publicKey: false, maxBodyBytes: 1000, maxUnverifiedBytes: 999 })).toThrow(
      expect.objectContaining({
        code: "ERR_INVALID_OPTION",
        message: "maxUnverifiedBytes must be a number of bytes of at least 1000; got 999.",
      }),
    );
  });
});

it("the account is exact, whatever is reserved, released and refused", () => {
  const step = fc.record({ share: fc.nat({ max: 4 }), bytes: fc.nat({ max: 60 }), isRelease: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const memory = new BodyMemory(100);
      const shares = Array.from({ length: 5 }, () => ({ share: memory.open(), held: 0 }));
      for (const { share: index, bytes, isRelease } of steps) {
        const one = shares[index]!;
        if (isRelease) {
          one.share.release();
          one.share.release();
          Object.assign(one, { share: memory.open(), held: 0 });
        } else {
          const total = shares.reduce((sum, { held }) => sum + held, 0);
          const reserve = (): void => one.share.reserve(bytes);
          if (total + bytes > 100) expect(reserve).toThrow(expect.objectContaining({ status: 503 }));
          else {
            reserve();
            one.held += bytes;
          }
        }
        expect(memory.bytes).toBe(shares.reduce((sum, { held }) => sum + held, 0));
      }
    }),
  );
});
