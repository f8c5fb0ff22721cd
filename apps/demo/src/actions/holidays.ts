import { action, type Action } from "@ck/bot";
import { execution, followUp, suggestion, table } from "@ck/protocol";
import { inWords, toDay } from "../days.js";
import type { Parts } from "./parts.js";

/** Shows the next holidays in a table, and offers leave on the day before the first. */
export function holidays({ store, now }: Parts): Action {
  return action({
    async execute() {
      const all = await store.holidaysFrom(toDay(now()));
      const [next] = all;
      if (next === undefined) return "No upcoming holidays are entered.";
      const rows = all.map(({ day, name }) => [inWords(day), name]);
      const dayBefore = new Date(Date.parse(next.day) - 86_400_000);
      return execution(`The next holiday is ${next.name}, ${inWords(next.day)}.`, {
        card: [table("Holidays", ["Day", "Holiday"], rows)],
        // What is preset is not asked again.
        followup: followUp(
          suggestion("Take the day before off", {
            action: "ApplyLeave",
            params: { leave_type: "112", from: toDay(dayBefore), days: 1 },
          }),
        ),
      });
    },
  });
}
