import fc from "fast-check";
import { expect, it } from "vitest";
import { serializeEdited } from "../../src/recording/serialize-edited.js";

const edit = (recorded: string, change: (value: never) => unknown): string | undefined =>
  serializeEdited(change(JSON.parse(recorded) as never), recorded);

it("is the recorded text where nothing was changed", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, "\t"), (value, space) => {
      const recorded = ` ${JSON.stringify(value, undefined, space)}\n`;
      expect(edit(recorded, (same) => same)).toBe(recorded);
    }),
  );
});

it("says what JSON.stringify says of any edited value", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
      const text = serializeEdited(after, JSON.stringify(before, undefined, 2));
      expect(JSON.parse(text ?? "")).toEqual(JSON.parse(JSON.stringify(after)));
    }),
  );
});

it("keeps big numbers and every other spelling that the edit left alone", () => {
  const recorded =
    '{"id":12345678901234567890,"price":1.0,"name":"caf\\u00e9","list":[9007199254740993, {"n":1e2}],"days":2}';
  expect(edit(recorded, (request: object) => ({ ...request, days: 3 }))).toBe(recorded.replace('"days":2', '"days":3'));
  const deep = (request: { list: readonly unknown[] }) => ({ ...request, list: [request.list[0], { n: 7, m: 1 }] });
  expect(edit(recorded, deep as never)).toContain('"list":[9007199254740993,{"n":7,"m":1}]');
});

it("writes a bigint as its digits, a date as its text, and drops what JSON cannot carry", () => {
  const value = { id: 12345678901234567890n, at: new Date(0), gone: undefined, list: [undefined, () => 1] };
  expect(serializeEdited(value, "{}")).toBe(
    '{"id":12345678901234567890,"at":"1970-01-01T00:00:00.000Z","list":[null,null]}',
  );
  expect(serializeEdited(undefined, "{}")).toBeUndefined();
});

it("keeps a key that appears twice as long as its object is unchanged", () => {
  expect(edit('{"a":{"x":1,"x":2},"b":1}', (request: object) => ({ ...request, b: 2 }))).toBe(
    '{"a":{"x":1,"x":2},"b":2}',
  );
});

it("refuses a cycle", () => {
  const value: Record<string, unknown> = {};
  value["self"] = value;
  expect(() => serializeEdited(value, "{}")).toThrow(TypeError);
});
