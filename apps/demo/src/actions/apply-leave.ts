import { date, integer, selection, type InferParams } from "@ck/bot";
import {
  card,
  execution,
  followUp,
  note,
  prompt,
  suggestion,
  type ExecutionResponse,
  type PromptResponse,
} from "@ck/protocol";
import { countDays, inWords, toDay, yearsLater } from "../days.js";
import { employeeOf } from "../employee-of.js";
import { leaveBot, type EmployeeAction, type LeaveSession } from "../leave-session.js";
import { LEAVE_TYPE_CHOICES, LEAVE_TYPES, leaveTypeOf } from "../leave-types.js";
import type { Leave } from "../store/leave.js";
import { askWhatFits } from "./ask-what-fits.js";
import { describeLeave } from "./describe-leave.js";
import type { Parts } from "./parts.js";
import { saveDraft } from "./save-draft.js";

const params = {
  leave_type: selection(LEAVE_TYPE_CHOICES),
  from: date(),
  days: integer({ min: 1, max: 30 }),
};

/** Books leave. While params are collected, it asks for another type, another day or fewer days if the request cannot be met. */
export function applyLeave(parts: Parts): EmployeeAction<typeof params> {
  const { store, now } = parts;
  return leaveBot.action({
    visitor: "required",
    params,

    // Returning nothing lets the platform ask the next param, or go on.
    async prompt(context) {
      const { params, previousParam } = context;
      if (previousParam === "from" && params.from) {
        const again = askAnotherDay(params.from, now());
        if (again) return again;
      }
      if (params.leave_type === undefined) return;
      const balance = await store.balanceOf(employeeOf(context));
      return askWhatFits(balance, { type: leaveTypeOf(params.leave_type), days: params.days ?? 1 }, parts);
    },

    // Checks everything again: the webhook may be called at the end only (docs/contract.md §6), and time has passed. The action ends
    // with this answer, so it states the problem instead of asking.
    async execute(context) {
      const { leave_type, from, days } = context.params;
      const employee = employeeOf(context);
      const type = leaveTypeOf(leave_type);
      const otherDay = askAnotherDay(from, now());
      if (otherDay) return otherDay.message;

      const booking = await store.book(employee, { type, from: toDay(from), days });
      switch (booking.outcome) {
        case "booked":
          forgetDraft(context.session, booking.leave);
          return confirm(booking.leave, booking.daysLeft, context.params);
        case "taken":
          return `${describeLeave(booking.leave)} begins on that day already. Please choose another day.`;
        case "not-enough": {
          const fitting = askWhatFits(await store.balanceOf(employee), { type, days }, parts);
          return fitting?.message ?? "Your balance has just changed. Please apply again.";
        }
      }
    },

    buttons: { saveDraft: (context) => saveDraft(context, parts) },
  });
}

/** A draft that is booked need not be offered any more. */
function forgetDraft(session: LeaveSession, { from }: Leave): void {
  if (session.draft?.from === from) session.draft = undefined;
}

function askAnotherDay(from: Date, now: Date): PromptResponse | undefined {
  if (from < new Date(toDay(now))) return prompt("from", "That day is over. Please choose another day.");
  if (from > yearsLater(now, 2))
    return prompt("from", "Leave can be booked up to two years ahead. Please choose another day.");
  return undefined;
}

function confirm(leave: Leave, daysLeft: number, asked: InferParams<typeof params>): ExecutionResponse {
  const { label } = LEAVE_TYPES[leave.type];
  return execution(`${describeLeave(leave)} is booked.`, {
    card: [
      note(`${label}, ${countDays(leave.days)} from ${inWords(leave.from)}\n${countDays(daysLeft)} left`),
      // A button card names the button and carries a map (grade S); the names of its keys are unknown (grade ?, docs/contract.md §2).
      card("button", {
        id: "saveDraft",
        label: "Draft the same for next year",
        data: { leave_type: asked.leave_type, from: toDay(yearsLater(asked.from, 1)), days: leave.days },
      }),
    ],
    followup: followUp(
      suggestion("Book the same next year", {
        action: "ApplyLeave",
        params: { leave_type: asked.leave_type, from: toDay(yearsLater(asked.from, 1)), days: leave.days },
      }),
    ),
  });
}
