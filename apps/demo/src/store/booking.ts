import { and, eq, gte, ne, sql } from "drizzle-orm";
import type { Database } from "./database.js";
import { balancesOf } from "./employee.js";
import { LEAVE_COLUMNS, type Booking, type Leave, type LeaveRequest } from "./leave.js";
import { requireRow } from "./require-row.js";
import { balances, leaves } from "./schema.js";

/** Books within a transaction. */
export async function book(db: Database, employeeId: number, request: LeaveRequest): Promise<Booking> {
  // Insert the row first: a second delivery of the request waits here for the first transaction, then finds its leave.
  const [booked] = await db
    .insert(leaves)
    .values({ ...request, employeeId, status: "booked" })
    .onConflictDoNothing()
    .returning(LEAVE_COLUMNS);
  if (booked === undefined) return bookedBefore(db, employeeId, request);

  // Read and take in one statement, so that two bookings at once cannot both see the same days.
  const ofType = and(eq(balances.employeeId, employeeId), eq(balances.type, request.type));
  const [taken] = await db
    .update(balances)
    .set({ daysLeft: sql`${balances.daysLeft} - ${request.days}` })
    .where(and(ofType, gte(balances.daysLeft, request.days)))
    .returning({ daysLeft: balances.daysLeft });
  if (taken !== undefined) return { outcome: "booked", leave: booked, daysLeft: taken.daysLeft };

  await db.delete(leaves).where(eq(leaves.id, booked.id));
  return { outcome: "not-enough", daysLeft: (await balancesOf(db, employeeId))[request.type] };
}

async function bookedBefore(db: Database, employeeId: number, request: LeaveRequest): Promise<Booking> {
  const onThatDay = and(eq(leaves.employeeId, employeeId), eq(leaves.from, request.from), eq(leaves.status, "booked"));
  const leave = requireRow((await db.select(LEAVE_COLUMNS).from(leaves).where(onThatDay))[0]);
  if (leave.type !== request.type || leave.days !== request.days) return { outcome: "taken", leave };
  return { outcome: "booked", leave, daysLeft: (await balancesOf(db, employeeId))[request.type] };
}

/** Cancels within a transaction. */
export async function cancel(db: Database, employeeId: number, id: number): Promise<Leave | undefined> {
  const own = and(eq(leaves.id, id), eq(leaves.employeeId, employeeId), ne(leaves.status, "cancelled"));
  // Locked, so that of two cancellations at once only one gives the days back.
  const [before] = await db.select(LEAVE_COLUMNS).from(leaves).where(own).for("update");
  if (before === undefined) return undefined;
  await db.update(leaves).set({ status: "cancelled" }).where(eq(leaves.id, id));
  if (before.status === "booked") {
    await db
      .update(balances)
      .set({ daysLeft: sql`${balances.daysLeft} + ${before.days}` })
      .where(and(eq(balances.employeeId, employeeId), eq(balances.type, before.type)));
  }
  return { ...before, status: "cancelled" };
}
