import type { LeaveType } from "../leave-types.js";
import { leaves } from "./schema.js";

/** Leave to be taken. */
export interface LeaveRequest {
  readonly type: LeaveType;
  /** The first day, `yyyy-mm-dd`. */
  readonly from: string;
  readonly days: number;
}

/** Days that were booked, drafted, or booked and cancelled. */
export interface Leave extends LeaveRequest {
  readonly id: number;
  readonly status: "draft" | "booked" | "cancelled";
}

/** The outcome of an attempt to book. The same request delivered twice is `booked` both times. */
export type Booking =
  | { readonly outcome: "booked"; readonly leave: Leave; readonly daysLeft: number }
  /** Another leave begins on that day. */
  | { readonly outcome: "taken"; readonly leave: Leave }
  | { readonly outcome: "not-enough"; readonly daysLeft: number };

/** The columns that make a {@link Leave}. */
export const LEAVE_COLUMNS = {
  id: leaves.id,
  type: leaves.type,
  from: leaves.from,
  days: leaves.days,
  status: leaves.status,
};
