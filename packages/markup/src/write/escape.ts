import { JOINER } from "../tree/grammar.js";
import { guardLine } from "./guard.js";
import { startsBlock } from "../parse/line-start.js";

/**
 * How {@link escape} takes the meaning from markers.
 *
 * @example
 * ```ts
 * import type { EscapeOptions } from "@ck/markup";
 *
 * const options: EscapeOptions = { using: "lookalike" };
 * ```
 */
export interface EscapeOptions {
  /**
   * - `joiner`: puts the invisible U+2060 WORD JOINER beside each marker, so that it stands in a word. The text reads as it
   *   was written, and a program that searches it may want the joiners removed.
   * - `lookalike`: puts a character that looks alike in the marker's place. Holds whatever the platform does, but is another
   *   text when it is copied.
   *
   * Default: `joiner`.
   */
  readonly using?: "joiner" | "lookalike";
}

/**
 * Makes a text show as it is written, wherever in a message it is put: for the words of a visitor.
 *
 * No escape is documented for ConvoKraft's text (contract §3, grade ?). This rests on grade I: that a marker in the middle of
 * a word is text, as `snake_case` has to be. It holds for {@link parse}. The platform has not said so: if your console
 * shows it otherwise, use `lookalike`. Escaping twice is escaping once. `\r\n` and `\r` become `\n`.
 *
 * What it cannot do: keep emphasis around a text that has line breaks, or keep such a text in one item, cell or heading;
 * and leave a bare address with `_` or `*` in it clickable.
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
export function escape(text: string, { using = "joiner" }: EscapeOptions = {}): string {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  return using === "joiner" ? guardEnds(lines.map(guard).join("\n")) : lines.map(replace).join("\n");
}

// Where the text will stand is not known: so as if among punctuation, where the most markers are alive.
const anywhere = { before: ".", after: ".", brackets: true, pipes: true };

function guard(line: string): string {
  const guarded = guardLine(line, anywhere);
  // What the author writes after it may complete what it begins.
  const begins = /^[#!]|^[ \t]*(?:\*|\d{1,9}\.)(?:[ \t]|$)/.test(guarded) || startsBlock(guarded);
  return begins ? JOINER + guarded : guarded;
}

/** An address must not follow the author's `[label]`, nor a keycap double a marker, nor `!` make an image of a link. */
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
