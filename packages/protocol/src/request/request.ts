import type { ActionRef, BotRef, Environment, ParamRef, SessionData, Todo } from "./request-parts.js";

/**
 * What every request has, whatever its `todo`. Keys that the contract does not name stay at the top of the request; in
 * TypeScript, read them through `raw`.
 *
 * Source: docs/contract.md §1.
 */
export interface RequestBase {
  /** The bot, when the platform names it. */
  readonly bot?: BotRef;
  /** Documented as always present (docs/contract.md §1, grade D); `undefined` if the platform leaves it out. */
  readonly environment?: Environment;
  /** Param name → value, for the params collected so far. Not decoded: see `decodeInteger` and the other decoders. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The latest message of the user. Absent when it is empty. */
  readonly userInput?: string;
  /** Mostly `{}`: bots are unauthenticated. */
  readonly user: Readonly<Record<string, unknown>>;
  readonly org: Readonly<Record<string, unknown>>;
  /** The store of the chat session: what an earlier response put there. */
  readonly broadcast: Readonly<Record<string, unknown>>;
  /** The store of the running action. */
  readonly cache: Readonly<Record<string, unknown>>;
  readonly sessionData: SessionData;
  /**
   * What the embedding page passed in: `sessionData.client_data` and the body's `clientData`, merged; `clientData` wins. It
   * comes from the visitor's browser: never authorise on it.
   */
  readonly clientData: Readonly<Record<string, unknown>>;
  /** The map that a clicked button card carried (grade S). */
  readonly data: Readonly<Record<string, unknown>>;
  /** What the client attached to this message (grade S). `{}` if that is not an object; `raw` has it then. */
  readonly messageData: Readonly<Record<string, unknown>>;
  /**
   * The parsed body, without the keys that could change a prototype. An integer that a JavaScript number cannot hold exactly
   * is a string with its digits.
   */
  readonly raw: Readonly<Record<string, unknown>>;
}

/**
 * The user has answered the question for a param: ask again, ask another one, or go on.
 *
 * Source: docs/contract.md §1 and §6, grades D and S.
 */
export interface PromptRequest extends RequestBase {
  readonly todo: "prompt";
  readonly action: ActionRef;
  /** The param that `userInput` answers. */
  readonly previousParam?: ParamRef;
  /** The params still to be asked; empty if none are left. */
  readonly paramsToPrompt: readonly ParamRef[];
}

/**
 * All params are collected: do the work.
 *
 * Source: docs/contract.md §1 and §6, grade D.
 */
export interface ExecuteRequest extends RequestBase {
  readonly todo: "execute";
  readonly action: ActionRef;
}

/**
 * A custom button was clicked.
 *
 * Source: docs/contract.md §1, grade D.
 */
export interface ButtonRequest extends RequestBase {
  readonly todo: "button";
  readonly action: ActionRef;
  /** The id given to the button in the console. */
  readonly button_id: string;
}

/**
 * The user's message matches no action.
 *
 * Source: docs/contract.md §1, grade D.
 */
export interface FallbackRequest extends RequestBase {
  readonly todo: "fallback";
  readonly action?: ActionRef;
}

/**
 * The chat window was opened.
 *
 * Source: docs/contract.md §1, grade S.
 */
export interface WelcomeRequest extends RequestBase {
  readonly todo: "welcome";
  readonly action?: ActionRef;
}

/**
 * Something went wrong: an exception, a time-out or an answer that was too large.
 *
 * Source: docs/contract.md §1, grade S.
 */
export interface FailureRequest extends RequestBase {
  readonly todo: "failure";
  readonly action?: ActionRef;
}

/**
 * Any request that the platform sends; `todo` tells them apart.
 *
 * Source: docs/contract.md §1.
 */
export type WebhookRequest =
  PromptRequest | ExecuteRequest | ButtonRequest | FallbackRequest | WelcomeRequest | FailureRequest;

/** The request with a given `todo`. */
export type RequestOf<T extends Todo> = Extract<WebhookRequest, { readonly todo: T }>;
