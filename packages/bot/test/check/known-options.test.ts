import { expect, it } from "vitest";
import { requireKnownOptions } from "../../src/index.js";

const known = ["deadlineMs", "fallback", "onError"];

it.each([
  ["fallbak", " Did you mean `fallback`?"],
  ["FALLBACK", " Did you mean `fallback`?"],
  ["deadline", " Did you mean `deadlineMs`?"],
  ["onEror", " Did you mean `onError`?"],
  ["cache", ""],
  ["x", ""],
  ["", ""],
])("an unknown option is refused, with the one that was probably meant: %s", (name, hint) => {
  expect(() => requireKnownOptions({ onError: 1, [name]: 1 }, known, "webhook")).toThrow(
    expect.objectContaining({
      code: "ERR_INVALID_OPTION",
      message: `Unknown option \`${name}\`.${hint} The options of webhook are deadlineMs, fallback, onError.`,
    }),
  );
});

it("a known option, and one that is undefined, are not", () => {
  expect(() => requireKnownOptions({ onError: 1, cache: undefined }, known, "webhook")).not.toThrow();
});

it("a long name is cut, and takes no time", () => {
  const name = "k".repeat(1_000_000);
  expect(() => requireKnownOptions({ [name]: 1 }, known, "webhook")).toThrow(`Unknown option \`${"k".repeat(40)}…\`.`);
});
