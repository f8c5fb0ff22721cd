import { checkCards } from "./card.js";
import { checkOptionsObject, checkRecord, checkText } from "../json/check-argument.js";
import type { Card } from "../response/response-parts.js";
import type { ExecutionResponse, FailureResponse, HandledResponse, WelcomeResponse } from "../response/response.js";

/** What {@link execution} can add to the message. */
export interface ExecutionOptions {
  /** Cards, in the order in which they are shown. Default: none. */
  readonly card?: readonly Card[] | undefined;
  /** Default: `{}`. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
  /** The session's store. Left out unless given: an empty one might wipe it (docs/contract.md §2, grade ?). */
  readonly broadcast?: Readonly<Record<string, unknown>> | undefined;
  /** Left out unless given; its shape is not documented. */
  readonly trigger?: Readonly<Record<string, unknown>> | undefined;
  /** Left out unless given; its shape is not documented. */
  readonly followup?: Readonly<Record<string, unknown>> | undefined;
  /** The action's store. Not on the page (grade ?): left out unless given. */
  readonly cache?: Readonly<Record<string, unknown>> | undefined;
}

/** What {@link handled} can add to the message. Each is left out unless given. */
export type HandledOptions = Pick<ExecutionOptions, "card" | "broadcast" | "followup" | "cache">;

/** What {@link welcome} can add to the message. Each is left out unless given. */
export type WelcomeOptions = Pick<ExecutionOptions, "card" | "followup">;

/**
 * The outcome of an action, or an answer to a button.
 *
 * Source: docs/contract.md §2, grade D; keys in the page's order.
 *
 * @param message - What the user reads. Mandatory.
 * @param options - Cards and stores: see {@link ExecutionOptions}.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`
 *
 * @example
 * ```ts
 * import { execution } from "@ck/protocol";
 *
 * execution("Please check your screen."); // → { status: "execution", message: "Please check your screen.", card: [], data: {} }
 * ```
 */
export function execution(message: string, options: ExecutionOptions = {}): ExecutionResponse {
  checkOptionsObject(options, { builder: "execution" });
  return {
    status: "execution",
    message: checkMessage(message, "execution"),
    card: checkCards(options.card ?? []),
    data: checkRecord(options.data ?? {}, { what: "data" }),
    ...given("broadcast", options.broadcast),
    ...given("trigger", options.trigger),
    ...given("followup", options.followup),
    ...given("cache", options.cache),
  };
}

/**
 * The answer to a message that fits no action.
 *
 * Source: docs/contract.md §2, grade D.
 *
 * @param message - What the user reads. Mandatory.
 * @param options - Cards and the session's store: see {@link HandledOptions}.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`
 *
 * @example
 * ```ts
 * import { handled } from "@ck/protocol";
 *
 * handled("I can help with leave only."); // → { status: "handled", message: "I can help with leave only." }
 * ```
 */
export function handled(message: string, options: HandledOptions = {}): HandledResponse {
  checkOptionsObject(options, { builder: "handled" });
  return {
    status: "handled",
    message: checkMessage(message, "handled"),
    ...(options.card && { card: checkCards(options.card) }),
    ...given("broadcast", options.broadcast),
    ...given("followup", options.followup),
    ...given("cache", options.cache),
  };
}

/**
 * The greeting that is shown when the chat window opens.
 *
 * Source: docs/contract.md §2, grade S.
 *
 * @param message - What the user reads. Mandatory.
 * @param options - Cards: see {@link WelcomeOptions}.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`
 *
 * @example
 * ```ts
 * import { welcome } from "@ck/protocol";
 *
 * welcome("Hello!"); // → { welcome_response: { message: "Hello!" } }
 * ```
 */
export function welcome(message: string, options: WelcomeOptions = {}): WelcomeResponse {
  checkOptionsObject(options, { builder: "welcome" });
  return {
    welcome_response: {
      message: checkMessage(message, "welcome"),
      ...(options.card && { card: checkCards(options.card) }),
      ...given("followup", options.followup),
    },
  };
}

/**
 * What the user reads when something went wrong.
 *
 * Source: docs/contract.md §2, grade S.
 *
 * @param message - What the user reads. Mandatory.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`
 *
 * @example
 * ```ts
 * import { failure } from "@ck/protocol";
 *
 * failure("Please try again later."); // → { message: "Please try again later." }
 * ```
 */
export function failure(message: string): FailureResponse {
  return { message: checkMessage(message, "failure") };
}

function checkMessage(message: unknown, builder: string): string {
  return checkText(message, {
    what: `The message of ${builder}`,
    example: `what the user should read: ${builder}("…")`,
  });
}

function given<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  if (value === undefined) return {};
  return { [key]: checkRecord(value, { what: key }) } as { readonly [P in K]: V };
}
