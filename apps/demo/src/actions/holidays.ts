import { action, type Action } from "@ck/bot";
import { execution, note } from "@ck/protocol";
import { inWords, toDay } from "../days.js";
import type { Parts } from "./parts.js";

/** Shows the next holidays. */
export function holidays({ store, now }: Parts): Action {
  return action({
    async execute() {
      const [next, ...later] = await store.holidaysFrom(toDay(now()));
      if (next === undefined) return "No upcoming holidays are entered.";
      const list = [next, ...later].map(({ day, name }) => `${inWords(day)}  ${name}`);
      return execution(`The next holiday is ${next.name}, ${inWords(next.day)}.`, { card: [note(list.join("\n"))] });
    },
  });
}
