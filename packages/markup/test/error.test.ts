import { expect, test } from "vitest";
import { isMarkupError, MarkupError, toHtml } from "@ck/markup";

test("an error of this package is told by its name and code, also one of another copy", () => {
  const thrown = (): unknown => {
    try {
      toHtml("Hello", { schemes: ["javascript" as "https"] });
    } catch (error) {
      return error;
    }
    return undefined;
  };
  expect(isMarkupError(thrown())).toBe(true);
  const elsewhere = Object.assign(new Error("m"), { name: "MarkupError", code: "ERR_INVALID_OPTION" });
  expect(isMarkupError(elsewhere)).toBe(true);
  expect(isMarkupError(new MarkupError("ERR_INVALID_OPTION", "m"))).toBe(true);
  for (const other of [undefined, null, "MarkupError", new Error("m"), { name: "MarkupError" }, { code: "x" }])
    expect(isMarkupError(other)).toBe(false);
});
