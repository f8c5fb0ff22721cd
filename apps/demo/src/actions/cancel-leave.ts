import { integer } from "@ck/bot";
import { execution, option, prompt, type ExecutionResponse, type PromptResponse } from "@ck/protocol";
import { employeeOf } from "../employee-of.js";
import { leaveBot, type EmployeeAction } from "../leave-session.js";
import type { Leave } from "../store/leave.js";
import { describeLeave } from "./describe-leave.js";
import type { Parts } from "./parts.js";

// The database counts leaves in 32 bits.
const params = { leave: integer({ min: 1, max: 2_147_483_647 }) };

/** Cancels one of the employee's own leaves or drafts. */
export function cancelLeave({ store }: Parts): EmployeeAction<typeof params> {
  return leaveBot.action({
    visitor: "required",
    params,

    async prompt(context) {
      const leaves = await store.leavesOf(employeeOf(context));
      return leaves.some(({ id }) => id === context.params.leave) ? undefined : askWhich(leaves);
    },

    async execute(context) {
      const employee = employeeOf(context);
      const leave = await store.cancel(employee, context.params.leave);
      // Already cancelled, or another employee's: the answer does not tell which.
      return leave === undefined ? "You have no such leave." : `${describeLeave(leave)} is cancelled.`;
    },
  });
}

function askWhich(leaves: readonly Leave[]): PromptResponse | ExecutionResponse {
  if (leaves.length === 0) return execution("You have no leave to cancel.");
  return prompt("leave", "Which leave should be cancelled?", {
    options: leaves.map((leave) => option(leave.id, describeLeave(leave))),
  });
}
