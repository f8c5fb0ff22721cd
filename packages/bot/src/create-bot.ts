import type { StandardSchemaV1 } from "@ck/protocol";
import type {
  Action,
  ActionDefinition,
  Actions,
  Bot,
  BotDefinition,
  BotSetup,
  ButtonHandler,
  CheckedDefinition,
  LabelledButton,
} from "./bot.js";
import {
  ACTION_KEYS,
  checkAction,
  invalidBot,
  requireFunction,
  requireHooks,
  requireKnownKeys,
  requireText,
  requireTodos,
} from "./check/check-action.js";
import type { ButtonContext } from "./context.js";
import { shapeOf } from "./check/shape-of.js";
import { BotError } from "./error.js";
import { findAction } from "./find-action.js";
import type { AnyHook, Nothing } from "./hooks/hook.js";
import { compileHooks } from "./hooks/run-hooks.js";
import type { ParamDeclarations } from "./params/param.js";
import { requireNeededStores } from "./session/needed-stores.js";
import { readStores, type StoresAdded } from "./session/option.js";
import { readTexts } from "./texts/option.js";
import { readVisitorOption, type NeedsVisitor } from "./visitor/option.js";
import type { VisitorIdentity } from "./visitor/verifier.js";

/**
 * Declares an action; its handlers get the types of its params.
 *
 * @param definition - the action's params and handlers
 * @example
 * ```ts
 * import { action, integer } from "@ck/bot";
 *
 * action({
 *   params: { days: integer({ min: 1 }) },
 *   execute: ({ params }) => `Booked: ${params.days.toFixed()} days.`, // params.days: number
 * });
 * ```
 */
export function action<
  const P extends ParamDeclarations = ParamDeclarations,
  Needed extends object = Nothing,
  const U extends readonly AnyHook[] = readonly AnyHook[],
  R extends "required" | undefined = undefined,
>(definition: ActionDefinition<P, Needed, U, R>): Action<P, Needed & NeedsVisitor<R>> {
  requireKnownKeys(Object(definition) as object, ACTION_KEYS, "action");
  // Whoever is there where an action requires a visitor is there for its handlers.
  return definition as unknown as Action<P, Needed & NeedsVisitor<R>>;
}

/**
 * Declares a custom button of an action: its handler, with the caption that the console has for it.
 *
 * @param label - the caption
 * @param handler - called when the visitor clicks
 * @throws {@link BotError} `ERR_INVALID_OPTION`: the caption is blank, or the handler is not a function
 * @example
 * ```ts
 * import { action, button } from "@ck/bot";
 *
 * action({
 *   buttons: { saveDraft: button("Save as a draft", () => "The draft is saved.") },
 *   execute: () => "Your leave is booked.",
 * });
 * ```
 */
export function button<C extends ButtonContext = ButtonContext>(
  label: string,
  handler: (context: C) => ReturnType<ButtonHandler>,
): LabelledButton<C> {
  if (typeof label !== "string" || label.trim() === "")
    throw new BotError("ERR_INVALID_OPTION", 'button takes the caption first: button("Save as a draft", handler).');
  if (typeof handler !== "function")
    throw new BotError("ERR_INVALID_OPTION", `button takes the handler after the caption; got ${shapeOf(handler)}.`);
  return Object.assign((context: C) => handler(context), { label });
}

/**
 * Makes a bot from actions and handlers.
 *
 * @param definition - see {@link BotDefinition}
 * @throws {@link BotError} `ERR_INVALID_BOT`: a handler is not a function, an action has no `execute`, a param is not a declaration, or a list names
 * something unknown
 * @throws {@link BotError} `ERR_INVALID_OPTION`: the bot or an action has an unknown key
 * @example
 * ```ts
 * import { action, createBot, date, integer } from "@ck/bot";
 *
 * createBot({
 *   actions: {
 *     ApplyLeave: action({
 *       params: { from: date(), days: integer({ min: 1 }) },
 *       execute: ({ params }) => `${params.days} days are booked.`,
 *     }),
 *   },
 *   welcome: () => "Hello! I can book your leave.",
 *   fallback: () => "I can help with leave only.",
 * });
 * ```
 */
