import { and, asc, eq, gte, ne, sql } from "drizzle-orm";
import type { Database } from "./database.js";
import { holidaysOf, type Holiday } from "./holidays.js";
import { book, cancel } from "./booking.js";
import { balancesOf, type Balance, employeeIdOf } from "./employee.js";
import { LEAVE_COLUMNS, type Booking, type Leave, type LeaveRequest } from "./leave.js";
import { requireRow } from "./require-row.js";
import { holidays, leaves, reports } from "./schema.js";

/** The leave of every employee. An employee is known by an e-mail address, and created when first seen. */
export interface LeaveStore {
  balanceOf(email: string): Promise<Balance>;
  /** Books leave and takes the days from the balance: both or neither. */
  book(email: string, request: LeaveRequest): Promise<Booking>;
  /** Keeps a draft; a second one for the same day replaces the first. */
  saveDraft(email: string, request: LeaveRequest): Promise<Leave>;
  /** Drafts and bookings, earliest first, without cancelled ones. At most 20. */
  leavesOf(email: string): Promise<readonly Leave[]>;
  /** Cancels a leave of this employee, and gives the days back once. `undefined`: there is no such leave. */
  cancel(email: string, id: number): Promise<Leave | undefined>;
  /** The holidays from a day (`yyyy-mm-dd`) on, earliest first. At most 10. */
  holidaysFrom(day: string): Promise<readonly Holiday[]>;
  /** Notes that a durable report is begun. */
  beginReport(idempotencyKey: string): Promise<void>;
  /** Checks that the database answers. */
  ping(): Promise<void>;
}

/** The leave store on a database. Enters the holidays of this year and the next. */
export async function createLeaveStore(db: Database, { now }: { readonly now: Date }): Promise<LeaveStore> {
  const year = now.getUTCFullYear();
  await db
    .insert(holidays)
    .values([...holidaysOf(year), ...holidaysOf(year + 1)])
    .onConflictDoNothing();

  return {
    async balanceOf(email) {
      return balancesOf(db, await employeeIdOf(db, email));
    },

    async book(email, request) {
      const id = await employeeIdOf(db, email);
      return db.transaction((tx) => book(tx, id, request));
    },

    async saveDraft(email, request) {
      const { type, days } = request;
      const [draft] = await db
        .insert(leaves)
        .values({ ...request, employeeId: await employeeIdOf(db, email), status: "draft" })
        .onConflictDoUpdate({
          target: [leaves.employeeId, leaves.from, leaves.status],
          targetWhere: sql`${leaves.status} <> 'cancelled'`,
          set: { type, days },
        })
        .returning(LEAVE_COLUMNS);
      return requireRow(draft);
    },

    async leavesOf(email) {
      const ofEmployee = eq(leaves.employeeId, await employeeIdOf(db, email));
      return db
        .select(LEAVE_COLUMNS)
        .from(leaves)
        .where(and(ofEmployee, ne(leaves.status, "cancelled")))
        .orderBy(asc(leaves.from), asc(leaves.id))
        .limit(20);
    },

    async cancel(email, id) {
      const owner = await employeeIdOf(db, email);
      return db.transaction((tx) => cancel(tx, owner, id));
    },

    holidaysFrom: (day) =>
      db.select().from(holidays).where(gte(holidays.day, day)).orderBy(asc(holidays.day)).limit(10),

    async beginReport(idempotencyKey) {
      await db
        .insert(reports)
        .values({ idempotencyKey, begun: 1 })
        .onConflictDoUpdate({ target: reports.idempotencyKey, set: { begun: sql`${reports.begun} + 1` } });
    },

    async ping() {
      await db.execute(sql`select 1`);
    },
  };
}
