import type {
  ButtonRequest,
  Environment,
  ExecuteRequest,
  FallbackRequest,
  PromptRequest,
  SessionData,
  WebhookRequest,
  WelcomeRequest,
} from "@ck/protocol";
import type { LateAnswer } from "./late/late-answer.js";
import type { InferParams, ParamDeclarations } from "./params/param.js";
import type { VisitorIdentity, VisitorRefusal } from "./visitor/verifier.js";

/** What every handler is called with (docs/contract.md §1). */
export interface Context<R extends WebhookRequest = WebhookRequest> {
  /** The whole request, normalised; `request.raw` is the original. */
  readonly request: R;
  readonly environment: Environment | undefined;
  /** The key that verified the request; `undefined` if the bot runs unsigned. */
  readonly keyId: string | undefined;
  /** The id of the request: from the header of the option `requestIdHeader`, or a new one. A job has that of the request that queued it. */
  readonly requestId: string;
  /** The visitor's latest message. */
  readonly userInput: string | undefined;
  readonly user: Readonly<Record<string, unknown>>;
  readonly org: Readonly<Record<string, unknown>>;
  readonly sessionData: SessionData;
  /** What the page around the chat window passed on. It comes from the visitor's browser: never authorise on it. */
  readonly clientData: Readonly<Record<string, unknown>>;
  /** The visitor whom your site vouched for, if the bot has `visitor`; `undefined` for everybody else. */
  readonly visitor?: VisitorIdentity | undefined;
  /** Why the visitor is not known, if the bot has `visitor`. */
  readonly visitorRefusal?: VisitorRefusal | undefined;
  /** What the client attached to this one message (docs/contract.md §1, grade S). */
  readonly messageData: Readonly<Record<string, unknown>>;
  /** The store of the chat session. Change it or assign another object; the platform gets it with the answer. */
  broadcast: Record<string, unknown>;
  /**
   * The store of the running action, changed like {@link broadcast}. Whether the platform accepts it in an answer is not documented
   * (docs/contract.md §2, grade ?).
   */
  cache: Record<string, unknown>;
  /**
   * Aborted when the handler's time is up or the caller hangs up: pass it to `fetch` and to your database. The time is up at the deadline. With
   * `lateAnswers`, handlers of `execute`, `prompt`, `button` and `fallback` have until `giveUpMs`, and once the late answer is out no caller can cut them
   * short.
   */
  readonly signal: AbortSignal;
  /** The time left until then, in ms. */
  readonly remainingMs: () => number;
  /** The answers that this session was promised and does not have yet. */
  readonly lateAnswers: readonly LateAnswer[];
  /** For a durable handler: the same at every attempt at this request. Pass it to anything that must not do the same work twice. */
  readonly idempotencyKey?: string;
}

/** What the `prompt` handler of an action is called with: the visitor has just answered a question. */
export interface PromptContext<P extends ParamDeclarations = ParamDeclarations> extends Context<PromptRequest> {
  /** The params so far, decoded. */
  readonly params: Partial<InferParams<P>>;
  /** The param asked for last: `userInput` is the reply. */
  readonly previousParam: Extract<keyof P, string> | (string & {}) | undefined;
  /** The names of the params still to be asked for, if the platform says so (docs/contract.md §1, grade S). */
  readonly paramsToPrompt: readonly string[];
}

/** What the `execute` handler of an action is called with: all params are collected. */
export interface ExecuteContext<P extends ParamDeclarations = ParamDeclarations> extends Context<ExecuteRequest> {
  readonly params: InferParams<P>;
}

/** What the handler of a custom button is called with. Params that cannot be decoded are left out; `request.params` has the original values. */
export interface ButtonContext<P extends ParamDeclarations = ParamDeclarations> extends Context<ButtonRequest> {
  readonly params: Partial<InferParams<P>>;
  readonly buttonId: string;
  /** The data of the button card that was clicked (docs/contract.md §1, grade S). */
  readonly data: Readonly<Record<string, unknown>>;
}

/** What the `fallback` handler is called with: the visitor's message matches no action. */
export interface FallbackContext extends Context<FallbackRequest> {
  readonly userInput: string;
}

/** What the `welcome` handler is called with: the chat window was opened. */
export type WelcomeContext = Context<WelcomeRequest>;

/** What the `failure` and `late` handlers are called with: the request that went wrong, of any kind. */
export type FailureContext = Context;
