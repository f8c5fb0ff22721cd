import type { Actions, AnyAction, BotError, Nothing, ParamDeclarations, ReceiveOptions } from "@ck/bot";
import type { ConversationState, EmulatedBot, Said, WireRequest } from "@ck/emulator";
import type {
  AskNextResponse,
  Environment,
  ExecutionResponse,
  FailureResponse,
  HandledResponse,
  ProceedResponse,
  PromptResponse,
  WebhookResponse,
  WelcomeResponse,
} from "@ck/protocol";

/** An open record, such as the stores of a chat. */
type Store = Readonly<Record<string, unknown>>;

/** What a value is once it has been JSON: a `Date` is its text. */
export type AsJson<T> = T extends { toJSON(): infer J }
  ? J
  : T extends readonly (infer E)[]
    ? readonly AsJson<E>[]
    : T extends object
      ? { readonly [K in keyof T]: AsJson<T[K]> }
      : T;

/** What a store begins with: some or all of its keys, as a handler would set them. Anything without a schema. */
export type StartOf<S extends object, Name extends string> = S extends { readonly [N in Name]: infer T }
  ? Partial<T>
  : Store;

/** What the platform has of a store: only what an answer has put there, and `null` for what was taken out. */
export type StoredOf<S extends object, Name extends string> = S extends { readonly [N in Name]: infer T }
  ? { readonly [K in keyof T]?: AsJson<T[K]> | null }
  : Store;

/**
 * Options of `converse`: those of `receive`, and what the platform knows.
 */
export interface ConverseOptions<S extends object = Nothing> extends Omit<
  ReceiveOptions,
  "publicKey" | "onError" | "replay"
> {
  /** The session that the chat begins with. It goes through JSON, as on the wire. Default: a new chat's, which is empty. */
  readonly session?: StartOf<S, "session">;
  /** The cache of the first action that runs. Default: empty. */
  readonly cache?: StartOf<S, "cache">;
  /** What the page around the chat window passes in. Default: nothing. */
  readonly clientData?: Store;
  readonly user?: Store;
  readonly org?: Store;
  /** Default `development`. */
  readonly environment?: Environment;
  /** The bot as the console has it, from `readDefinition` or `defineEmulatedBot` of `@ck/emulator`. Default: derived from what the bot declares. */
  readonly definition?: EmulatedBot;
  /** The platform's clock, for dates such as `tomorrow`. Default: `Date`, which a test may have faked. */
  readonly now?: () => Date;
  /**
   * What happens to errors that `onError` would get, and to refused requests. `throw`: the turn is rejected with the
   * error; a late answer is an answer, and rejects nothing. `keep`: errors are only in `errors`, and the turn returns what
   * the visitor sees. Default `throw`.
   */
  readonly failures?: "throw" | "keep";
}

/** The names of {@link ConverseOptions}. */
export const CONVERSE_OPTIONS: Readonly<Record<keyof ConverseOptions, true>> = {
  session: true,
  cache: true,
  clientData: true,
  user: true,
  org: true,
  environment: true,
  definition: true,
  now: true,
  failures: true,
  hash: true,
  format: true,
  encoding: true,
  engine: true,
  deadlineMs: true,
  responseTimeoutMs: true,
  maxResponseBytes: true,
  maxBodyBytes: true,
  maxUnverifiedBytes: true,
  maxQueuedChecks: true,
  ping: true,
  onEvent: true,
  onExchange: true,
  lateAnswers: true,
  waitUntil: true,
  explainFailures: true,
  requestIdHeader: true,
};

/**
 * What one request says, in addition to the chat. Values pass through JSON as they would on the wire: a Date arrives as
 * ISO 8601.
 */
export interface RequestOptions<A extends AnyAction = AnyAction> {
  /** Those collected so far, by the names that the action declares. */
  readonly params?: ParamsOf<A>;
  readonly userInput?: string;
  readonly messageData?: Store;
}

/**
 * What a `prompt` says in addition.
 */
export interface PromptOptions<A extends AnyAction = AnyAction> extends RequestOptions<A> {
  /** The param asked last. */
  readonly previousParam?: Extract<keyof ParamsOf<A>, string>;
  /** Those still to be asked. Default: those that the action declares and `params` lacks. */
  readonly paramsToPrompt?: readonly Extract<keyof ParamsOf<A>, string>[];
}

/**
 * What a `button` says in addition.
 */
export interface ButtonOptions<A extends AnyAction = AnyAction> extends RequestOptions<A> {
  /** What the button card carried. */
  readonly data?: Store;
}

/** Wire values by the names of an action's params; any names if it declares none. */
type ParamsOf<A extends AnyAction> = A extends { readonly params?: infer P extends ParamDeclarations }
  ? string extends keyof P
    ? Store
    : { readonly [K in keyof P]?: unknown }
  : Store;

type NameOf<A extends Actions> = Extract<keyof A, string>;

/**
 * What the visitor sees of a turn.
 */
export interface Turn {
  /** What the bot and the platform said, one line each. */
  readonly text: string;
  /** All messages, including the visitor's own, with their options, buttons and cards. */
  readonly messages: readonly Said[];
}

/**
 * One request and the bot's answer to it.
 */
export interface Talked {
  readonly request: WireRequest;
  readonly response: WebhookResponse;
}

/**
 * A chat with a bot in this process. Turns run one after the other, even if nobody waits for them.
 */
export interface TestChat<A extends Actions = Actions, S extends object = Nothing> {
  /** The chat window opens. */
  readonly open: () => Promise<Turn>;
  /** The visitor says something. */
  readonly say: (text: string) => Promise<Turn>;
  /** The visitor picks an option of the last question, or several, or a follow-up by its text or its action. */
  readonly choose: (...ids: readonly string[]) => Promise<Turn>;
  /** The visitor clicks a button that was shown, or one that the action declares: by its id, the newest with this id. */
  readonly click: (buttonId: string, data?: Store) => Promise<Turn>;

  /** The visitor leaves an optional param of the definition open. */
  readonly skip: () => Promise<Turn>;

  /** The platform calls one handler. */
  readonly prompt: <N extends NameOf<A>>(
    action: N,
    options?: PromptOptions<A[N]>,
  ) => Promise<PromptResponse | AskNextResponse | ProceedResponse | ExecutionResponse>;
  readonly execute: <N extends NameOf<A>>(
    action: N,
    options?: RequestOptions<A[N]>,
  ) => Promise<ExecutionResponse | PromptResponse>;
  readonly button: <N extends NameOf<A>>(
    action: N,
    buttonId: Extract<keyof NonNullable<A[N]["buttons"]>, string> | (string & {}),
    options?: ButtonOptions<A[N]>,
  ) => Promise<ExecutionResponse | PromptResponse>;
  readonly fallback: (userInput: string) => Promise<HandledResponse>;
  readonly welcome: () => Promise<WelcomeResponse>;
  readonly failure: (userInput?: string) => Promise<FailureResponse>;

  /** The store of the chat session: what the answers so far put there. */
  readonly broadcast: Store;
  /** The same, with the types of the bot's schema. */
  readonly session: StoredOf<S, "session">;
  /** The store of the action that ran last; empty once it is over. */
  readonly cache: StoredOf<S, "cache">;
  /** What `onError` was called with, in order. */
  readonly errors: readonly BotError[];
  /** Every request and its answer, in order. */
  readonly exchanges: readonly Talked[];
  /** Where the conversation stands, for `open`, `say`, `choose` and `click`. */
  readonly state: ConversationState;
}
