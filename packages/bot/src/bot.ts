import type {
  AskNextResponse,
  AskParamResponse,
  ConfirmResponse,
  ExecutionResponse,
  FailureResponse,
  HandledResponse,
  ProceedResponse,
  PromptResponse,
  StandardSchemaV1,
  WebhookRequest,
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
import type { AddedBy, AnyHook, InOrder, Nothing } from "./hooks/hook.js";
import type { HooksOf } from "./hooks/hooks-of.js";
import type { LateTodo } from "./late/late-answer.js";
import type { ParamDeclarations } from "./params/param.js";
import type { StoreOption, StoresAdded, TypedStore } from "./session/option.js";
import type { TextsFor, TextsOption } from "./texts/option.js";
import type { HasVisitor, Seen, VisitorOption, VisitorSetup } from "./visitor/option.js";
import type { VisitorIdentity } from "./visitor/verifier.js";

type Awaitable<T> = T | Promise<T>;

/** An answer to `execute` and `button`: a string is the message of an execution; `prompt(…)` asks for a param again (docs/contract.md §2). */
export type ExecuteAnswer = string | ExecutionResponse | PromptResponse;

/**
 * An answer to `prompt`.
 *
 * - nothing: the platform asks for the next param, or goes on to `execute`
 * - `prompt(…)`: ask for this param, again or next
 * - a string or `execution(…)`: answer now, which ends the action (docs/contract.md §2, grade I)
 */
// oxlint-disable-next-line typescript/no-invalid-void-type -- most handlers have no return statement
export type PromptAnswer = ExecuteAnswer | TodoAnswer | undefined | void;

type TodoAnswer = AskNextResponse | AskParamResponse | ProceedResponse | ConfirmResponse;

/** The handler of one custom button. */
export type ButtonHandler<P extends ParamDeclarations = ParamDeclarations> = (
  context: ButtonContext<P>,
) => Awaitable<ExecuteAnswer>;

/** A button handler with the button's caption. Made by {@link button}. */
export interface LabelledButton<C extends ButtonContext = ButtonContext> {
  (context: C): Awaitable<ExecuteAnswer>;
  /** The caption, as the console has it. */
  readonly label: string;
}

/** Something to do next that is offered once an action is over, as the console has it. */
export interface FollowUpOffer {
  /** The text of the chip. Default: the first sentence of the action. Required without an action. */
  readonly text?: string | undefined;
  /** The name of the action that it starts. Default: none; the text is said like any other message. */
  readonly action?: string | undefined;
  /** Params of the action that are set already, and not asked for. Default: none. */
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * What an action is made of. `X` is what is added to the contexts of its handlers.
 *
 * Where `X` is only read it is not inferred: what the bot adds is known from the factory, and what the action's own hooks add from `use`.
 */
interface ActionParts<P extends ParamDeclarations, X extends object> {
  /** What a visitor says to start it: for `defineConsole`, and ignored by `receive`. Default: the name in words, `ApplyLeave` → "apply leave". */
  readonly sentences?: readonly string[] | undefined;
  /** What is offered once it is over, for `defineConsole`; a string is the name of an action. Default: none. */
  readonly followups?: readonly (string | FollowUpOffer)[] | undefined;
  /** Name → declaration. Declared params are decoded before a handler sees them; a value that cannot be decoded is asked for again. */
  readonly params?: P;
  /** Called after each reply of the visitor. Leave it out if the platform's own questions are enough. */
  prompt?(context: PromptContext<P> & NoInfer<X>): Awaitable<PromptAnswer>;
  /**
   * Whether `execute` must happen even if this process dies: it then goes through the queue of `lateAnswers`, and a worker runs it at least once. A list
   * names the handlers of this action for which that holds: `["execute", "button"]`. Default: no.
   */
  readonly durable?: boolean | readonly Exclude<LateTodo, "fallback">[];
  /** Called when all params are collected. */
  execute(context: ExecuteContext<P> & NoInfer<X>): Awaitable<ExecuteAnswer>;
  /** Button id → handler. One made by `button(caption, handler)` is a custom button of the console; the others are those of cards and answers. */
  readonly buttons?: {
    // A method, so that an Action<P> is an Action: handlers are called with what their own params decode to.
    readonly [id: string]: {
      bivarianceHack(context: ButtonContext<NoInfer<P>> & Known<NoInfer<X>>): Awaitable<ExecuteAnswer>;
    }["bivarianceHack"];
  };
}

/** `button(…)` looks at what is added before the compiler knows it, and finds `never`. */
type Known<X extends object> = [X] extends [never] ? Nothing : X;

/** One action of the bot, made by {@link action}. `Needed` is what its bot has to add to the contexts of its handlers. */
export interface Action<P extends ParamDeclarations = ParamDeclarations, Needed extends object = Nothing>
  extends ActionParts<P, Needed>, Needs<Needed> {
  /** Functions around each handler of this action, inside those of the bot. */
  readonly use?: readonly AnyHook[] | undefined;
  /** `"required"`: only for a visitor whom the bot's verifier knows; everybody else is turned away in words of the author's. Default: for everybody. */
  readonly visitor?: "required" | undefined;
}

/**
 * What {@link action} takes: `Needed` is what its bot adds to the contexts of its handlers, `U` its own hooks, `R` whether a visitor is required.
 */
export interface ActionDefinition<
  P extends ParamDeclarations,
  Needed extends object,
  U extends readonly AnyHook[],
  R extends "required" | undefined = undefined,
>
  extends ActionParts<P, Needed & AddedBy<U> & HasVisitor<R>>, Needs<Needed> {
  /** Functions around each handler of this action, inside those of the bot. */
  readonly use?: (U & InOrder<U, NoInfer<Needed>>) | undefined;
  /** `"required"`: only for a visitor whom the bot's verifier knows; everybody else is turned away in words of the author's. Default: for everybody. */
  readonly visitor?: R;
}

/** Never there. It makes an action that needs what a bot does not add another type than the bot's actions. */
interface Needs<Needed extends object> {
  readonly "~needs"?: (added: Needed) => void;
}

/** An action, whatever it needs. */
export type AnyAction = ActionParts<ParamDeclarations, Nothing> & Pick<Action, "use" | "visitor">;

/** The actions of a bot: name → {@link action}. */
export type Actions = Readonly<Record<string, AnyAction>>;

/** What a bot is made of. `X` is what is added to the contexts of its handlers. */
export interface BotDefinition<A extends Actions = Actions, X extends object = Nothing> {
  /** The bot's name in the console: for `defineConsole`, and ignored by `receive`. */
  readonly name?: string | undefined;
  /** Name in the console → {@link action}. Names match exactly first, then without case and punctuation (docs/contract.md §1, grade O). */
  readonly actions: A;
  /** Functions around every handler, the first outermost. */
  readonly use?: readonly AnyHook[] | undefined;
  /** The chat window was opened. A string is the greeting. */
  welcome?(context: WelcomeContext & X): Awaitable<string | WelcomeResponse>;
  /** The visitor's message matches no action. A string is the message of `handled`. */
  fallback?(context: FallbackContext & X): Awaitable<string | HandledResponse>;
  /** Something went wrong, on the platform or in a handler of this bot. A string is the message. */
  failure?(context: FailureContext & Partial<X>): Awaitable<string | FailureResponse>;
  /** A click on a button that its action does not handle. */
  button?(context: ButtonContext & X): Awaitable<ExecuteAnswer>;
  /**
   * What the visitor reads if a handler is not done at the deadline. With the option `lateAnswers` it is a promise: it is only said if the answer can still
   * be handed over. Default: "This takes longer than expected. Please try again in a moment."
   */
  readonly late?: string | ((context: FailureContext) => Awaitable<string>);
  /**
   * With the option `lateAnswers`: the kinds of request whose late answers go out by themselves, with the session's next turn of any kind. The others wait
   * until the same is asked again. A handler may take either from `context.lateAnswers`. Default: `["fallback"]`.
   */
  readonly handOver?: readonly LateTodo[];
  /** Which of the bot's own handlers are durable, as an action is: `["fallback", "button"]`. Default: none. */
  readonly durable?: readonly Extract<LateTodo, "fallback" | "button">[];
  /**
   * What the kit itself says to a visitor: the texts to replace, a table of `@ck/bot/texts`, or a function that chooses one for the request. Default: in
   * English.
   */
  readonly texts?: TextsOption | undefined;
  /**
   * The schema of what the bot keeps for a chat session: `context.session`, which is `context.broadcast` with types. Default: `broadcast` alone, without types.
   */
  readonly session?: StoreOption | undefined;
  /** The same for `context.cache`, the store of the running action. */
  readonly cache?: StoreOption | undefined;
}

/** What a bot, or a factory of bots, adds to the contexts of all its handlers. `Before` is what is there for its hooks already. */
export interface BotSetup<
  U extends readonly AnyHook[],
  Before extends object = Nothing,
  V extends VisitorIdentity = never,
> {
  /** Functions around every handler, the first outermost. */
  readonly use?: (U & InOrder<U, Before & NoInfer<Seen<V>>>) | undefined;
  /** Who the visitor is: a verifier, such as `verified({ keys })` of `@ck/visitor`, or `{ verifier, refuse }`. Default: nobody is known. */
  readonly visitor?: VisitorOption<V> | undefined;
  /** What the kit itself says to a visitor, unless a bot has texts of its own. Default: in English. */
  readonly texts?: TextsOption | undefined;
}

/** What `createBot` takes: a bot whose hooks `U` follow on `Before`, and whose actions need no more than is added. */
export type CheckedDefinition<
  A extends Actions,
  U extends readonly AnyHook[],
  Before extends object = Nothing,
  V extends VisitorIdentity = never,
  S extends StandardSchemaV1 = never,
  C extends StandardSchemaV1 = never,
> = BotDefinition<A, Before & StoresAdded<S, C> & AddedBy<U> & Seen<V>> &
  BotSetup<U, Before & StoresAdded<S, C>, V> &
  StoreOptions<S, C> & {
    readonly actions: { readonly [K in keyof A]: Needs<Before & StoresAdded<S, C> & AddedBy<U> & Seen<V>> };
  };

/** The options `session` and `cache`, with their schemas. */
export interface StoreOptions<S extends StandardSchemaV1, C extends StandardSchemaV1> {
  readonly session?: StoreOption<S> | undefined;
  readonly cache?: StoreOption<C> | undefined;
}

/** A bot, ready to be mounted with an adapter's `webhook(bot, options)` or with {@link receive}. Made by {@link createBot}. */
export interface Bot<A extends Actions = Actions, S extends object = Nothing> extends BotDefinition<A> {
  /** Never there. It tells a test the types of the session and the cache. */
  readonly "~stores"?: S;
  /** How it knows its visitors. */
  readonly visitor?: VisitorSetup | undefined;
  /** The hooks, put together. Absent for a bot without hooks. */
  readonly hooksOf?: HooksOf | undefined;
  /** The declared name and the action that a name in a request stands for. */
  readonly findAction: (name: string) => { readonly name: string; readonly action: AnyAction } | undefined;
  /** Of a combined bot: the bots that it was made of. */
  readonly parts?: readonly Bot[];
  /** Of a combined bot: the part that answers a request. It knows the actions of all parts. */
  readonly partFor?: (request: WebhookRequest) => Bot;
  /** The kit's texts for a request, complete. */
  readonly textsFor: TextsFor;
  /** The stores that have a schema, for a request. */
  readonly storesFor: (request: WebhookRequest) => readonly TypedStore[] | undefined;
}
