/** A leave type, as the database and the code name it. */
export type LeaveType = "casual" | "sick" | "earned";

/** A leave type's label and yearly balance. */
export interface LeaveTypeFacts {
  /** The option's id in the console and on the wire; 111 and 112 are those of the vendor's sample. */
  readonly id: LeaveTypeId;
  readonly label: string;
  /** Days a new employee starts with. */
  readonly days: number;
}

/** The options of the param `leave_type`, by id, as a selection list in the console has them. */
export const LEAVE_TYPE_CHOICES = {
  "110": "Casual leave",
  "111": "Sick leave",
  "112": "Earned leave",
} as const;

/** The id of an option of `leave_type`. */
export type LeaveTypeId = keyof typeof LEAVE_TYPE_CHOICES;

/** Every leave type, in the order it is offered. */
export const LEAVE_TYPES: Readonly<Record<LeaveType, LeaveTypeFacts>> = {
  casual: { id: "110", label: LEAVE_TYPE_CHOICES["110"], days: 2 },
  sick: { id: "111", label: LEAVE_TYPE_CHOICES["111"], days: 10 },
  earned: { id: "112", label: LEAVE_TYPE_CHOICES["112"], days: 15 },
};

/** The leave type of an option id. */
export function leaveTypeOf(id: LeaveTypeId): LeaveType {
  return id === "110" ? "casual" : id === "111" ? "sick" : "earned";
}
