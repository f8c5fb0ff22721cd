import { execution, followUp, suggestion, table, type Card } from "@ck/protocol";
import { countDays, inWords } from "../days.js";
import { employeeOf } from "../employee-of.js";
import { leaveBot, type EmployeeAction } from "../leave-session.js";
import { LEAVE_TYPES, type LeaveType } from "../leave-types.js";
import type { Leave } from "../store/leave.js";
import type { Parts } from "./parts.js";

/** Shows bookings, drafts and the balance in tables. */
export function myLeaves({ store }: Parts): EmployeeAction {
  return leaveBot.action({
    visitor: "required",
    async execute(context) {
      const employee = employeeOf(context);
      const [leaves, balance] = await Promise.all([store.leavesOf(employee), store.balanceOf(employee)]);
      const left = Object.entries(LEAVE_TYPES).map(([type, { label }]) => [
        label,
        countDays(balance[type as LeaveType]),
      ]);
      const card: Card[] = [table("Balance", ["Type", "Left"], left)];
      if (leaves.length > 0)
        card.unshift(table("Your leave", ["Number", "Type", "From", "Days", "Status"], leaves.map(asRow)));
      const { draft } = context.session;
      const policy = suggestion("Show the policy", { action: "LeavePolicy" });
      return execution(leaves.length > 0 ? "This is your leave." : "You have booked no leave yet.", {
        card,
        followup: draft
          ? followUp(suggestion("Book the draft", { action: "ApplyLeave", params: { ...draft } }), policy)
          : followUp(policy),
      });
    },
  });
}

function asRow({ id, type, from, days, status }: Leave): string[] {
  return [String(id), LEAVE_TYPES[type].label, inWords(from), String(days), status];
}
