import { expect, test } from "vitest";
import { escape, fromMarkdown, toHtml } from "@ck/markup";

const odd = (options: unknown): never => options as never;

test.each<[() => unknown, string]>([
  [() => fromMarkdown("x", odd({ softBreak: "line" })), "Unknown option `softBreak`. Did you mean `softBreaks`?"],
  [() => fromMarkdown("x", odd({ gfm: true })), "Unknown option `gfm`. The options of fromMarkdown are softBreaks."],
  [() => fromMarkdown("x", odd({ softBreaks: "lines" })), "softBreaks must be one of line, blank."],
  [() => escape("x", odd({ use: "lookalike" })), "Unknown option `use`."],
  [() => escape("x", odd({ using: "lookalikes" })), "using must be one of joiner, lookalike."],
  [() => toHtml("x", odd({ images: true })), "Unknown option `images`. Did you mean `allowImages`?"],
  [() => toHtml("x", odd({ linkTaget: "_blank" })), "Did you mean `linkTarget`?"],
  [() => toHtml("x", odd({ linkTarget: "blank" })), "linkTarget must be one of _blank, "],
  [() => toHtml("x", odd({ allowImages: "false" })), "allowImages must be a boolean."],
  [() => toHtml("x", odd({ schemes: "https" })), "schemes must be a list."],
  [() => toHtml("x", odd({ ["k".repeat(99)]: 1 })), `Unknown option \`${"k".repeat(40)}…\`.`],
  [() => toHtml("x", odd(["allowImages"])), "The options of toHtml must be an object."],
])("an unknown or wrong option is refused: %s", (call, message) => {
  expect(call).toThrow(
    expect.objectContaining({ code: "ERR_INVALID_OPTION", message: expect.stringContaining(message) as string }),
  );
});

test("an option that is undefined counts as left out", () => {
  expect(toHtml("x", odd({ images: undefined, linkTarget: undefined }))).toBe("<p>x</p>");
});
