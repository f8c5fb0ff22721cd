import fc from "fast-check";
import { expect, it } from "vitest";
import { readMessage } from "../../src/sandbox/read-message.js";

const response = { type: "response", id: 1, status: 200, headers: [["a", "b"]], body: new Uint8Array(1) };

it("what the worker sends is read", () => {
  expect(readMessage(response)).toEqual(response);
  expect(readMessage({ type: "pong", more: "x" })).toEqual({ type: "pong" });
  expect(readMessage({ type: "printed", text: "x".repeat(20_000) })).toEqual({
    type: "printed",
    text: "x".repeat(10_000),
  });
});

it.each([
  undefined,
  null,
  "pong",
  {},
  { type: "loaded" },
  { type: "loaded", definition: {} },
  { type: "refused", message: 1 },
  { type: "broken", id: "1" },
  { ...response, id: undefined },
  { ...response, status: 99 },
  { ...response, status: "200" },
  { ...response, headers: { a: "b" } },
  { ...response, headers: [["a"]] },
  { ...response, headers: [["a", 1]] },
  { ...response, body: "text" },
])("%j is ignored", (data) => {
  expect(readMessage(data)).toBeUndefined();
});

it("nothing that a bot can send makes it throw", () => {
  fc.assert(fc.property(fc.anything(), (data) => void readMessage(data)));
});
