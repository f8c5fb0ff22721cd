import { matchActionName, type WebhookRequest } from "@ck/protocol";
import type { Actions, Bot } from "../bot.js";
import { shapeOf } from "../check/shape-of.js";
import { findAction } from "../find-action.js";
import { BotError } from "../error.js";
import { isBot } from "../mount/bots.js";
import type { Nothing } from "../hooks/hook.js";

/** The actions of several bots. */
export type CombinedActions<B extends readonly Bot[]> = B extends readonly [
  Bot<infer A extends Actions>,
  ...infer Rest extends readonly Bot[],
]
  ? A & CombinedActions<Rest>
  : Nothing;

/** What only one part can have: what a bot does with the requests that no action is for, and what it says when it has no answer. */
const SINGLE = ["welcome", "fallback", "failure", "button", "late", "handOver"] as const;

type Single = Partial<Pick<Bot, (typeof SINGLE)[number]>>;

/**
 * Makes one bot of several: a folder of features, each a bot with its own tests. Each part keeps its hooks, its visitor and its texts. What no part has a
 * handler for belongs to the first.
 *
 * @param bots - the parts
 * @returns the bot; its name is the first that a part has
 * @throws {@link BotError} `ERR_INVALID_BOT`: two parts have the same action, by the rule that requests are matched with, or the same handler; or a part is
 * no bot
 * @example
 * ```ts
 * import { action, combine, createBot } from "@ck/bot";
 *
 * const leave = createBot({ name: "leave", actions: { ApplyLeave: action({ execute: () => "Booked." }) } });
 * const holidays = createBot({ name: "holidays", actions: { ListHolidays: action({ execute: () => "None." }) } });
 * const bot = combine(leave, holidays);
 * Object.keys(bot.actions); // → [ "ApplyLeave", "ListHolidays" ]
 * ```
 */
export function combine<const B extends readonly Bot[]>(...bots: B): Bot<CombinedActions<B>> {
  const parts = bots.flatMap((bot: Bot, index) => {
    if (isBot(bot)) return bot.parts ?? [bot];
    throw invalid(`combine takes bots, which createBot({ … }) returns; argument ${index + 1} is ${shapeOf(bot)}.`);
  });
  const [first] = parts;
  if (first === undefined) throw invalid("combine takes at least one bot.");
  requireDistinct(parts);

  const actions = Object.fromEntries(parts.flatMap((part) => Object.entries(part.actions)));
  const name = parts.find((part) => part.name !== undefined)?.name;
  const durable = parts.flatMap((part) => part.durable ?? []);
  const single: Single = Object.fromEntries(
    parts.flatMap((part) => SINGLE.flatMap((each) => (part[each] === undefined ? [] : [[each, part[each]]]))),
  );
  const known = { actions, findAction: findAction(actions, Object.keys(actions)) };
  const whole: Bot = {
    ...single,
    ...(name !== undefined && { name }),
    ...(durable.length > 0 && { durable }),
    ...known,
    textsFor: first.textsFor,
    storesFor: (request) => partFor(request).storesFor(request),
    parts,
  };

  // A part that answers a request knows the actions of all others, to suggest them, and says what the whole says in place of an answer.
  const { failure, late, handOver } = single;
  const view = (part: Bot): Bot => ({
    ...part,
    ...known,
    ...(failure && { failure }),
    ...(late !== undefined && { late }),
    ...(handOver && { handOver }),
  });
  const views = new Map(parts.map((part) => [part, view(part)] as const));
  const viewWith = (has: (part: Bot) => boolean): Bot | undefined => views.get(parts.find(has) as Bot);
  const lead = view(first);
  const owners = new Map(
    parts.flatMap((part) => Object.keys(part.actions).map((each) => [each, views.get(part)] as const)),
  );
  const own: Readonly<Record<"welcome" | "fallback" | "failure", Bot>> = {
    welcome: viewWith((part) => part.welcome !== undefined) ?? lead,
    fallback: viewWith((part) => part.fallback !== undefined) ?? lead,
    failure: viewWith((part) => part.failure !== undefined) ?? lead,
  };
  const ofButtons = viewWith((part) => part.button !== undefined);

  function partFor({ todo, action, ...request }: WebhookRequest): Bot {
    if (todo === "welcome" || todo === "fallback" || todo === "failure") return own[todo];
    const found = known.findAction(action.namespace);
    const owner = found && owners.get(found.name);
    const isOther = "button_id" in request && !Object.hasOwn(found?.action.buttons ?? {}, request.button_id);
    return (isOther ? ofButtons : undefined) ?? owner ?? lead;
  }
  return { ...whole, partFor } as Bot<CombinedActions<B>>;
}

/** The part of a bot that answers a request: the bot itself, unless it is a combined one. */
export function partOf(bot: Bot, request: WebhookRequest): Bot {
  return bot.partFor?.(request) ?? bot;
}

function requireDistinct(parts: readonly Bot[]): void {
  for (const [index, part] of parts.entries()) {
    for (const [before, other] of parts.slice(0, index).entries()) {
      const both = `${nameOf(other, before)} and ${nameOf(part, index)}`;
      for (const handler of SINGLE) {
        if (part[handler] !== undefined && other[handler] !== undefined)
          throw invalid(`${both} both have ${handler}. A bot has one: leave it to one part.`);
      }
      for (const name of Object.keys(part.actions)) {
        const same = Object.keys(other.actions).find((each) => matchActionName(name, [each]) !== undefined);
        if (same === undefined) continue;
        throw invalid(
          same === name
            ? `${both} both have the action ${name}. Rename one of them.`
            : `${both} have the actions ${same} and ${name}, which a request cannot tell apart: case and punctuation do not count. Rename one of them.`,
        );
      }
    }
  }
}

/** How an author knows a part. */
function nameOf({ name }: Bot, index: number): string {
  return `part ${index + 1}${name === undefined ? "" : ` (${name})`}`;
}

function invalid(message: string): BotError {
  return new BotError("ERR_INVALID_BOT", message);
}
