import { eq } from "drizzle-orm";
import { LEAVE_TYPES, type LeaveType } from "../leave-types.js";
import type { Database } from "./database.js";
import { requireRow } from "./require-row.js";
import { balances, employees } from "./schema.js";

/** Days left, by kind of leave. */
export type Balance = Readonly<Record<LeaveType, number>>;

/** The id of the employee with this address, created with a full balance when first seen. */
export async function employeeIdOf(db: Database, email: string): Promise<number> {
  const known = await find(db, email);
  if (known !== undefined) return known.id;
  return db.transaction(async (tx) => {
    const [created] = await tx
      .insert(employees)
      .values({ email })
      .onConflictDoNothing()
      .returning({ id: employees.id });
    // Another request has created it meanwhile; the insert above waited for that.
    if (created === undefined) return requireRow(await find(tx, email)).id;
    const full = Object.entries(LEAVE_TYPES) as [LeaveType, { readonly days: number }][];
    await tx
      .insert(balances)
      .values(full.map(([type, { days }]) => ({ employeeId: created.id, type, daysLeft: days })));
    return created.id;
  });
}

async function find(db: Database, email: string): Promise<{ id: number } | undefined> {
  const [employee] = await db.select({ id: employees.id }).from(employees).where(eq(employees.email, email));
  return employee;
}

/** What an employee has left. */
export async function balancesOf(db: Database, employeeId: number): Promise<Balance> {
  const rows = await db
    .select({ type: balances.type, daysLeft: balances.daysLeft })
    .from(balances)
    .where(eq(balances.employeeId, employeeId));
  const left = (type: LeaveType): number => rows.find((row) => row.type === type)?.daysLeft ?? 0;
  return { casual: left("casual"), sick: left("sick"), earned: left("earned") };
}
