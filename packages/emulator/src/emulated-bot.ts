import { PARAM_TYPES, type Button, type Environment, type Option, type ParamType } from "@ck/protocol";
import type { Dialect } from "./dialect/dialect.js";
import type { OpenRecord } from "./record.js";

export { PARAM_TYPES, type ParamType };

/** When the platform calls the webhook: after every message, or once all params are collected (docs/contract.md §6). */
export type Invocation = "every-message" | "context-end";

/** A param as the console has it. */
export interface EmulatedParam {
  readonly name: string;
  readonly type: ParamType;
  /** The question that the platform itself asks. */
  readonly prompt: string;
  /** The choices of a selection. */
  readonly options: readonly Option[];
  /** The visitor can skip the question. Absent: the param is required. */
  readonly optional?: true;
}

/** Something that the visitor can do next, with one click. */
export interface FollowUpOffer {
  /** The text of the chip, which the visitor then says. */
  readonly text: string;
  /** The namespace of the action that it starts. Absent: the text is said like any other message. */
  readonly action?: string;
  /** Params that are set already, and not asked for. */
  readonly params?: OpenRecord;
}

/** An action as the console has it. */
export interface EmulatedAction {
  readonly namespace: string;
  /** What a visitor says to start it. */
  readonly sentences: readonly string[];
  readonly params: readonly EmulatedParam[];
  /** The custom buttons, at most 3 (docs/contract.md §4, grade S). They stand beside Submit of a selection. */
  readonly buttons: readonly Button[];
  /** What is offered once the action is over. */
  readonly followups: readonly FollowUpOffer[];
  /** An answer that the platform gives itself, without calling the webhook. */
  readonly answer?: string;
}

/** A bot as the console has it: the complete definition, with all defaults. */
export interface EmulatedBot {
  readonly name: string;
  readonly webhook: {
    readonly url: string;
    readonly invocation: Invocation;
    /** Requests are signed (docs/contract.md §5). */
    readonly secured: boolean;
  };
  /** The handlers that are switched on. */
  readonly handlers: { readonly welcome: boolean; readonly fallback: boolean; readonly failure: boolean };
  /** What the visitor sees on a failure if the failure handler is off or fails too. */
  readonly failureMessage: string;
  readonly actions: readonly EmulatedAction[];
  readonly dialect: Dialect;
}

/** Signs the exact bytes of a request with the environment's key. Returns the value of the signature header. */
export type Sign = (body: Uint8Array, environment: Environment) => Promise<string>;
