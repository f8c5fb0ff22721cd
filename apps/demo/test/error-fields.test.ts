import { BotError } from "@ck/bot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { errorFields } from "../src/serve/error-fields.js";
import { createLeaveStore } from "../src/store/leave-store.js";
import { openDatabase } from "../src/store/open-database.js";
import type { OpenDatabase } from "../src/store/database.js";

const EMAIL = "sam.visitor@example.com";

let database: OpenDatabase;
beforeAll(async () => {
  database = await openDatabase({});
});
afterAll(() => database.close());

const asLogged = (cause: unknown): string =>
  JSON.stringify(errorFields(new BotError("ERR_HANDLER_FAILED", "A handler threw.", { cause })));

test("an error of the database is logged without the query's parameters", async () => {
  const store = await createLeaveStore(database.db, { now: new Date() });
  // No month has 99 days: PostgreSQL rejects the value, and quotes it.
  const request = { type: "sick", from: "2026-12-99", days: 1 } as const;
  const failure: unknown = await store.book(EMAIL, request).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Error);
  expect((failure as Error).message).toContain("2026-12-99");
  const logged = asLogged(failure);
  expect(logged).not.toContain(EMAIL);
  expect(logged).not.toContain("2026-12-99");
  expect(logged).toContain("booking.ts");
});

test("an author's own error keeps its message, code and stack, but none of its other properties", () => {
  const failure = Object.assign(new TypeError("no such leave"), { code: "E_LEAVE", visitor: EMAIL });
  expect(errorFields(new BotError("ERR_HANDLER_FAILED", "", { cause: failure }))).toMatchObject({
    code: "ERR_HANDLER_FAILED",
    causes: [{ name: "TypeError", code: "E_LEAVE", message: "no such leave" }],
  });
  expect(asLogged(failure)).not.toContain(EMAIL);
});

test("a cause that refers to itself is followed a few times only", () => {
  const failure = new Error("again");
  failure.cause = failure;
  expect(errorFields(new BotError("ERR_HANDLER_FAILED", "", { cause: failure })).causes.length).toBeLessThan(10);
});
