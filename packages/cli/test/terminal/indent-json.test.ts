import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { indentJson } from "../../src/terminal/indent-json.js";
import { printableJson } from "../../src/terminal/printable.js";

describe("indentJson", () => {
  it("writes what JSON.stringify writes, however the text was spaced", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, "\t", "   "), (value, space) => {
        const { text, complete } = indentJson(JSON.stringify(value, undefined, space), Infinity);
        expect({ text, complete }).toEqual({ text: JSON.stringify(value, undefined, 2), complete: true });
      }),
    );
  });

  it("keeps the spelling of numbers and strings", () => {
    const { text } = indentJson('{"id":8202522731445525542,"n":1.50e1,"s":"caf\\u00e9 \\"[,]"}', 1000);
    expect(text).toBe('{\n  "id": 8202522731445525542,\n  "n": 1.50e1,\n  "s": "caf\\u00e9 \\"[,]"\n}');
  });

  it("stops at the length it was given, however deep and wide the JSON is", () => {
    const deepAndWide = `${"[".repeat(30_000)}${"0,".repeat(30_000)}0${"]".repeat(30_000)}`;
    const { text, complete } = indentJson(deepAndWide, 4_000);
    expect({ length: text.length, complete }).toEqual({ length: 4_000, complete: false });
  });
});

describe("printableJson", () => {
  it("does not indent what would grow out of proportion", () => {
    let value: unknown = Array.from({ length: 20_000 }, () => 0);
    for (let depth = 0; depth < 500; depth++) value = [value];
    expect(printableJson(value, { indented: true })).toBe(JSON.stringify(value));
    expect(printableJson({ a: [1] }, { indented: true })).toBe('{\n  "a": [\n    1\n  ]\n}');
  });
});
