import { action, type Action } from "@ck/bot";
import { execution, followUp, suggestion, table, type Card } from "@ck/protocol";
import { countDays, inWords } from "../days.js";
import { employeeOf } from "../employee-of.js";
import { LEAVE_TYPES, type LeaveType } from "../leave-types.js";
import type { Leave } from "../store/leave.js";
import type { Parts } from "./parts.js";

/** Shows bookings, drafts and the balance in tables. */
export function myLeaves({ store }: Parts): Action {
  return action({
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
      return execution(leaves.length > 0 ? "This is your leave." : "You have booked no leave yet.", {
        card,
        followup: followUp(suggestion("Show the policy", { action: "LeavePolicy" })),
      });
    },
  });
}

function asRow({ id, type, from, days, status }: Leave): string[] {
  return [String(id), LEAVE_TYPES[type].label, inWords(from), String(days), status];
}
