import type { Button, Environment, Option } from "@ck/protocol";
import type { SignatureOptions } from "@ck/signature";

/** When the platform calls the webhook: after every message of the visitor, or when all params are collected (contract §6). */
export type Invocation = "every-message" | "context-end";

/**
 * The types that the console has for a param (contract §1).
 *
 * @example
 * ```ts
 * import { PARAM_TYPES } from "@ck/emulator";
 *
 * PARAM_TYPES.includes("date-range"); // → true
 * ```
 */
export const PARAM_TYPES = [
  "string",
  "integer",
  "integer-range",
  "decimal",
  "decimal-range",
  "date",
  "date-range",
  "date-time",
  "date-time-range",
  "time",
  "time-range",
  "selection",
  "multi-selection",
  "user",
  "boolean",
  "email",
] as const;

/** One of {@link PARAM_TYPES}. */
export type ParamType = (typeof PARAM_TYPES)[number];

/** A param as the console has it. */
export interface EmulatedParam {
  readonly name: string;
  readonly type: ParamType;
  /** How the platform itself asks for it. */
  readonly prompt: string;
  /** The choices of a selection. */
  readonly options: readonly Option[];
}

/** An action as the console has it. */
export interface EmulatedAction {
  readonly namespace: string;
  /** What a visitor says to start it. */
  readonly sentences: readonly string[];
  readonly params: readonly EmulatedParam[];
  /** The custom buttons, at most 3 (contract §4, grade S). */
  readonly buttons: readonly Button[];
  /** The namespaces that are offered once the action is over. */
  readonly followups: readonly string[];
  /** An answer that the platform gives itself: the webhook is not called. */
  readonly answer?: string;
}

/** The spellings and rules that are not documented, each in one place (contract §1, §2). */
export interface Dialect {
  /** `action` and `bot` as an object with `namespace` (grade O) or as a string (grade D). */
  readonly action: "object" | "string";
  /** `previousParam` as an object with `name` (grade S) or as a string (grade D). */
  readonly previousParam: "object" | "string";
  /** What a `broadcast` in an answer does to the one that the session has (grade ?). */
  readonly broadcast: "merge" | "replace";
  /** How requests are signed: hand it to the vault's `signer`. Default SHA-256, DER, Base64 (grade ?). */
  readonly signature?: SignatureOptions;
}

/** A bot as the console has it: the whole definition, every default in its place. */
export interface EmulatedBot {
  readonly name: string;
  readonly webhook: {
    readonly url: string;
    readonly invocation: Invocation;
    /** Signed with the vault's key (contract §5). */
    readonly secured: boolean;
  };
  /** The handlers that are switched on. */
  readonly handlers: { readonly welcome: boolean; readonly fallback: boolean; readonly failure: boolean };
  /** What the visitor sees on a failure, where the failure handler is off or fails itself. */
  readonly failureMessage: string;
  readonly actions: readonly EmulatedAction[];
  readonly dialect: Dialect;
}

/** Signs the exact bytes of a request with the environment's key, as the platform does. The value of the signature header. */
export type Sign = (body: Uint8Array, environment: Environment) => Promise<string>;
