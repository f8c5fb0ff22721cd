import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExactNumber, readJson, writeJson } from "../../src/index.js";

describe("JSON with exact numbers", () => {
  it.each([
    '{"id":12345678901234567890,"amount":1.50,"big":1e400,"small":-0,"list":[1.0,[2E5],{"a":-1.10}]}',
    '{"lone":"\\ud800","pair":"😀","text":"12345678901234567890 1.0"}',
    "[]",
    "12345678901234567890",
    '{"__proto__":{"a":1.0},"toJSON":1.0}',
  ])("reads and writes %s without a change", (text) => {
    expect(writeJson(readJson(text))).toBe(text);
  });

  it("reads what JSON.parse reads, apart from the numbers that it changes", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(JSON.stringify(readJson(text))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
    expect(readJson('{"a":1.5,"b":2.50}')).toEqual({ a: 1.5, b: new ExactNumber("2.50") });
  });

  it("writes what JSON.stringify writes, and what parses to the same in every spelling", () => {
    const spelling = fc.record(
      {
        comma: fc.constantFrom(", ", " , ", ",\t"),
        colon: fc.constantFrom(": ", " : ", " :"),
        indent: fc.constantFrom("", "  ", "\t"),
        end: fc.constantFrom("\n", " \r\n"),
        escape: fc.subarray(["non-ascii", "slash", "html"] as const),
        hex: fc.constantFrom("lower" as const, "upper" as const),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), spelling, (value, how) => {
        expect(writeJson(value)).toBe(JSON.stringify(value));
        expect(JSON.parse(writeJson(value, how))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each(["", "{", "[1,]", "nonsense", `${"[".repeat(300)}1.0${"]".repeat(300)}`])("does not read %s", (text) => {
    expect(readJson(text)).toBeUndefined();
  });

  it("reads a megabyte of text and of brackets in the time that it takes to look at them", () => {
    expect(readJson(`{"n":1.0,"text":"${"\\n".repeat(500_000)}"}`)).toBeDefined();
    expect(readJson(`[1.0${",[]".repeat(300_000)}]`)).toBeDefined();
  });
});
