import {
  matchActionName,
  type AskNextResponse,
  type ExecutionResponse,
  type FailureResponse,
  type HandledResponse,
  type ProceedResponse,
  type PromptResponse,
  type WelcomeResponse,
} from "@ck/protocol";
import type {
  ButtonContext,
  ExecuteContext,
  FailureContext,
  FallbackContext,
  PromptContext,
  WelcomeContext,
} from "./context.js";
import { BotError } from "./errors.js";
import type { ParamDeclarations } from "./param.js";

type Awaitable<T> = T | Promise<T>;

/**
 * An answer to `execute` and `button` (contract §2): a string is the message of an execution; `prompt(…)` asks for a param again.
 *
 * @example
 * ```ts
 * import type { ExecuteAnswer } from "@ck/bot";
 * import { execution, note } from "@ck/protocol";
 *
 * const plain: ExecuteAnswer = "Your leave is booked.";
 * const rich: ExecuteAnswer = execution("Your leave is booked.", { card: [note("Two days are left.")] });
 * ```
 */
export type ExecuteAnswer = string | ExecutionResponse | PromptResponse;

/**
 * An answer to `prompt`. Nothing: the platform asks the next param, or goes on to `execute`. `prompt(…)`: ask this param, again or next. A string or
 * `execution(…)`: answer at once, which ends the action (contract §2, grade I).
 *
 * @example
 * ```ts
 * import type { PromptAnswer } from "@ck/bot";
 * import { prompt } from "@ck/protocol";
 *
 * const again: PromptAnswer = prompt("days", "That is more than you have left. How many days?");
 * ```
 */
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- a handler without a return statement is the usual one
export type PromptAnswer = ExecuteAnswer | AskNextResponse | ProceedResponse | undefined | void;

/**
 * The handler of one custom button.
 *
 * @example
 * ```ts
 * import type { ButtonHandler } from "@ck/bot";
 *
 * const saveDraft: ButtonHandler = ({ data }) => (data["draft"] ? "The draft is saved." : "There is nothing to save.");
 * ```
 */
export type ButtonHandler<P extends ParamDeclarations = ParamDeclarations> = (
  context: ButtonContext<P>,
) => Awaitable<ExecuteAnswer>;

/**
 * One action of the bot, under the name that the console gives it. Made by {@link action}.
 *
 * @example
 * ```ts
 * import { action, text, type Action } from "@ck/bot";
 *
 * const holidays: Action = action({ execute: () => "The next holiday is in May." });
 * ```
 */
export interface Action<P extends ParamDeclarations = ParamDeclarations> {
  /** Name → declaration. What is declared is decoded before a handler sees it; a value that does not decode is asked for again. */
  readonly params?: P;
  /** Called after each reply of the visitor. Leave it out where the platform's own questions are enough. */
  prompt?(context: PromptContext<P>): Awaitable<PromptAnswer>;
  /**
   * `execute` has to be done even where the process that took the request in dies: it goes through the queue of `lateAnswers`, and a worker runs it, at least once. Default: no.
   */
  readonly durable?: boolean;
  /** Called when all params are collected. */
  execute(context: ExecuteContext<P>): Awaitable<ExecuteAnswer>;
  /** Button id → handler. */
  readonly buttons?: {
    // A method, so that an Action<P> is an Action: handlers are called with what their own params decode to.
    readonly [id: string]: { bivarianceHack(context: ButtonContext<P>): Awaitable<ExecuteAnswer> }["bivarianceHack"];
  };
}

/**
 * The actions of a bot: name → {@link action}.
 *
 * @example
 * ```ts
 * import { action, type Actions } from "@ck/bot";
 *
 * const actions: Actions = { Holidays: action({ execute: () => "The next holiday is in May." }) };
 * ```
 */
export type Actions = Readonly<Record<string, Action>>;

/**
 * What a bot is made of.
 *
 * @example
 * ```ts
 * import { action, createBot, type BotDefinition } from "@ck/bot";
 *
 * const definition: BotDefinition = {
 *   actions: { Holidays: action({ execute: () => "The next holiday is in May." }) },
 *   fallback: () => "I know the holidays only.",
 * };
 * createBot(definition);
 * ```
 */
