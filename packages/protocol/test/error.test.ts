import { expect, test } from "vitest";
import { isProtocolError, prompt, ProtocolError } from "@ck/protocol";

test("an error of this package is told by its name and code, also one of another copy", () => {
  const thrown = (): unknown => {
    try {
      prompt("", "Which leave?");
    } catch (error) {
      return error;
    }
    return undefined;
  };
  expect(isProtocolError(thrown())).toBe(true);
  const elsewhere = Object.assign(new Error("m"), { name: "ProtocolError", code: "ERR_INVALID_OPTION" });
  expect(isProtocolError(elsewhere)).toBe(true);
  expect(isProtocolError(new ProtocolError("ERR_INVALID_REQUEST", "m"))).toBe(true);
  for (const other of [undefined, null, "ProtocolError", new Error("m"), { name: "ProtocolError" }, { code: "x" }])
    expect(isProtocolError(other)).toBe(false);
});
