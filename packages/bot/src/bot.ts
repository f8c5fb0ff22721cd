import type {
  AskNextResponse,
  ExecutionResponse,
  FailureResponse,
  HandledResponse,
  ProceedResponse,
  PromptResponse,
  WelcomeResponse,
} from "@ck/protocol";
import type {
  ButtonContext,
  ExecuteContext,
  FailureContext,
  FallbackContext,
  PromptContext,
  WelcomeContext,
} from "./context.js";
import type { ParamDeclarations } from "./params/param.js";

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
// oxlint-disable-next-line typescript/no-invalid-void-type -- a handler without a return statement is the usual one
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
