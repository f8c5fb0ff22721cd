import { sql } from "drizzle-orm";
import {
  check,
  date,
  index,
  integer,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";

/*
 * The tables. After a change, `pnpm --filter @ck/demo db:generate` writes the next migration to ../../drizzle; commit both.
 * drizzle infers the table types from these values, so no types are written out; nothing imports this app.
 */

export const leaveType = pgEnum("leave_type", ["casual", "sick", "earned"]);
export const leaveStatus = pgEnum("leave_status", ["draft", "booked", "cancelled"]);

export const employees = pgTable("employees", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  email: text().notNull().unique(),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
});

export const balances = pgTable(
  "balances",
  {
    employeeId: integer("employee_id")
      .notNull()
      .references(() => employees.id, { onDelete: "cascade" }),
    type: leaveType().notNull(),
    daysLeft: integer("days_left").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.employeeId, table.type] }),
    // The last defence against overdrawing, whatever the code above does.
    check("days_left_is_not_negative", sql`${table.daysLeft} >= 0`),
  ],
);

export const leaves = pgTable(
  "leaves",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    employeeId: integer("employee_id")
      .notNull()
      .references(() => employees.id, { onDelete: "cascade" }),
    type: leaveType().notNull(),
    /** The first day, `yyyy-mm-dd`. */
    from: date("from_date", { mode: "string" }).notNull(),
    days: integer().notNull(),
    status: leaveStatus().notNull(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    check("days_are_positive", sql`${table.days} > 0`),
    // One booking and one draft a day: a request delivered twice finds what the first one did.
    uniqueIndex("leaves_one_a_day")
      .on(table.employeeId, table.from, table.status)
      .where(sql`${table.status} <> 'cancelled'`),
    index("leaves_of_employee").on(table.employeeId, table.from),
  ],
);

export const holidays = pgTable("holidays", {
  day: date({ mode: "string" }).primaryKey(),
  name: text().notNull(),
});

/** The durable reports. */
export const reports = pgTable("reports", {
  idempotencyKey: text("idempotency_key").primaryKey(),
  /** How often one was begun: more than once only if its worker died or it failed. */
  begun: integer().notNull(),
});
