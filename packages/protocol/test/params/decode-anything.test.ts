import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as protocol from "@ck/protocol";
import type { Decoded } from "@ck/protocol";

const options = { casual: "Casual leave", sick: "Sick leave" };
const decoders: Record<string, (value: unknown) => Decoded<unknown>> = {
  decodeText: protocol.decodeText,
  decodeEmail: protocol.decodeEmail,
  decodeInteger: (value) => protocol.decodeInteger(value, { min: 1, max: 9 }),
  decodeDecimal: (value) => protocol.decodeDecimal(value, { precision: 2 }),
  decodeBoolean: protocol.decodeBoolean,
  decodeDate: (value) => protocol.decodeDate(value),
  decodeDateTime: (value) => protocol.decodeDateTime(value, { timeZone: "Europe/Berlin" }),
  decodeTime: protocol.decodeTime,
  decodeRange: (value) => protocol.decodeRange(value, (end) => protocol.decodeDate(end)),
  decodeSelection: (value) => protocol.decodeSelection(value, options),
  decodeMultiSelection: (value) => protocol.decodeMultiSelection(value, options),
  decodeUser: protocol.decodeUser,
};

const throwing = (): never => {
  throw new Error("hunter2");
};
const traps = {
  get: throwing,
  has: throwing,
  ownKeys: throwing,
  getOwnPropertyDescriptor: throwing,
  getPrototypeOf: throwing,
};
const { proxy: revoked, revoke } = Proxy.revocable([], {});
revoke();
const hostile: unknown[] = [
  new Proxy({}, traps),
  new Proxy([], traps),
  revoked,
  [revoked, revoked],
  {
    get start() {
      return throwing();
    },
    get id() {
      return throwing();
    },
  },
  { toString: throwing, valueOf: throwing, [Symbol.toPrimitive]: throwing },
  Object.create(null),
  "9".repeat(1_000_000),
  `${" ".repeat(500_000)}x`,
  `${"a".repeat(500_000)}@`,
  `03-May-2026${" ".repeat(500_000)}x`,
  `1${"0".repeat(500_000)}.`,
  "\u0130".repeat(100_000),
];

test("every decoder of the package is tried here", () => {
  const all = Object.keys(protocol).filter((name) => name.startsWith("decode"));
  expect(Object.keys(decoders).sort()).toEqual(all.sort());
});

describe.each(Object.entries(decoders))("%s", (_, decode) => {
  const isAnswer = (result: Decoded<unknown>): void => {
    if (result.ok) expect(Object.keys(result).sort()).toEqual(["ok", "value"]);
    // A sentence, or two, that a chat can show.
    else expect(result.reason).toMatch(/^[A-Z][^\n]{5,120}\.$/);
  };

  test("gives a value or a sentence, whatever it is given", () => {
    const word = fc.constantFrom("sick", "2026-05-03", "3", "a@example.com", "14:30", "yes");
    const key = fc.constantFrom("start", "end", "from", "to", "id", "label", "value", "toJSON");
    const anything = fc.anything({
      key,
      values: [word, fc.string({ unit: "binary" }), fc.double(), fc.boolean(), fc.constant(null)],
      withBigInt: true,
      withDate: true,
      withNullPrototype: true,
    });
    fc.assert(fc.property(anything, (value) => isAnswer(decode(value))));
  });

  test("throws on nothing, and takes no time over it", () => {
    const started = performance.now();
    for (const value of hostile) isAnswer(decode(value));
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test("never repeats what it was given", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        for (const value of [`HUNTER2${text}`, [`HUNTER2${text}`, "x"], { id: `HUNTER2${text}` }]) {
          const result = decode(value);
          expect(result.ok ? "" : result.reason).not.toContain("HUNTER2");
        }
      }),
    );
  });
});
