/** The `code` of a {@link MarkupError}. */
export type MarkupErrorCode =
  /** A function got an argument or an option that it cannot use. Fix: the message says what it takes. */
  "ERR_INVALID_OPTION";

/**
 * The error that this package throws: for a wrong argument, never because of a text. Recognise it with
 * {@link isMarkupError} or by its `code`.
 */
export class MarkupError extends Error {
  override readonly name: string = "MarkupError";
  /** What went wrong. */
  readonly code: MarkupErrorCode;

  constructor(code: MarkupErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Whether a value is a {@link MarkupError}. Also true for one of another copy of this package, where `instanceof` is false.
 *
 * @param error - Any value.
 *
 * @example
 * ```ts
 * import { isMarkupError, toHtml } from "@ck/markup";
 *
 * let refused = false;
 * try {
 *   toHtml("Hello", { schemes: ["javascript" as "https"] });
 * } catch (error) {
 *   refused = isMarkupError(error); // a MarkupError: its code is ERR_INVALID_OPTION
 * }
 * refused; // → true
 * ```
 */
export function isMarkupError(error: unknown): error is MarkupError {
  return (
    typeof error === "object" && error !== null && "name" in error && error.name === "MarkupError" && "code" in error
  );
}

/** An error about a wrong argument, with the shape of what it was. */
export function wrongArgument(expected: string, value: unknown): MarkupError {
  return new MarkupError("ERR_INVALID_OPTION", `${expected}; got ${shapeOf(value)}.`);
}

/** The shape of a value in words, never its content. */
function shapeOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}
