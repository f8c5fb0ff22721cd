import type { Card } from "./card.js";
import type { FollowUp } from "./follow-up.js";
import type { Button, Option } from "./response-parts.js";

/** An object whose keys are the author's, or not documented. */
type OpenRecord = Readonly<Record<string, unknown>>;

/** The optional keys of a question (docs/contract.md §2, grade S). */
export interface QuestionExtras {
  /** The question, in the form of a sibling product. */
  readonly prompt_msg?: string;
  /** What the visitor reads after a wrong value. */
  readonly validation_failure_message?: string;
  /** A list whose elements are not documented (grade ?). */
  readonly fields?: unknown;
  /** The caption of the built-in Submit button. */
  readonly submit_button_label?: string;
}

/** Ask for a param (again). Build one with `prompt`. */
export interface PromptResponse {
  readonly status: "prompt";
  readonly prompt: QuestionExtras & {
    readonly param_name: string;
    readonly options: readonly Option[];
    readonly buttons: readonly Button[];
  };
  readonly message: string;
  readonly data: OpenRecord;
  readonly confirm?: { readonly message: string };
  readonly assign?: OpenRecord;
  /** Not on the page (grade ?). */
  readonly broadcast?: OpenRecord;
  /** Not on the page (grade ?). */
  readonly cache?: OpenRecord;
}

/** Ask for a param in the form of a sibling product (grade S). Build one with `askParam`. */
export interface AskParamResponse {
  readonly todo: "prompt";
  readonly prompt: QuestionExtras & {
    readonly param_name: string;
    readonly options?: readonly Option[];
    readonly buttons?: readonly Button[];
  };
  readonly confirm?: { readonly message: string };
  readonly assign?: OpenRecord;
}

/** Let the platform ask the next param in its own words (grade S). Build one with `askNext`. */
export interface AskNextResponse {
  readonly todo: "prompt";
}

/** Nothing is left to ask: go on to execution (grade S). Build one with `proceed`. */
export interface ProceedResponse {
  readonly todo: "execute";
}

/** Ask for a confirmation, then go on to execution (grade S; the exact effect is grade ?). Build one with `confirm`. */
export interface ConfirmResponse {
  readonly todo: "execute";
  readonly confirm: { readonly message: string };
}

/** The outcome of an action. Build one with `execution`. */
export interface ExecutionResponse {
  readonly status: "execution";
  readonly message: string;
  readonly card: readonly Card[];
  readonly data: OpenRecord;
  /** Absent unless the handler changes it: whether the platform merges or replaces it is not documented. */
  readonly broadcast?: OpenRecord;
  /** Its shape is not documented (grade ?). */
  readonly trigger?: OpenRecord;
  readonly followup?: FollowUp;
  /** Not on the page (grade ?). */
  readonly cache?: OpenRecord;
}

/** The answer to a message that matches no action. Build one with `handled`. */
export interface HandledResponse {
  /** Any other status counts as a failure there. */
  readonly status: "handled";
  readonly message: string;
  readonly card?: readonly Card[];
  readonly broadcast?: OpenRecord;
  readonly followup?: FollowUp;
  /** Not on the page (grade ?). */
  readonly cache?: OpenRecord;
}

/** The greeting (grades S and O). Build one with `welcome`. */
export interface WelcomeResponse {
  readonly welcome_response: {
    readonly message: string;
    readonly card?: readonly Card[];
    readonly followup?: FollowUp;
  };
}

/** What the user reads when something went wrong. Build one with `failure`. */
export interface FailureResponse {
  readonly message: string;
  readonly card?: readonly Card[];
  readonly broadcast?: OpenRecord;
  readonly followup?: FollowUp;
}

/** Name of the builder → the form that it builds. */
export interface ResponseByKind {
  prompt: PromptResponse;
  askParam: AskParamResponse;
  askNext: AskNextResponse;
  proceed: ProceedResponse;
  confirm: ConfirmResponse;
  execution: ExecutionResponse;
  handled: HandledResponse;
  welcome: WelcomeResponse;
  failure: FailureResponse;
}

/** The forms of a response, by the name of their builder. */
export type ResponseKind = keyof ResponseByKind;

/**
 * Any response.
 *
 * Source: docs/contract.md §2.
 */
export type WebhookResponse = ResponseByKind[ResponseKind];
