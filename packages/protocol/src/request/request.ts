import type { ActionRef, BotRef, Environment, ParamRef, SessionData, Todo } from "./request-parts.js";

/**
 * What every request holds, whatever its `todo`. Keys of the body that the contract does not name stay where they are,
 * at the top of the request; in TypeScript they are read through `raw`.
 *
 * Source: contract §1.
 *
 * @example
 * ```ts
 * import { parseRequest, type RequestBase } from "@ck/protocol";
 *
 * const request: RequestBase = parseRequest({ todo: "welcome", userInput: "", locale: "de" });
 * request.userInput; // → undefined
 * request.raw["locale"]; // → "de"
 * ```
 */
export interface RequestBase {
  /** The bot, when the platform names it. */
  readonly bot?: BotRef;
  /** Absent when the platform leaves it out (contract §1 says always, grade D; do not rely on it). */
  readonly environment?: Environment;
  /** Param name → value, those collected so far. Not decoded: see `decodeInteger` and its siblings. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The latest message of the user. Absent when it is empty. */
  readonly userInput?: string;
  /** Mostly `{}`: bots are unauthenticated. */
  readonly user: Readonly<Record<string, unknown>>;
  readonly org: Readonly<Record<string, unknown>>;
  /** The store that lives as long as the chat session: what an earlier response put there. */
  readonly broadcast: Readonly<Record<string, unknown>>;
  /** The store that lives as long as the running action. */
  readonly cache: Readonly<Record<string, unknown>>;
  readonly sessionData: SessionData;
  /**
   * What the embedding page handed over: `sessionData.client_data` and the body's `clientData`, merged; the keys of
   * `clientData` win. It comes from the visitor's browser: never authorise on it.
   */
  readonly clientData: Readonly<Record<string, unknown>>;
  /** The map that a button card carried, on click (grade S). */
  readonly data: Readonly<Record<string, unknown>>;
  /** What the client attached to one message (grade S). `{}` when that is not an object; `raw` then has it. */
  readonly messageData: Readonly<Record<string, unknown>>;
  /** The parsed body as it came, without the keys that could change a prototype. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/**
 * The user has replied to a question for a param: ask again, ask another, or go on.
 *
 * Source: contract §1 and §6, grades D and S.
 *
 * @example
 * ```ts
 * import { parseRequest } from "@ck/protocol";
 *
 * const request = parseRequest({ todo: "prompt", action: "ApplyLeave", paramsToPrompt: ["from", { name: "days" }] });
 * request.todo === "prompt" && request.paramsToPrompt; // → [{ name: "from" }, { name: "days" }]
 * ```
 */
export interface PromptRequest extends RequestBase {
  readonly todo: "prompt";
  readonly action: ActionRef;
  /** The param asked last, of which `userInput` is the reply. */
  readonly previousParam?: ParamRef;
  /** The params still to be asked. Empty when none is left. */
  readonly paramsToPrompt: readonly ParamRef[];
}

/**
 * All params are collected: do the work.
 *
 * Source: contract §1 and §6, grade D.
 *
 * @example
 * ```ts
 * import { parseRequest } from "@ck/protocol";
 *
 * const request = parseRequest({ todo: "execute", action: "ApplyLeave", params: { days: "2" } });
 * request.params; // → { days: "2" }
 * ```
 */
export interface ExecuteRequest extends RequestBase {
  readonly todo: "execute";
  readonly action: ActionRef;
}

/**
 * A custom button was clicked.
 *
 * Source: contract §1, grade D.
 *
 * @example
 * ```ts
 * import { parseRequest } from "@ck/protocol";
 *
 * const request = parseRequest({ todo: "button", action: "ApplyLeave", button_id: "saveDraft" });
 * request.todo === "button" && request.button_id; // → "saveDraft"
 * ```
 */
export interface ButtonRequest extends RequestBase {
  readonly todo: "button";
  readonly action: ActionRef;
  /** The id given to the button in the console. */
  readonly button_id: string;
}

/**
 * The user's message fits no action.
 *
 * Source: contract §1, grade D.
 *
 * @example
 * ```ts
 * import { parseRequest } from "@ck/protocol";
 *
 * parseRequest({ todo: "fallback", userInput: "Sing!" }).userInput; // → "Sing!"
 * ```
 */
export interface FallbackRequest extends RequestBase {
  readonly todo: "fallback";
  readonly action?: ActionRef;
}

/**
 * The chat window was opened.
 *
 * Source: contract §1, grade S.
 *
 * @example
 * ```ts
 * import { parseRequest } from "@ck/protocol";
 *
 * parseRequest('{"todo":"welcome"}').todo; // → "welcome"
 * ```
 */
export interface WelcomeRequest extends RequestBase {
  readonly todo: "welcome";
  readonly action?: ActionRef;
}

/**
 * Something went wrong: an exception, a time-out or an oversize answer.
 *
 * Source: contract §1, grade S.
 *
 * @example
 * ```ts
 * import { parseRequest } from "@ck/protocol";
 *
 * parseRequest({ todo: "failure", action: "" }).action; // → undefined
 * ```
 */
export interface FailureRequest extends RequestBase {
  readonly todo: "failure";
  readonly action?: ActionRef;
}

/**
 * Every request that the platform sends, told apart by `todo`.
 *
 * Source: contract §1.
 *
 * @example
 * ```ts
 * import type { WebhookRequest } from "@ck/protocol";
 *
 * function describe(request: WebhookRequest): string {
 *   return request.todo === "button" ? `button ${request.button_id}` : request.todo;
 * }
 * ```
 */
export type WebhookRequest =
  PromptRequest | ExecuteRequest | ButtonRequest | FallbackRequest | WelcomeRequest | FailureRequest;

/**
 * The request with a given `todo`.
 *
 * @example
 * ```ts
 * import type { ButtonRequest, RequestOf } from "@ck/protocol";
 *
 * function id(request: RequestOf<"button">): ButtonRequest["button_id"] {
 *   return request.button_id;
 * }
 * ```
 */
export type RequestOf<T extends Todo> = Extract<WebhookRequest, { readonly todo: T }>;
