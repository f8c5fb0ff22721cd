import { nearestName, suggestion, type Suggestion, type WebhookResponse } from "@ck/protocol";
import type { Actions, Bot } from "../bot.js";
import { BotError } from "../error.js";
import type { ParamDeclarations } from "../params/param.js";

/** The names of an action's params; any string where none are declared. */
export type ParamNames<A> = A extends { readonly params?: infer P extends ParamDeclarations }
  ? keyof P & string
  : string;

/**
 * A suggestion that starts an action of the bot, with names that are checked against it: in the types, and when it is made.
 *
 * A handler that uses it needs its return type written out (`(): ExecuteAnswer => …`), because the type of the bot otherwise
 * depends on itself.
 *
 * @param bot - the bot that has the action
 * @param message - the text of the chip
 * @param target - `action`: the action's name; `params`: values that are not asked for
 * @throws {@link BotError} `ERR_INVALID_OPTION`: the bot has no such action, or the action no such param
 * @example
 * ```ts
 * import { action, createBot, integer, suggestAction } from "@ck/bot";
 *
 * const bot = createBot({
 *   actions: { ApplyLeave: action({ params: { days: integer() }, execute: () => "Booked." }) },
 * });
 * suggestAction(bot, "One more day", { action: "ApplyLeave", params: { days: 1 } }).message; // → "One more day"
 * ```
 */
export function suggestAction<A extends Actions, N extends keyof A & string>(
  bot: Bot<A>,
  message: string,
  target: { readonly action: N; readonly params?: Readonly<Partial<Record<ParamNames<A[N]>, unknown>>> | undefined },
): Suggestion {
  const made = suggestion(message, target);
  const [wrong] = findUnknown(bot, made);
  if (wrong !== undefined) throw new BotError("ERR_INVALID_OPTION", `A suggestion names ${wrong}`);
  return made;
}

/**
 * What the suggestions of an answer name and the bot does not have. It is a report and no reason to refuse the answer: an
 * action may be one that the platform answers itself.
 */
export function checkSuggestions(bot: Bot, response: WebhookResponse, handler: string): readonly BotError[] {
  const { followup } = "welcome_response" in response ? response.welcome_response : (response as FollowedUp);
  if (followup?.suggestions === undefined) return NONE;
  return followup.suggestions
    .flatMap((each) => findUnknown(bot, each))
    .map((wrong) => new BotError("ERR_INVALID_ANSWER", `${handler} suggests ${wrong}`));
}

const NONE: readonly BotError[] = [];

type FollowedUp = Pick<Extract<WebhookResponse, { readonly followup?: unknown }>, "followup">;

function findUnknown(bot: Bot, { action }: Suggestion): string[] {
  if (action === undefined) return [];
  const found = bot.findAction(action.name);
  if (found === undefined)
    return [`an action that the bot does not have.${hint(action.name, Object.keys(bot.actions))}`];
  const declared = found.action.params;
  if (declared === undefined) return [];
  return (action.params ?? [])
    .filter(({ name }) => !Object.hasOwn(declared, name))
    .map(({ name }) => `a param that ${found.name} does not have.${hint(name, Object.keys(declared))}`);
}

/** The unknown name may come from a visitor, so it is not quoted. */
function hint(name: string, names: readonly string[]): string {
  const meant = nearestName(name, names);
  if (meant !== undefined) return ` Did you mean \`${meant}\`?`;
  return names.length === 0 ? "" : ` It has ${names.join(", ")}.`;
}
