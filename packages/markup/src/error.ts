/**
 * Every `code` that a {@link MarkupError} can have: a closed list.
 *
 * - `ERR_INVALID_OPTION`: a function was given something it cannot use
 *
 * @example
 * ```ts
 * import type { MarkupErrorCode } from "@ck/markup";
 *
 * const code: MarkupErrorCode = "ERR_INVALID_OPTION";
 * ```
 */
export type MarkupErrorCode = "ERR_INVALID_OPTION";

/**
 * The one error class of this package: for an argument that is wrong, never for a text. Recognise it by `code`, not by
 * `instanceof`: an ESM and a CJS copy are two classes.
 *
 * @example
 * ```ts
 * import { toHtml, type MarkupError } from "@ck/markup";
 *
 * let code = "";
 * try {
 *   toHtml("Hello", { schemes: ["javascript" as "https"] });
 * } catch (error) {
 *   code = (error as MarkupError).code;
 * }
 * code; // → "ERR_INVALID_OPTION"
 * ```
 */
export class MarkupError extends Error {
  override readonly name: string = "MarkupError";
  /** What went wrong, from a closed list. */
  readonly code: MarkupErrorCode;

  constructor(code: MarkupErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
