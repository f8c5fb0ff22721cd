import { action, integer, type Action } from "@ck/bot";
import { execution, option, prompt, type ExecutionResponse, type PromptResponse } from "@ck/protocol";
import { employeeOf } from "../employee-of.js";
import type { Leave } from "../store/leave.js";
import { describeLeave } from "./describe-leave.js";
import type { Parts } from "./parts.js";

// The database counts leaves in 32 bits.
const params = { leave: integer({ min: 1, max: 2_147_483_647 }) };

/** Cancels one of the employee's own leaves or drafts. */
export function cancelLeave({ store }: Parts): Action<typeof params> {
  return action({
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
