/**
 * What kind of thing an {@link Issue} is about: a closed list.
 *
 * - `unreadable`: neither text, bytes nor an object that can be read
 * - `not_utf8`, `not_json`, `not_object`, `too_deep`, `too_large`: the body as a whole
 * - `missing`, `wrong_type`, `unknown_value`: one key
 * - `not_accepted`: a well-formed response that the platform does not take as an answer to this request
 *
 * @example
 * ```ts
 * import type { IssueCode } from "@ck/protocol";
 *
 * const code: IssueCode = "missing";
 * ```
 */
export type IssueCode =
  | "unreadable"
  | "not_utf8"
  | "not_json"
  | "not_object"
  | "too_deep"
  | "too_large"
  | "missing"
  | "wrong_type"
  | "unknown_value"
  | "not_accepted";

/**
 * One thing that is wrong with a body. The message names what was expected and the shape of what came, never its content.
 *
 * @example
 * ```ts
 * import { safeParseRequest, type Issue } from "@ck/protocol";
 *
 * const result = safeParseRequest({ todo: "welcome", params: 7 });
 * const issues: readonly Issue[] = result.ok ? [] : result.issues;
 * issues[0]?.path; // → ["params"]
 * issues[0]?.message; // → "expected an object; came a number"
 * ```
 */
export interface Issue {
  /** Where it is: keys and array positions from the top. Empty for the body as a whole. */
  readonly path: readonly (string | number)[];
  /** What was expected, and what came. */
  readonly message: string;
  /** The kind of issue, for code that has to tell them apart. */
  readonly code: IssueCode;
}

/**
 * Every `code` that a {@link ProtocolError} can have: a closed list.
 *
 * - `ERR_INVALID_REQUEST`: the body is not a request; `issues` says why
 * - `ERR_INVALID_OPTION`: a builder or an option was given something it cannot use
 * - `ERR_NOT_SERIALIZABLE`: the response holds what JSON cannot carry
 * - `ERR_RESPONSE_TOO_LARGE`: the response is over the limit
 *
 * @example
 * ```ts
 * import type { ProtocolErrorCode } from "@ck/protocol";
 *
 * const code: ProtocolErrorCode = "ERR_INVALID_REQUEST";
 * ```
 */
export type ProtocolErrorCode =
  "ERR_INVALID_REQUEST" | "ERR_INVALID_OPTION" | "ERR_NOT_SERIALIZABLE" | "ERR_RESPONSE_TOO_LARGE";

/**
 * The one error class of this package. Recognise it by `code`, not by `instanceof`: an ESM and a CJS copy are two classes.
 *
 * @example
 * ```ts
 * import { prompt, type ProtocolError } from "@ck/protocol";
 *
 * let code = "";
 * try {
 *   prompt("", "Which leave?");
 * } catch (error) {
 *   code = (error as ProtocolError).code;
 * }
 * code; // → "ERR_INVALID_OPTION"
 * ```
 */
export class ProtocolError extends Error {
  override readonly name: string = "ProtocolError";
  /** What went wrong, from a closed list. */
  readonly code: ProtocolErrorCode;
  /** What is wrong with the body; empty unless `code` is `ERR_INVALID_REQUEST`. */
  readonly issues: readonly Issue[];

  constructor(code: ProtocolErrorCode, message: string, options: { cause?: unknown; issues?: readonly Issue[] } = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.issues = options.issues ?? [];
  }
}
