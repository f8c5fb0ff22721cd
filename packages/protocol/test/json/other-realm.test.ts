import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { decodeRange, execution, parseRequest, serializeResponse, type Decoded } from "@ck/protocol";

// Jest runs each test file in a realm of its own: what comes from Node is then no instance of the test's classes.
const make = (code: string): unknown => runInNewContext(code, { TextEncoder });

test("bytes of another realm are read", () => {
  const bytes = make(`Uint8Array.from(new TextEncoder().encode('{"todo":"welcome"}'))`);
  expect(bytes instanceof Uint8Array).toBe(false);
  expect(parseRequest(bytes).todo).toBe("welcome");
  expect(parseRequest((bytes as Uint8Array).buffer).todo).toBe("welcome");
});

test("an object of another realm is read, and sent", () => {
  expect(parseRequest(make(`({ todo: "welcome", params: { days: [1] } })`)).params).toEqual({ days: [1] });
  const data = make(`({ list: [new Date(0)] })`) as Record<string, unknown>;
  const bytes = serializeResponse(execution("Done.", { data }));
  expect(JSON.parse(new TextDecoder().decode(bytes))).toMatchObject({ data: { list: ["1970-01-01T00:00:00.000Z"] } });
  const invalid = make(`({ when: new Date(NaN) })`) as Record<string, unknown>;
  expect(() => execution("Done.", { data: invalid })).toThrow("an invalid Date");
});

test("dates of another realm are compared", () => {
  const decode = (value: unknown): Decoded<unknown> => ({ ok: true, value: make(`new Date(${String(value)})`) });
  expect(decodeRange([1, 2], decode).ok).toBe(true);
  expect(decodeRange([2, 1], decode).ok).toBe(false);
});
