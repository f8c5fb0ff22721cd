import { expect, test } from "vitest";
import { createAuthorLog } from "../src/play/transcript/author-log.js";

test("what was added is taken once", async () => {
  const log = createAuthorLog();
  log.add("one");
  log.add("two");
  expect(await log.take(0)).toEqual(["one", "two"]);
  expect(await log.take(0)).toEqual([]);
});

test("what is added a moment later is waited for, and not longer than told", async () => {
  const log = createAuthorLog();
  const taken = log.take(60_000);
  log.add("late");
  expect(await taken).toEqual(["late"]);
  expect(await log.take(5)).toEqual([]);
});
