import { wrongArgument } from "../error.js";

// From the global registry, so that the ESM and the CJS copy of this package recognise each other's. JSON cannot carry a
// symbol, so no value from a request can pass for one.
const brand = Symbol.for("@ck/markup/text");

/**
 * Text that is known to be markup: {@link markup} inserts it unescaped. It becomes a string with `String(…)`, in a template
 * literal, in JSON, or by its `text`.
 */
export interface MarkupText {
  /** The text for a `message`. */
  readonly text: string;
  toString(): string;
  toJSON(): string;
}

/**
 * Marks a text as markup, so that {@link markup} inserts it unescaped. Only for text that you wrote or generated, never for
 * a visitor's.
 *
 * @param text - ConvoKraft's text.
 * @throws {@link MarkupError} `ERR_INVALID_OPTION`: when it is not a string.
 *
 * @example
 * ```ts
 * import { fromMarkdown, markup, raw } from "@ck/markup";
 *
 * const answer = raw(fromMarkdown("**Two** days"));
 * markup`${answer} are left.`.text; // → "*Two* days are left."
 * ```
 */
export function raw(text: string): MarkupText {
  const value = textOf(text);
  return Object.freeze({ [brand]: true, text: value, toString: () => value, toJSON: () => value });
}

/** Whether a value comes from {@link raw} or {@link markup} of this or another copy of the package. */
export function isMarkupText(value: unknown): value is MarkupText {
  return (
    typeof value === "object" && value !== null && brand in value && "text" in value && typeof value.text === "string"
  );
}

/** The string in a string or a {@link MarkupText}. */
export function textOf(text: string | MarkupText): string {
  if (typeof text === "string") return text;
  if (isMarkupText(text)) return text.text;
  throw wrongArgument("The text must be a string, or what markup or raw returned", text);
}
