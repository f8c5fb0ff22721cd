/** A kind of leave, as the database and the code name it. */
export type LeaveType = "casual" | "sick" | "earned";

/** What a kind of leave is called, and how much of it a year brings. */
export interface LeaveTypeFacts {
  /** The id of the choice in the console and on the wire; 111 and 112 are those of the contract page's sample. */
  readonly id: LeaveTypeId;
  readonly label: string;
  /** Days a new employee starts with. */
  readonly days: number;
}

/** The choices of the param `leave_type`, by id: what a selection list in the console is made of. */
export const LEAVE_TYPE_CHOICES = {
  "110": "Casual leave",
  "111": "Sick leave",
  "112": "Earned leave",
} as const;

/** The id of a choice of `leave_type`. */
export type LeaveTypeId = keyof typeof LEAVE_TYPE_CHOICES;

/** Every kind of leave, in the order in which it is offered. */
export const LEAVE_TYPES: Readonly<Record<LeaveType, LeaveTypeFacts>> = {
  casual: { id: "110", label: LEAVE_TYPE_CHOICES["110"], days: 2 },
  sick: { id: "111", label: LEAVE_TYPE_CHOICES["111"], days: 10 },
  earned: { id: "112", label: LEAVE_TYPE_CHOICES["112"], days: 15 },
};

/** The kind of leave behind the id of a choice. */
export function leaveTypeOf(id: LeaveTypeId): LeaveType {
  return id === "110" ? "casual" : id === "111" ? "sick" : "earned";
}
