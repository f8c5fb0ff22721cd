import { action, type Action } from "@ck/bot";
import { execution, note } from "@ck/protocol";
import { countDays } from "../days.js";
import { employeeOf } from "../employee-of.js";
import { LEAVE_TYPES } from "../leave-types.js";
import { describeLeave } from "./describe-leave.js";
import type { Parts } from "./parts.js";

/** Shows bookings, drafts and the balance. */
export function myLeaves({ store }: Parts): Action {
  return action({
    async execute(context) {
      const employee = employeeOf(context);
      const [leaves, balance] = await Promise.all([store.leavesOf(employee), store.balanceOf(employee)]);
      const left = Object.entries(LEAVE_TYPES).map(
        ([type, { label }]) => `${label}: ${countDays(balance[type as keyof typeof LEAVE_TYPES])} left`,
      );
      const cards = [...(leaves.length > 0 ? [leaves.map(describeLeave)] : []), left].map((lines) =>
        note(lines.join("\n")),
      );
      return execution(leaves.length > 0 ? "This is your leave." : "You have booked no leave yet.", { card: cards });
    },
  });
}
