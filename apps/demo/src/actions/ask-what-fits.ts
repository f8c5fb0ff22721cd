import { execution, option, prompt, type ExecutionResponse, type PromptResponse } from "@ck/protocol";
import { countDays } from "../days.js";
import { LEAVE_TYPES, type LeaveType } from "../leave-types.js";
import type { Balance } from "../store/employee.js";
import type { Parts } from "./parts.js";

/** Asks for something the balance covers if it does not cover this. `undefined`: it does. */
export function askWhatFits(
  balance: Balance,
  { type, days }: { readonly type: LeaveType; readonly days: number },
  { pictureOf }: Pick<Parts, "pictureOf">,
): PromptResponse | ExecutionResponse | undefined {
  const left = balance[type];
  if (left >= days) return undefined;

  const others = (Object.keys(LEAVE_TYPES) as LeaveType[]).filter((other) => balance[other] >= days);
  if (others.length > 0) {
    return prompt("leave_type", `You don't have enough ${type} leaves. Please choose some other leave type.`, {
      options: others.map((other) => {
        const { id, label } = LEAVE_TYPES[other];
        return option(id, label, { image: pictureOf(other) });
      }),
    });
  }
  if (left > 0) return prompt("days", `You have ${countDays(left)} of ${type} leave left. Please choose fewer days.`);
  return execution(`You have no leave left for ${countDays(days)}.`);
}
