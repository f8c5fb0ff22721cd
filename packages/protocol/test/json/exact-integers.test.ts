import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodeDecimal,
  decodeInteger,
  decodeSelection,
  decodeText,
  parseRequest,
  safeParseRequest,
} from "@ck/protocol";

/** What `data` of a request is, with this JSON text in its place. */
function read(json: string): unknown {
  return parseRequest(`{"todo":"welcome","data":{"it":${json}}}`).data["it"];
}

describe("an integer in a body", () => {
  test.each([
    ["8202522731445525542", "8202522731445525542"],
    ["-8202522731445525542", "-8202522731445525542"],
    ["9007199254740991", 9007199254740991],
    ["-9007199254740991", -9007199254740991],
    ["9007199254740992", "9007199254740992"],
    ["9007199254740993", "9007199254740993"],
    ["10000000000000000", "10000000000000000"],
    ["1000000000000000", 1e15],
    ["[ 3813000000001234567 , 1 ]", ["3813000000001234567", 1]],
    ['{"a":3813000000001234567}', { a: "3813000000001234567" }],
    ["1".repeat(5000), "1".repeat(5000)],
  ])("%s keeps its digits", (json, expected) => {
    expect(read(json)).toEqual(expected);
  });

  test("keeps them in params, user and raw", () => {
    const request = parseRequest(
      '{"todo":"execute","action":"Track","params":{"order":8202522731445525542},"user":{"id":3813000000001234567}}',
    );
    expect(request.params).toEqual({ order: "8202522731445525542" });
    expect(request.user).toEqual({ id: "3813000000001234567" });
    expect(request.raw["user"]).toEqual({ id: "3813000000001234567" });
  });

  test("keeps them in a body of bytes, and after a byte order mark", () => {
    const body = '\uFEFF{"todo":"welcome","user":{"id":3813000000001234567}}';
    expect(parseRequest(new TextEncoder().encode(body)).user).toEqual({ id: "3813000000001234567" });
    expect(parseRequest(body).user).toEqual({ id: "3813000000001234567" });
  });

  test.each([
    '"8202522731445525542"',
    '"a \\" 8202522731445525542, \\\\"',
    '"\\\\\\"[8202522731445525542]"',
    '{"8202522731445525542":1}',
    "0.12345678901234567890",
    "12345678901234567890.5",
    "12345678901234567890e3",
    "1234567890123456789E-5",
    "1e400",
    "0.30000000000000004",
  ])("is not looked for in %s", (json) => {
    expect(read(json)).toEqual(JSON.parse(json));
  });

  test.each([
    "012345678901234567890",
    "{12345678901234567890:1}",
    "12345678901234567890x",
    "--12345678901234567890",
    '"12345678901234567890',
  ])("does not make JSON of %s", (json) => {
    expect(safeParseRequest(`{"todo":"welcome","data":{"it":${json}}}`)).toMatchObject({
      ok: false,
      issues: [{ code: "not_json" }],
    });
  });

  test("is found wherever it is, and nothing else changes", () => {
    const { tree } = fc.letrec<{ tree: Tree; list: Tree; object: Tree }>((tie) => ({
      tree: fc.oneof({ maxDepth: 4 }, big, small, text, other, tie("list"), tie("object")),
      list: fc.array(tie("tree"), { maxLength: 4 }).map((items) => ({
        json: `[${items.map(({ json }) => ` ${json}\n`).join(",")}]`,
        value: items.map(({ value }) => value),
      })),
      object: fc.dictionary(key, tie("tree"), { maxKeys: 4 }).map((entries) => ({
        json: `{${Object.entries(entries)
          .map(([name, { json }]) => `${JSON.stringify(name)} : ${json}`)
          .join(",")}}`,
        value: Object.fromEntries(Object.entries(entries).map(([name, { value }]) => [name, value])),
      })),
    }));
    fc.assert(
      fc.property(tree, ({ json, value }) => {
        expect(read(json)).toEqual(value);
      }),
    );
  });

  test("is found in a long body in linear time", () => {
    const body = `{"todo":"welcome","data":{"a":"${'\\"1234567890123456789'.repeat(50_000)}","b":[${"1234567890123456789,".repeat(50_000)}1]}}`;
    expect((parseRequest(body).data["b"] as unknown[])[49_999]).toBe("1234567890123456789");
  });
});

interface Tree {
  readonly json: string;
  readonly value: unknown;
}
const safe = (n: bigint): boolean => n >= BigInt(Number.MIN_SAFE_INTEGER) && n <= BigInt(Number.MAX_SAFE_INTEGER);
const big: fc.Arbitrary<Tree> = fc
  .bigInt({ min: -(10n ** 30n), max: 10n ** 30n })
  .map((n) => ({ json: String(n), value: safe(n) ? Number(n) : String(n) }));
const small: fc.Arbitrary<Tree> = fc
  .oneof(
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Number.isInteger(n)),
  )
  .map((n) => ({ json: JSON.stringify(n), value: JSON.parse(JSON.stringify(n)) as unknown }));
const word = fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^(?:["\\\d,:[\]{}-]|\d{17}){0,6}$/));
const text: fc.Arbitrary<Tree> = word.map((value) => ({ json: JSON.stringify(value), value }));
const other: fc.Arbitrary<Tree> = fc.constantFrom(true, false, null).map((value) => ({ json: String(value), value }));
const key = word.filter((name) => name !== "__proto__" && name !== "constructor");

describe("a value whose digits are lost already", () => {
  // As in an object that a framework has parsed: 8202522731445525542 came out of JSON.parse as this number.
  const rounded = 8202522731445526000;

  test("is asked for again, not made up", () => {
    expect(decodeText(rounded).ok).toBe(false);
    expect(decodeText(-rounded).ok).toBe(false);
    expect(decodeInteger(rounded).ok).toBe(false);
    expect(decodeSelection(rounded, { "8202522731445526000": "One", b: "Two" }).ok).toBe(false);
  });

  test("and a text that a number cannot hold is no decimal", () => {
    expect(decodeDecimal("8202522731445525542")).toEqual({
      ok: false,
      reason: "Please give a number with fewer digits.",
      issue: { code: "tooManyDigits" },
    });
    expect(decodeDecimal("0.12345678901234567890").ok).toBe(false);
    expect(decodeDecimal("0.1000")).toEqual({ ok: true, value: 0.1 });
    expect(decodeDecimal("100000000000000000000")).toEqual({ ok: true, value: 1e20 });
  });

  test("while every double comes back from its own text", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (n) => {
        expect(decodeDecimal(String(n))).toEqual({ ok: true, value: n + 0 });
        expect(decodeDecimal(n)).toEqual({ ok: true, value: n + 0 });
      }),
    );
  });
});
