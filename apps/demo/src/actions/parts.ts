import type { LeaveType } from "../leave-types.js";
import type { LeaveStore } from "../store/leave-store.js";

/** What the actions need. */
export interface Parts {
  readonly store: LeaveStore;
  /** The clock. */
  readonly now: () => Date;
  /** The URLs of the pictures beside the leave types. */
  readonly pictureOf: (type: LeaveType) => string;
  /** The URL of the leave policy. */
  readonly policyUrl: string;
}
