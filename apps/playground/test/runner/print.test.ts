import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { printTo } from "../../src/runner/print.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("shows what a bot prints, with the causes of errors", () => {
  const printed: string[] = [];
  const { log, error } = printTo((text) => printed.push(text));
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  log("text", 1, { a: [null] }, undefined, circle);
  error(new TypeError("outer", { cause: new Error("inner") }));
  const own = new Error("own");
  own.cause = own;
  log(own);
  log(Object.create(null), {
    toJSON: () => {
      throw new Error("on purpose");
    },
  });
  log("x".repeat(5_000));
  expect(printed).toEqual([
    'text 1 {"a":[null]} undefined [object Object]',
    "TypeError: outer\n  cause: Error: inner",
    Array.from({ length: 6 }, () => "Error: own").join("\n  cause: "),
    "{} [object Object]",
    "x".repeat(2_000),
  ]);
});

it("shows no more than a page can stand", () => {
  const printed: string[] = [];
  const { log } = printTo((text) => printed.push(text));
  for (let i = 0; i < 10_000; i++) log(i);
  expect(printed).toHaveLength(101);
  expect(printed.at(-1)).toMatch(/not shown/);
  vi.advanceTimersByTime(1_000);
  log("later");
  expect(printed.at(-1)).toBe("later");
});
