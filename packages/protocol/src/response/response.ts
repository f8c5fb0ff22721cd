import type { Button, Card, Option } from "./response-parts.js";

/**
 * Ask for a param (again). Build one with `prompt`.
 *
 * Source: contract §2, grade D; the optional keys are grade S, `broadcast` and `cache` grade ?.
 *
 * @example
 * ```ts
 * import { prompt, type PromptResponse } from "@ck/protocol";
 *
 * const response: PromptResponse = prompt("days", "How many days?");
 * ```
 */
export interface PromptResponse {
  readonly status: "prompt";
  readonly prompt: {
    readonly param_name: string;
    readonly options: readonly Option[];
    readonly buttons: readonly Button[];
    readonly prompt_msg?: string;
    readonly validation_failure_message?: string;
    readonly fields?: unknown;
  };
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly confirm?: { readonly message: string };
  readonly assign?: { readonly clientData: Readonly<Record<string, unknown>> };
  readonly broadcast?: Readonly<Record<string, unknown>>;
  readonly cache?: Readonly<Record<string, unknown>>;
}

/**
 * The outcome of an action. Build one with `execution`.
 *
 * Source: contract §2, grade D; `cache` is grade ?.
 *
 * @example
 * ```ts
 * import { execution, type ExecutionResponse } from "@ck/protocol";
 *
 * const response: ExecutionResponse = execution("Your leave is booked.");
 * ```
 */
export interface ExecutionResponse {
  readonly status: "execution";
  readonly message: string;
  readonly card: readonly Card[];
  readonly data: Readonly<Record<string, unknown>>;
  /** Left out when the handler does not touch it: whether the platform merges or replaces is not documented. */
  readonly broadcast?: Readonly<Record<string, unknown>>;
  readonly trigger?: Readonly<Record<string, unknown>>;
  readonly followup?: Readonly<Record<string, unknown>>;
  readonly cache?: Readonly<Record<string, unknown>>;
}

/**
 * The answer to a message that fits no action. Build one with `handled`. Any other `status` counts as a failure there.
 *
 * Source: contract §2, grade D; `cache` is grade ?.
 *
 * @example
 * ```ts
 * import { handled, type HandledResponse } from "@ck/protocol";
 *
 * const response: HandledResponse = handled("I can help with leave only.");
 * ```
 */
export interface HandledResponse {
  readonly status: "handled";
  readonly message: string;
  readonly card?: readonly Card[];
  readonly broadcast?: Readonly<Record<string, unknown>>;
  readonly followup?: Readonly<Record<string, unknown>>;
  readonly cache?: Readonly<Record<string, unknown>>;
}

/**
 * The greeting. Build one with `welcome`.
 *
 * Source: contract §2, grade S.
 *
 * @example
 * ```ts
 * import { welcome, type WelcomeResponse } from "@ck/protocol";
 *
 * const response: WelcomeResponse = welcome("Hello!");
 * response; // → { welcome_response: { message: "Hello!" } }
 * ```
 */
export interface WelcomeResponse {
  readonly welcome_response: {
    readonly message: string;
    readonly card?: readonly Card[];
    readonly followup?: Readonly<Record<string, unknown>>;
  };
}

/**
 * What the user reads when something went wrong. Build one with `failure`.
 *
 * Source: contract §2, grade S.
 *
 * @example
 * ```ts
 * import { failure, type FailureResponse } from "@ck/protocol";
 *
 * const response: FailureResponse = failure("Please try again later.");
 * ```
 */
export interface FailureResponse {
  readonly message: string;
}

/**
 * Let the platform ask the next param in its own words. Build one with `askNext`.
 *
 * Source: contract §2, grade S.
 *
 * @example
 * ```ts
 * import { askNext, type AskNextResponse } from "@ck/protocol";
 *
 * const response: AskNextResponse = askNext();
 * ```
 */
export interface AskNextResponse {
  readonly todo: "prompt";
}

/**
 * Nothing is left to ask: go on to execution. Build one with `proceed`.
 *
 * Source: contract §2, grade S.
 *
 * @example
 * ```ts
 * import { proceed, type ProceedResponse } from "@ck/protocol";
 *
 * const response: ProceedResponse = proceed();
 * ```
 */
export interface ProceedResponse {
  readonly todo: "execute";
}

/**
 * Each form of a response, under the name of its builder.
 *
 * @example
 * ```ts
 * import type { ResponseByKind } from "@ck/protocol";
 *
 * const response: ResponseByKind["proceed"] = { todo: "execute" };
 * ```
 */
export interface ResponseByKind {
  prompt: PromptResponse;
  askNext: AskNextResponse;
  proceed: ProceedResponse;
  execution: ExecutionResponse;
  handled: HandledResponse;
  welcome: WelcomeResponse;
  failure: FailureResponse;
}

/**
 * The forms of a response, by the name of their builder.
 *
 * @example
 * ```ts
 * import type { ResponseKind } from "@ck/protocol";
 *
 * const kind: ResponseKind = "askNext";
 * ```
 */
export type ResponseKind = keyof ResponseByKind;

/**
 * Every form of a response.
 *
 * Source: contract §2.
 *
 * @example
 * ```ts
 * import { proceed, prompt, type WebhookResponse } from "@ck/protocol";
 *
 * function answer(days: unknown): WebhookResponse {
 *   return days === undefined ? prompt("days", "How many days?") : proceed();
 * }
 * ```
 */
export type WebhookResponse = ResponseByKind[ResponseKind];
