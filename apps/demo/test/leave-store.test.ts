import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OpenDatabase } from "../src/store/database.js";
import { createLeaveStore, type LeaveStore } from "../src/store/leave-store.js";
import { testDatabases } from "./databases.js";

import { NOW } from "./clock.js";

let employees = 0;
const someone = (): string => `employee${++employees}@example.com`;

for (const testDatabase of testDatabases()) {
  const { name, skipped } = testDatabase;
  if (skipped !== undefined) console.warn(`SKIPPED: the storage on ${name}: ${skipped}.`);

  describe.skipIf(skipped !== undefined)(`the leave store on ${name}`, () => {
    let database: OpenDatabase;
    let store: LeaveStore;

    beforeAll(async () => {
      database = await testDatabase.open();
      store = await createLeaveStore(database.db, { now: NOW });
    });
    afterAll(async () => {
      await database.close();
      await testDatabase.remove();
    });

    test("a new employee starts with a full balance", async () => {
      expect(await store.balanceOf(someone())).toEqual({ casual: 2, sick: 10, earned: 15 });
    });

    test("an employee first seen by many requests at once is one employee", async () => {
      const email = someone();
      const seen = await Promise.all(Array.from({ length: 12 }, () => store.balanceOf(email)));
      expect(new Set(seen.map((balance) => JSON.stringify(balance))).size).toBe(1);
      expect(seen[0]).toEqual({ casual: 2, sick: 10, earned: 15 });
    });

    test("booking takes the days from the balance of that kind", async () => {
      const email = someone();
      const booking = await store.book(email, { type: "sick", from: "2026-03-09", days: 3 });
      expect(booking).toMatchObject({
        outcome: "booked",
        daysLeft: 7,
        leave: { type: "sick", from: "2026-03-09", days: 3 },
      });
      expect(await store.balanceOf(email)).toEqual({ casual: 2, sick: 7, earned: 15 });
    });

    test("what the balance does not hold is not booked, and nothing is taken", async () => {
      const email = someone();
      expect(await store.book(email, { type: "casual", from: "2026-03-09", days: 3 })).toEqual({
        outcome: "not-enough",
        daysLeft: 2,
      });
      expect(await store.balanceOf(email)).toMatchObject({ casual: 2 });
      expect(await store.leavesOf(email)).toEqual([]);
    });

    test("twenty bookings at once cannot overdraw the balance", async () => {
      const email = someone();
      const bookings = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          store.book(email, { type: "sick", from: `2026-04-${String(i + 1).padStart(2, "0")}`, days: 3 }),
        ),
      );
      expect(bookings.filter(({ outcome }) => outcome === "booked")).toHaveLength(3);
      expect(bookings.filter(({ outcome }) => outcome === "not-enough")).toHaveLength(17);
      expect(await store.balanceOf(email)).toMatchObject({ sick: 1 });
      expect(await store.leavesOf(email)).toHaveLength(3);
    });

    test("a request that is delivered several times at once books once, and gets the same answer each time", async () => {
      const email = someone();
      const request = { type: "earned", from: "2026-05-04", days: 5 } as const;
      const bookings = await Promise.all(Array.from({ length: 5 }, () => store.book(email, request)));
      expect(new Set(bookings.map((booking) => JSON.stringify(booking))).size).toBe(1);
      expect(bookings[0]).toMatchObject({ outcome: "booked", daysLeft: 10 });
      expect(await store.balanceOf(email)).toMatchObject({ earned: 10 });
    });

    test("another leave from the same day is not booked over the first", async () => {
      const email = someone();
      await store.book(email, { type: "earned", from: "2026-05-04", days: 5 });
      expect(await store.book(email, { type: "sick", from: "2026-05-04", days: 1 })).toMatchObject({
        outcome: "taken",
        leave: { type: "earned", days: 5 },
      });
      expect(await store.balanceOf(email)).toEqual({ casual: 2, sick: 10, earned: 10 });
    });

    test("a cancelled leave gives its days back once, and frees its day", async () => {
      const email = someone();
      const booking = await store.book(email, { type: "casual", from: "2026-06-01", days: 2 });
      const id = booking.outcome === "booked" ? booking.leave.id : 0;
      const cancelled = await Promise.all([store.cancel(email, id), store.cancel(email, id), store.cancel(email, id)]);
      expect(cancelled.filter((leave) => leave?.status === "cancelled")).toHaveLength(1);
      expect(await store.balanceOf(email)).toMatchObject({ casual: 2 });
      expect(await store.leavesOf(email)).toEqual([]);
      expect(await store.book(email, { type: "casual", from: "2026-06-01", days: 2 })).toMatchObject({
        outcome: "booked",
      });
    });

    test("nobody cancels another employee's leave", async () => {
      const email = someone();
      const booking = await store.book(email, { type: "casual", from: "2026-06-01", days: 1 });
      const id = booking.outcome === "booked" ? booking.leave.id : 0;
      expect(await store.cancel(someone(), id)).toBeUndefined();
      expect(await store.leavesOf(email)).toHaveLength(1);
    });

    test("a draft takes nothing from the balance, and a later one for the same day replaces it", async () => {
      const email = someone();
      await store.saveDraft(email, { type: "earned", from: "2027-01-11", days: 3 });
      await store.saveDraft(email, { type: "sick", from: "2027-01-11", days: 2 });
      expect(await store.leavesOf(email)).toEqual([
        { id: expect.any(Number) as number, type: "sick", from: "2027-01-11", days: 2, status: "draft" },
      ]);
      expect(await store.balanceOf(email)).toEqual({ casual: 2, sick: 10, earned: 15 });
    });

    test("leaves are listed by their day, drafts and bookings side by side", async () => {
      const email = someone();
      await store.book(email, { type: "sick", from: "2026-08-03", days: 1 });
      await store.saveDraft(email, { type: "earned", from: "2026-07-06", days: 5 });
      await store.book(email, { type: "casual", from: "2026-06-01", days: 1 });
      expect((await store.leavesOf(email)).map(({ from, status }) => `${from} ${status}`)).toEqual([
        "2026-06-01 booked",
        "2026-07-06 draft",
        "2026-08-03 booked",
      ]);
    });

    test("holidays are listed from a day on, through the next year", async () => {
      const holidays = await store.holidaysFrom("2026-05-02");
      expect(holidays[0]).toEqual({ day: "2026-12-25", name: "Christmas Day" });
      expect(holidays.at(-1)?.day).toBe("2027-12-26");
    });

    test("the database answers a ping", async () => {
      await store.ping();
    });
  });
}
