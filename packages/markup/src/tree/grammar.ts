/**
 * The grammar of ConvoKraft's text where the contract leaves it open, decided in this file only: parser, escaping and Markdown
 * writer all use it, so that a fact that becomes known is one change.
 *
 * The markers are in docs/contract.md §3, grade S. Each point below is grade I:
 *
 *  1. Every `\n` is a line break, blank lines too; `\r\n` and `\r` are read as `\n`. Emphasis, links and highlights end with
 *     their line. An empty line ends a paragraph.
 *  2. A marker that does not close is text, and so is an empty pair.
 *  3. A marker opens before, and closes after, something that is not blank. A letter or digit on its outer side makes it
 *     text: `snake_case`, `2*3*4`. This holds for every marker and every script.
 *  4. A doubled marker is text, which is why `**bold**` comes out wrong. Only `__` is a marker of its own.
 *  5. Different markers nest in any order, the same one does not. The nearest pair wins, and pairs do not cross.
 *  6. A highlight holds plain text. It binds tighter than links, and links tighter than emphasis.
 *  7. The label of a link may hold emphasis and images, not links. The address ends at its closing parenthesis, may hold
 *     balanced ones, and has no blanks.
 *  8. A heading or a quote begins at the very start of a line, and its first character is not blank. `![` at the start of a
 *     line is an image, `!!` is text.
 *  9. A list item may be indented by two blanks or a tab per level. A number has at most nine digits.
 * 10. An indented line right under an item continues the item. Consecutive quote lines are one quote.
 * 11. A table has a header and a row of dashes, as in GFM. A `|` always ends a cell, even in a highlight. Colons in the row of
 *     dashes are accepted and ignored.
 * 12. U+2060 WORD JOINER counts as a letter and U+200B ZERO WIDTH SPACE as punctuation. Both are invisible, and neither is
 *     white space to a regular expression. A bracket or a `|` between two joiners is text. `escape` relies on this.
 * 13. An address without its `[label](…)` is text.
 * 14. A numbered list with `1.` on every line counts 1, 2, 3, … Other numbers stay as they are written.
 * 15. Blanks around a line break belong to no item.
 */

/** Counts as a letter, so that a marker beside it is text (12). */
export const JOINER = "\u2060";

/** Counts as punctuation, so that a marker can be active beside a letter (12). */
export const SEPARATOR = "\u200B";

/** The maximum depth of a list; deeper items are put at this depth. */
export const MAX_LIST_DEPTH = 5;

/** Twice the depth of any parsed text. A tree made by hand may be deeper, but the call stack is limited. */
export const MAX_TREE_DEPTH = 24;

/** Blanks per level of a list (9). */
export const LIST_INDENT = 2;

/** How many parentheses may be open inside an address (7), so that the search for its end stays linear. */
export const MAX_URL_PARENTHESES = 3;

const blank = /\s/u;
const word = /[\p{L}\p{N}\p{M}\u200C\u200D\u2060]/u;
const mark = /\p{M}/u;
// They turn the character before them into an emoji, which is not a letter.
const emojiParts = /[\uFE0E\uFE0F\u20E3]/u;

/** Whether a character is white space, or the edge of the line. */
export function isBlank(character: string | undefined): boolean {
  return character === undefined || character === "" || blank.test(character);
}

/** Whether a character makes the marker beside it text (3, 12). */
export function isWord(character: string | undefined): boolean {
  return character !== undefined && word.test(character) && !emojiParts.test(character);
}

/** Whether a character combines with the one before it: `*` and U+20E3 are one keycap. */
export function isMark(character: string | undefined): boolean {
  return character !== undefined && mark.test(character);
}

/** The whole character that ends before `index`. */
export function characterBefore(text: string, index: number): string | undefined {
  if (index <= 0) return undefined;
  const low = text.charCodeAt(index - 1);
  if (low >= 0xdc00 && low <= 0xdfff && index > 1) {
    const high = text.charCodeAt(index - 2);
    if (high >= 0xd800 && high <= 0xdbff) return text.slice(index - 2, index);
  }
  return text.charAt(index - 1);
}

/** The whole character that begins at `index`. */
export function characterAt(text: string, index: number): string | undefined {
  const point = text.codePointAt(index);
  return point === undefined ? undefined : String.fromCodePoint(point);
}

/** Whether a marker between these two characters can open (3). */
export function canOpen(before: string | undefined, after: string | undefined): boolean {
  return !isBlank(after) && !isWord(before) && !isMark(after);
}

/** Whether a marker between these two characters can close (3). */
export function canClose(before: string | undefined, after: string | undefined): boolean {
  return !isBlank(before) && !isWord(after) && !isMark(after);
}

/** Whether the bracket or pipe at `index` is text because it is between two joiners (12). */
export function isJoined(text: string, index: number): boolean {
  return text.charAt(index - 1) === JOINER && text.charAt(index + 1) === JOINER;
}
