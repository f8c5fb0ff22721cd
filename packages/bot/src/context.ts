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

/**
 * What every handler is given (contract §1).
 *
 * @example
 * ```ts
 * import type { Context } from "@ck/bot";
 *
 * function greet({ clientData, remainingMs }: Context): string {
 *   return remainingMs() > 1000 && clientData["name"] ? "Welcome back!" : "Hello!";
 * }
 * ```
 */
export interface Context<R extends WebhookRequest = WebhookRequest> {
  /** The whole request, normalised; `request.raw` is what came. */
  readonly request: R;
  readonly environment: Environment | undefined;
  /** The key that verified the request; `undefined` where the bot runs unsigned. */
  readonly keyId: string | undefined;
  /** The visitor's latest message. */
  readonly userInput: string | undefined;
  readonly user: Readonly<Record<string, unknown>>;
  readonly org: Readonly<Record<string, unknown>>;
  readonly sessionData: SessionData;
  /** What the page around the chat window handed over. It comes from the visitor's browser: never authorise on it. */
  readonly clientData: Readonly<Record<string, unknown>>;
  /** What the client attached to this one message (contract §1, grade S). */
  readonly messageData: Readonly<Record<string, unknown>>;
  /** The store of the chat session. Change it, or put another object in its place, and the platform gets it with the answer. */
  broadcast: Record<string, unknown>;
  /** The store of the running action. Changed like {@link broadcast}; whether the platform takes it back is not documented (contract §2, grade ?). */
  cache: Record<string, unknown>;
  /**
   * Aborted when the handler's time is over or the caller is gone: hand it to `fetch` and to your database. The time is over at the deadline; with `lateAnswers` an
   * `execute` has until `giveUpMs`, and once the late answer is out no caller can cut it short.
   */
  readonly signal: AbortSignal;
  /** The time that is left until then, in ms. */
  readonly remainingMs: () => number;
  /** What the session was promised with a late answer and has not had. */
  readonly lateAnswers: readonly LateAnswer[];
}

/**
 * What the `prompt` handler of an action is given: the visitor has just answered a question.
 *
 * @example
 * ```ts
 * import type { PromptContext } from "@ck/bot";
 *
 * const isFirst = ({ params }: PromptContext): boolean => Object.keys(params).length === 1;
 * ```
 */
export interface PromptContext<P extends ParamDeclarations = ParamDeclarations> extends Context<PromptRequest> {
  /** The params so far, decoded. */
  readonly params: Partial<InferParams<P>>;
  /** The param asked last, of which `userInput` is the reply. */
  readonly previousParam: Extract<keyof P, string> | (string & {}) | undefined;
  /** The names of the params still to be asked, as far as the platform says so (contract §1, grade S). */
  readonly paramsToPrompt: readonly string[];
}

/**
 * What the `execute` handler of an action is given: everything is collected.
 *
 * @example
 * ```ts
 * import type { ExecuteContext } from "@ck/bot";
 *
 * const execute = async ({ signal }: ExecuteContext): Promise<string> => {
 *   const answer = await fetch("http://127.0.0.1:9/holidays", { signal });
 *   return answer.text();
 * };
 * ```
 */
export interface ExecuteContext<P extends ParamDeclarations = ParamDeclarations> extends Context<ExecuteRequest> {
  readonly params: InferParams<P>;
  /** For an action that is `durable`: the same each time that this one request is worked on. Hand it to what must not do the same thing twice. */
  readonly idempotencyKey?: string;
}

/**
 * What the handler of a custom button is given. Params that do not decode are left out; `request.params` has them as they came.
 *
 * @example
 * ```ts
 * import type { ButtonContext } from "@ck/bot";
 *
 * const saveDraft = ({ buttonId, data }: ButtonContext): string => `${buttonId}: ${Object.keys(data).length} fields.`;
 * ```
 */
export interface ButtonContext<P extends ParamDeclarations = ParamDeclarations> extends Context<ButtonRequest> {
  readonly params: Partial<InferParams<P>>;
  readonly buttonId: string;
  /** The map that the button card carried (contract §1, grade S). */
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * What the `fallback` handler is given: the visitor's message fits no action.
 *
 * @example
 * ```ts
 * import type { FallbackContext } from "@ck/bot";
 *
 * const fallback = ({ userInput }: FallbackContext): string => (userInput.endsWith("?") ? "I do not know." : "I see.");
 * ```
 */
export interface FallbackContext extends Context<FallbackRequest> {
  readonly userInput: string;
}

/**
 * What the `welcome` handler is given: the chat window was opened.
 *
 * @example
 * ```ts
 * import type { WelcomeContext } from "@ck/bot";
 *
 * const welcome = ({ sessionData }: WelcomeContext): string => (sessionData.client_host === "mobile" ? "Hi!" : "Hello!");
 * ```
 */
export type WelcomeContext = Context<WelcomeRequest>;

/**
 * What the `failure` and `late` handlers are given: the request that went wrong, of whatever kind.
 *
 * @example
 * ```ts
 * import type { FailureContext } from "@ck/bot";
 *
 * const failure = ({ request }: FailureContext): string => (request.todo === "execute" ? "Nothing was booked." : "Sorry.");
 * ```
 */
export type FailureContext = Context;
