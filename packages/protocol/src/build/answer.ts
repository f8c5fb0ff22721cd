import { checkRecord, checkText } from "../json/check-argument.js";
import { checkKnownKeys } from "../json/check-known-keys.js";
import type { Card } from "../response/card.js";
import type { FollowUp } from "../response/follow-up.js";
import type { ExecutionResponse, FailureResponse, HandledResponse, WelcomeResponse } from "../response/response.js";
import { checkCards } from "./card.js";
import { checkFollowUp } from "./follow-up.js";

/** What {@link execution} can add to the message. */
export interface ExecutionOptions {
  /** Cards, in the order shown. Default: none. */
  readonly card?: readonly Card[] | undefined;
  /** Default: `{}`. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
  /** The store of the chat session. Absent by default: an empty one might clear it (docs/contract.md §2, grade ?). */
  readonly broadcast?: Readonly<Record<string, unknown>> | undefined;
  /** Absent by default. Its shape is not documented (grade ?). */
  readonly trigger?: Readonly<Record<string, unknown>> | undefined;
  /** What to offer next: `followUp(suggestion("…"))`. Absent by default. */
  readonly followup?: FollowUp | Readonly<Record<string, unknown>> | undefined;
  /** The store of the action. Absent by default: it is not on the vendor's page (grade ?). */
  readonly cache?: Readonly<Record<string, unknown>> | undefined;
}

/** What {@link handled} can add to the message. Absent by default. */
export type HandledOptions = Pick<ExecutionOptions, "card" | "broadcast" | "followup" | "cache">;

/** What {@link welcome} can add to the message. Absent by default. */
export type WelcomeOptions = Pick<ExecutionOptions, "card" | "followup">;

/** What {@link failure} can add to the message. Absent by default. */
export type FailureOptions = Pick<ExecutionOptions, "card" | "broadcast" | "followup">;

/**
 * The outcome of an action or of a click on a button.
 *
 * @param message - What the user reads.
 * @param options - Cards, stores and suggestions.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`: when the platform would not show it.
 *
 * @example
 * ```ts
 * import { execution } from "@ck/protocol";
 *
 * execution("Please check your screen."); // → { status: "execution", message: "Please check your screen.", card: [], data: {} }
 * ```
 */
export function execution(message: string, options: ExecutionOptions = {}): ExecutionResponse {
  checkKnownKeys(options, ["card", "data", "broadcast", "trigger", "followup", "cache"], "execution");
  return {
    status: "execution",
    message: checkMessage(message, "execution"),
    card: checkCards(options.card ?? []),
    data: checkRecord(options.data ?? {}, { what: "data" }),
    ...given("broadcast", options.broadcast),
    ...given("trigger", options.trigger),
    ...givenFollowUp(options.followup),
    ...given("cache", options.cache),
  };
}

/**
 * The answer to a message that matches no action.
 *
 * @param message - What the user reads.
 * @param options - Cards, stores and suggestions.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`: when the platform would not show it.
 *
 * @example
 * ```ts
 * import { handled } from "@ck/protocol";
 *
 * handled("I can help with leave only."); // → { status: "handled", message: "I can help with leave only." }
 * ```
 */
export function handled(message: string, options: HandledOptions = {}): HandledResponse {
  checkKnownKeys(options, ["card", "broadcast", "followup", "cache"], "handled");
  return {
    status: "handled",
    message: checkMessage(message, "handled"),
    ...givenCards(options.card),
    ...given("broadcast", options.broadcast),
    ...givenFollowUp(options.followup),
    ...given("cache", options.cache),
  };
}

/**
 * The greeting when the chat window opens.
 *
 * @param message - What the user reads.
 * @param options - Cards and suggestions.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`: when the platform would not show it.
 *
 * @example
 * ```ts
 * import { welcome } from "@ck/protocol";
 *
 * welcome("Hello!"); // → { welcome_response: { message: "Hello!" } }
 * ```
 */
export function welcome(message: string, options: WelcomeOptions = {}): WelcomeResponse {
  checkKnownKeys(options, ["card", "followup"], "welcome");
  return {
    welcome_response: {
      message: checkMessage(message, "welcome"),
      ...givenCards(options.card),
      ...givenFollowUp(options.followup),
    },
  };
}

/**
 * What the user reads when something went wrong.
 *
 * @param message - What the user reads.
 * @param options - Cards, the store of the session and suggestions.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`: when the platform would not show it.
 *
 * @example
 * ```ts
 * import { failure } from "@ck/protocol";
 *
 * failure("Please try again later."); // → { message: "Please try again later." }
 * ```
 */
export function failure(message: string, options: FailureOptions = {}): FailureResponse {
  checkKnownKeys(options, ["card", "broadcast", "followup"], "failure");
  return {
    message: checkMessage(message, "failure"),
    ...givenCards(options.card),
    ...given("broadcast", options.broadcast),
    ...givenFollowUp(options.followup),
  };
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

function givenCards(cards: readonly Card[] | undefined): { readonly card?: readonly Card[] } {
  return cards === undefined ? {} : { card: checkCards(cards) };
}

function givenFollowUp(value: ExecutionOptions["followup"]): { readonly followup?: FollowUp } {
  return value === undefined ? {} : { followup: checkFollowUp(value) };
}
