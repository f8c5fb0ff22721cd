import type { Button, Card, Option } from "./response-parts.js";

/**
 * Ask for a param (again). Build one with `prompt`.
 *
 * Source: docs/contract.md §2, grade D; the optional keys are grade S, `broadcast` and `cache` grade ?.
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
 * Source: docs/contract.md §2, grade D; `cache` is grade ?.
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
 * Source: docs/contract.md §2, grade D; `cache` is grade ?.
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
 * Source: docs/contract.md §2, grade S.
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
 * Source: docs/contract.md §2, grade S.
 */
export interface FailureResponse {
  readonly message: string;
}

/**
 * Let the platform ask the next param in its own words. Build one with `askNext`.
 *
 * Source: docs/contract.md §2, grade S.
 */
export interface AskNextResponse {
  readonly todo: "prompt";
}

/**
 * Nothing is left to ask: go on to execution. Build one with `proceed`.
 *
 * Source: docs/contract.md §2, grade S.
 */
export interface ProceedResponse {
  readonly todo: "execute";
}

/** Each form of a response, under the name of its builder. */
export interface ResponseByKind {
  prompt: PromptResponse;
  askNext: AskNextResponse;
  proceed: ProceedResponse;
  execution: ExecutionResponse;
  handled: HandledResponse;
  welcome: WelcomeResponse;
  failure: FailureResponse;
}

/** The forms of a response, by the name of their builder. */
export type ResponseKind = keyof ResponseByKind;

/**
 * Every form of a response.
 *
 * Source: docs/contract.md §2.
 */
export type WebhookResponse = ResponseByKind[ResponseKind];
