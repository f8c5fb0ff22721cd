import type { ButtonContext, VisitorIdentity } from "@ck/bot";
import { decodeDate, decodeInteger, decodeSelection } from "@ck/protocol";
import { toDay, yearsLater } from "../days.js";
import { employeeOf } from "../employee-of.js";
import type { LeaveSession } from "../leave-session.js";
import { LEAVE_TYPE_CHOICES, LEAVE_TYPES, leaveTypeOf } from "../leave-types.js";
import type { LeaveRequest } from "../store/leave.js";
import { describeLeave } from "./describe-leave.js";
import type { Parts } from "./parts.js";

/** Saves a draft of the leave that the button card carried, or else of the action's params. */
export async function saveDraft(
  context: Pick<ButtonContext, "data" | "params"> & {
    readonly session: LeaveSession;
    readonly visitor: VisitorIdentity;
  },
  { store, now }: Parts,
): Promise<string> {
  // What a card carries went through the visitor's browser, so it is read like any other input.
  const request = readLeave({ ...context.params, ...context.data }, now());
  if (request === undefined) return "There is nothing here to draft. Apply for leave first.";
  const draft = await store.saveDraft(employeeOf(context), request);
  const { type, from, days } = draft;
  context.session.draft = { leave_type: LEAVE_TYPES[type].id, from, days };
  return `${describeLeave(draft)} is saved. It is not booked.`;
}

function readLeave(data: Readonly<Record<string, unknown>>, now: Date): LeaveRequest | undefined {
  const type = decodeSelection(data["leave_type"], LEAVE_TYPE_CHOICES);
  const from = data["from"] instanceof Date ? ({ ok: true, value: data["from"] } as const) : decodeDate(data["from"]);
  // The button stands beside each question, so the last one, the number of days, may not be answered yet.
  const days = decodeInteger(data["days"] ?? 1, { min: 1, max: 30 });
  if (!type.ok || !from.ok || !days.ok || from.value > yearsLater(now, 4) || from.value < yearsLater(now, -1)) {
    return undefined;
  }
  return { type: leaveTypeOf(type.value), from: toDay(from.value), days: days.value };
}