export function createBot<
  A extends Actions = Actions,
  const U extends readonly AnyHook[] = readonly AnyHook[],
  V extends VisitorIdentity = never,
  S extends StandardSchemaV1 = never,
  C extends StandardSchemaV1 = never,
>(definition: CheckedDefinition<A, U, Nothing, V, S, C>): Bot<A, StoresAdded<S, C>> {
  return makeBot<A>(definition) as never;
}

/** Makes a bot. The hooks of its factory's setup run outside its own. */
export function makeBot<A extends Actions>(definition: BotDefinition<A> & AnySetup, setup: AnySetup = {}): Bot<A> {
  const { actions, late } = (definition as BotDefinition<A> | undefined) ?? ({} as Partial<BotDefinition<A>>);
  if (typeof actions !== "object" || (actions as unknown) === null) {
    throw invalidBot(`A bot needs actions: name → action({ … }); got ${shapeOf(actions)}.`);
  }
  requireKnownKeys(
    definition,
    ["name", "actions", "late", "handOver", "durable", "texts", "session", "cache", "use", "visitor", ...HANDLERS],
    "createBot",
  );
  const { name: botName } = definition;
  if (botName !== undefined) requireText(botName, "name");
  // By name, and bound: the definition may be an instance of a class, and methods are not own properties.
  const handlers: Record<string, unknown> = {};
  for (const name of HANDLERS) {
    const handler = (definition as unknown as Readonly<Record<string, unknown>>)[name];
    if (handler === undefined) continue;
    requireFunction(handler, name);
    handlers[name] = handler.bind(definition);
  }
  if (late !== undefined && typeof late !== "string") requireFunction(late, "late", "a string or a function");

  const { handOver, durable } = definition;
  requireTodos(handOver, "handOver", ["fallback", "button", "prompt", "execute"]);
  requireTodos(durable, "durable", ["fallback", "button"]);

  const use = [...requireHooks(setup.use, "use"), ...requireHooks(definition.use, "use")];
  const names = Object.keys(actions);
  for (const name of names) checkAction(actions[name], `actions.${name}`, use);
  const visitor = readVisitorOption(definition.visitor ?? setup.visitor);
  const locked = names.find((name) => actions[name]?.visitor === "required");
  if (locked !== undefined && visitor === undefined)
    throw invalidBot(
      `actions.${locked} requires a visitor, and the bot cannot know one. Set visitor: verified({ keys }) of @ck/visitor.`,
    );
  const hooksOf = compileHooks(use, actions);
  const { texts = setup.texts, session = setup.session, cache = setup.cache } = definition;
  const stores = readStores({ session, cache });
  requireNeededStores(actions, { session, cache });

  return {
    ...(botName !== undefined && { name: botName }),
    actions,
    ...(late !== undefined && { late: typeof late === "string" ? late : late.bind(definition) }),
    ...(handOver && { handOver }),
    ...(durable && { durable }),
    ...(use.length > 0 && { use }),
    ...(visitor && { visitor }),
    ...(hooksOf && { hooksOf }),
    ...(handlers as Pick<BotDefinition, (typeof HANDLERS)[number]>),
    ...(texts !== undefined && { texts }),
    ...(session !== undefined && { session }),
    ...(cache !== undefined && { cache }),
    storesFor: () => stores,
    textsFor: readTexts(typeof texts === "function" ? texts.bind(definition) : texts),
    findAction: findAction(actions, names),
  };
}

type AnySetup = BotSetup<readonly AnyHook[], Nothing, VisitorIdentity> & Pick<BotDefinition, "session" | "cache">;

const HANDLERS = ["welcome", "fallback", "failure", "button"] as const;
