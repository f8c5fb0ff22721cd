import { matchActionName } from "@ck/protocol";
import type { Actions, Bot } from "./bot.js";

/** Makes the function that finds the action which a name in a request stands for. */
export function findAction(actions: Actions, names: readonly string[]): Bot["findAction"] {
  return (asked) => {
    const name = matchActionName(asked, names);
    const action = name === undefined ? undefined : actions[name];
    return name === undefined || action === undefined ? undefined : { name, action };
  };
}
