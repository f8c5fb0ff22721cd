import { MarkupError } from "../error.js";

// In the registry, so that the ESM and the CJS copy of this package know each other's. JSON cannot carry it, so that no
// value from a request can pass for one.
const brand = Symbol.for("@ck/markup/text");

/**
 * ConvoKraft's text that is known to be markup: {@link markup} puts it in as it is. Use it as a string with `String(…)`, in a
 * template literal, or by its `text`; JSON has it as a string.
 *
 * @example
 * ```ts
 * import { markup, type MarkupText } from "@ck/markup";
 *
 * const greeting: MarkupText = markup`*Hello*`;
 * greeting.text; // → "*Hello*"
 * JSON.stringify({ message: greeting }); // → '{"message":"*Hello*"}'
 * ```
 */
export interface MarkupText {
  /** The text, as it goes into a `message`. */
  readonly text: string;
  toString(): string;
  toJSON(): string;
}

/**
 * Says that a text is markup that may go into {@link markup} as it is. Only for text that you wrote or made, never for a
 * visitor's.
 *
 * @throws {@link MarkupError} with the code `ERR_INVALID_OPTION` when it is not a string.
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

/** Whether a value was made by {@link raw} or {@link markup}, of this copy of the package or another. */
export function isMarkupText(value: unknown): value is MarkupText {
  return (
    typeof value === "object" && value !== null && brand in value && "text" in value && typeof value.text === "string"
  );
}

/** The string in a string or a {@link MarkupText}. */
export function textOf(text: string | MarkupText): string {
  if (typeof text === "string") return text;
  if (isMarkupText(text)) return text.text;
  throw new MarkupError(
    "ERR_INVALID_OPTION",
    `expected a string, or what markup or raw returned; came ${typeof text}. Give the message's text.`,
  );
}
