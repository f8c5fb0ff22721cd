import { JOINER } from "../tree/grammar.js";
import { checkOptions } from "../check-options.js";
import { wrongArgument } from "../error.js";
import { guardLine } from "./guard.js";
import { startsBlock } from "../parse/line-start.js";

/** Options of {@link escape}. */
export interface EscapeOptions {
  /**
   * - `joiner`: puts the invisible U+2060 WORD JOINER beside each marker, as if it were within a word. The text looks
   *   unchanged; a program that searches it may have to remove the joiners.
   * - `lookalike`: replaces each marker by a similar character. Safe whatever the platform does, but copied text differs.
   *
   * Default: `joiner`.
   */
  readonly using?: "joiner" | "lookalike";
}

/**
 * Escapes a text, such as a visitor's words, so that it is shown literally anywhere in a message.
 *
 * ConvoKraft documents no escape (docs/contract.md §3, grade ?). This one relies on a marker within a word being text, as in
 * `snake_case` (grade I). It works with {@link parse}; if your console shows something else, use `lookalike`. Escaping twice
 * is the same as once. `\r\n` and `\r` become `\n`.
 *
 * It cannot keep emphasis around a text with line breaks, or keep such a text in one item, cell or heading. A bare address with
 * `_` or `*` in it stops being clickable.
 *
 * @param text - The text to show literally.
 * @param options - `using`: how markers are escaped.
 * @throws {@link MarkupError} `ERR_INVALID_OPTION`: when `text` is not a string, or an option is unknown or wrong.
 *
 * @example
 * ```ts
 * import { escape, parse, toPlainText } from "@ck/markup";
 *
 * const name = escape("*Ann* [x](https://example.com)");
 * name.replaceAll("\u2060", ""); // → "*Ann* [x](https://example.com)"
 * toPlainText(`Hello ${name}`) === `Hello ${name}`; // → true
 * escape("snake_case, 2 * 3"); // → "snake_case, 2 * 3"
 * escape("*Ann*", { using: "lookalike" }); // → "∗Ann∗"
 * ```
 */
export function escape(text: string, options: EscapeOptions = {}): string {
  checkOptions(options, { using: ["joiner", "lookalike"] }, "escape");
  const { using = "joiner" } = options;
  if (typeof (text as unknown) !== "string") throw wrongArgument("The text to escape must be a string", text);
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  return using === "joiner" ? guardEnds(lines.map(guard).join("\n")) : lines.map(replace).join("\n");
}

// It is not known where the text will go, so assume punctuation around it, where most markers are active.
const anywhere = { before: ".", after: ".", brackets: true, pipes: true };

function guard(line: string): string {
  const guarded = guardLine(line, anywhere);
  // The author's text after it may complete a marker that it begins.
  const begins = /^[#!]|^[ \t]*(?:\*|\d{1,9}\.)(?:[ \t]|$)/.test(guarded) || startsBlock(guarded);
  return begins ? JOINER + guarded : guarded;
}

/** Its start must not complete the author's `[label]` or marker, and its final `!` must not turn a link into an image. */
function guardEnds(text: string): string {
  return (/^[(*_~`]/.test(text) ? JOINER : "") + text + (text.endsWith("!") ? JOINER : "");
}

const lookalikes: Readonly<Record<string, string>> = {
  "*": "\u2217",
  _: "\uFF3F",
  "~": "\u223C",
  "`": "\u02CB",
  "[": "\uFF3B",
  "]": "\uFF3D",
  "|": "\u2223",
  "#": "\uFF03",
  "!": "\uFF01",
  "(": "\uFF08",
  ".": "\u2024",
};

function replace(line: string): string {
  return line
    .replace(/^[#!(]|[*_~`[\]|]|!$/g, (marker) => lookalikes[marker] ?? marker)
    .replace(/^([ \t]*\d{1,9})\.(?=[ \t]|$)/, `$1${lookalikes["."] ?? ""}`);
}
