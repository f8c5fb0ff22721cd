import { describe, expect, it } from "vitest";
import { findLeaks } from "../../src/check/find-leaks.js";

describe("a JavaScript stack trace", () => {
  it.each([
    "Error: no\n    at book (/srv/bot/leave.js:10:5)",
    "Error: no\n    at file:///srv/bot/leave.js:10:5",
    "Error: no\n    at async node:internal/timers:581:7",
    "Error: no\n    at eval (<anonymous>:1:1)",
  ])("is found in %j", (text) => {
    expect(findLeaks(text)).toContain("a JavaScript stack trace");
  });

  it.each([
    "The room is yours at 14:00:00.",
    "Be there at the latest by 09:30:00",
    "It starts at 2026-12-01T10:30:00Z.",
  ])("is not seen in a time: %s", (text) => {
    expect(findLeaks(text)).toEqual([]);
  });
});
