import { countDays, inWords } from "../days.js";
import type { Leave } from "../store/leave.js";

/** `Leave 7 (3 days of sick leave from 11-Jan-2027)`, and `Draft 8 (…)` for a draft. */
export function describeLeave({ id, type, from, days, status }: Leave): string {
  return `${status === "draft" ? "Draft" : "Leave"} ${id} (${countDays(days)} of ${type} leave from ${inWords(from)})`;
}