export interface BotDefinition<A extends Actions = Actions> {
  /** Name in the console → {@link action}. Names are matched exactly first, then with case and punctuation folded (contract §1, grade O). */
  readonly actions: A;
  /** The chat window opened. A string is the greeting. */
  welcome?(context: WelcomeContext): Awaitable<string | WelcomeResponse>;
  /** The visitor's message fits no action. A string is the message of `handled`. */
  fallback?(context: FallbackContext): Awaitable<string | HandledResponse>;
  /** Something went wrong, on the platform or in a handler of this bot. A string is the message. */
  failure?(context: FailureContext): Awaitable<string | FailureResponse>;
  /** A click on a button that its action does not handle. */
  button?(context: ButtonContext): Awaitable<ExecuteAnswer>;
  /** What the visitor is told when a handler is not done at the deadline. Default: "This takes longer than expected. Please try again in a moment." */
  readonly late?: string | ((context: FailureContext) => Awaitable<string>);
}

/**
 * A bot, ready to be mounted with an adapter's `webhook(bot, options)` or with {@link receive}.
 *
 * @example
 * ```ts
 * import { action, createBot, type Bot } from "@ck/bot";
 *
 * const bot: Bot = createBot({ actions: { ApplyLeave: action({ execute: () => "Booked." }) } });
 * bot.findAction("apply_leave")?.name; // → "ApplyLeave"
 * ```
 */
export interface Bot<A extends Actions = Actions> extends BotDefinition<A> {
  /** The declared name and the action for a name as it comes over the wire. */
  readonly findAction: (name: string) => { readonly name: string; readonly action: Action } | undefined;
}

/**
 * Declares an action and infers the types of its params into its handlers.
 *
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
export function action<const P extends ParamDeclarations = ParamDeclarations>(definition: Action<P>): Action<P> {
  return definition;
}

/**
 * Makes a bot of its actions and handlers.
 *
 * @throws BotError `ERR_INVALID_BOT` for a handler that is no function, an action without `execute`, and a param that is no declaration.
 *
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
export function createBot<A extends Actions = Actions>(definition: BotDefinition<A>): Bot<A> {
  const { actions, late } = (definition as BotDefinition<A> | undefined) ?? ({} as Partial<BotDefinition<A>>);
  if (typeof actions !== "object" || (actions as unknown) === null) {
    throw invalid(`A bot needs actions: name → action({ … }). It got ${describe(actions)}.`);
  }
  // By name, and bound: the definition may be an instance of a class, whose methods are not its own properties.
  const handlers: Record<string, unknown> = {};
  for (const name of HANDLERS) {
    const handler = (definition as unknown as Readonly<Record<string, unknown>>)[name];
    if (handler === undefined) continue;
    requireFunction(handler, name);
    handlers[name] = handler.bind(definition);
  }
  if (late !== undefined && typeof late !== "string") requireFunction(late, "late", "a string or a function");

  const names = Object.keys(actions);
  for (const name of names) checkAction(actions[name], `actions.${name}`);

  return {
    actions,
    ...(late !== undefined && { late: typeof late === "string" ? late : late.bind(definition) }),
    ...(handlers as Pick<BotDefinition, (typeof HANDLERS)[number]>),
    findAction(asked) {
      const name = Object.hasOwn(actions, asked) ? asked : matchActionName(asked, names);
      const found = name === undefined ? undefined : actions[name];
      return name === undefined || found === undefined ? undefined : { name, action: found };
    },
  };
}

const HANDLERS = ["welcome", "fallback", "failure", "button"] as const;

function checkAction(value: Action | undefined, path: string): void {
  if (typeof value !== "object") throw invalid(`${path} must be action({ … }), and is ${describe(value)}.`);
  const { execute, prompt } = value as { readonly execute: unknown; readonly prompt?: unknown };
  requireFunction(execute, `${path}.execute`);
  if (prompt !== undefined) requireFunction(prompt, `${path}.prompt`);
  for (const [id, handler] of Object.entries(value.buttons ?? {})) requireFunction(handler, `${path}.buttons.${id}`);
  for (const [name, declaration] of Object.entries(value.params ?? {})) {
    // A schema may be a function that has properties, as arktype's are.
    if (!("decode" in Object(declaration)) && !("~standard" in Object(declaration))) {
      throw invalid(
        `${path}.params.${name} must be text(), integer(), … or a Standard Schema, and is ${describe(declaration)}.`,
      );
    }
  }
}

function requireFunction(
  value: unknown,
  path: string,
  expected = "a function",
): asserts value is (...parameters: unknown[]) => unknown {
  if (typeof value !== "function") throw invalid(`${path} must be ${expected}, and is ${describe(value)}.`);
}

function describe(value: unknown): string {
  return value === null ? "null" : typeof value;
}

function invalid(message: string): BotError {
  return new BotError("ERR_INVALID_BOT", message);
}
