import type { WebhookRequest } from "@ck/protocol";
import type { Bot } from "../bot.js";
import type { ErrorDetails } from "../events.js";

/** The action that a request names, as the bot declares it. */
export type FoundAction = ReturnType<Bot["findAction"]>;

/** What a request is, for errors and events, and the action that it is for. */
export function describeRequest(
  bot: Bot,
  { todo, action, environment }: WebhookRequest,
  known: ErrorDetails,
): { readonly details: ErrorDetails; readonly found: FoundAction } {
  const found = action && bot.findAction(action.namespace);
  const details: { -readonly [K in keyof ErrorDetails]: ErrorDetails[K] } = Object.assign({}, known, { todo });
  if (action !== undefined) details.action = found?.name ?? printable(action.namespace);
  if (environment !== undefined) details.environment = environment;
  return { found, details };
}

/** An undeclared name from a request, made safe for a line of a log. */
function printable(name: string): string {
  return name.slice(0, 100).replace(/\p{C}/gu, "?");
}
