/**
 * What ConvoKraft's text means where the contract leaves it open, decided here and nowhere else. Parser, escaping and the
 * writer of Markdown all read it from this file, so that a fact that becomes known is one change.
 *
 * The markers themselves are contract §3, grade S. Each line below is grade I:
 *
 *  1. Every `\n` is a line break, blank lines too; `\r\n` and `\r` are read as `\n`. Emphasis, links and highlights end with
 *     their line. An empty line ends a paragraph.
 *  2. What does not close is text, and so is an empty pair.
 *  3. A marker opens before something that is not blank and closes after something that is not blank. A letter or digit on
 *     the outer side makes it text: `snake_case`, `2*3*4`. It is so for every marker, in every script.
 *  4. A doubled marker is text, which is what "comes out wrong" about `**bold**`. `__` alone is a marker of its own.
 *  5. Different markers nest in any order, the same one does not; the nearest pair wins, and pairs do not cross.
 *  6. A highlight holds bare text. It binds before links, and links before emphasis.
 *  7. A link's label may hold emphasis and images, not links. The address ends at its closing parenthesis, may hold
 *     balanced ones, and has no blanks.
 *  8. A heading and a quote begin at the very start of a line, and their first character is not blank. `![` at the start of
 *     a line is an image, `!!` is text.
 *  9. A list item may be indented: two blanks, or a tab, for each level. A number has at most nine digits.
 * 10. An indented line right under an item goes on with the item. Quote lines that follow each other are one quote.
 * 11. A table has a header and a line of dashes, as in GFM. A `|` always ends a cell, in a highlight too. Colons in the
 *     line of dashes are accepted and mean nothing.
 * 12. U+2060 WORD JOINER counts as a letter and U+200B ZERO WIDTH SPACE as punctuation. Both are invisible, and neither is
 *     white space to a regular expression. A bracket or a `|` between two joiners is text. This is what `escape` stands on.
 * 13. An address without its `[label](…)` is text.
 */

/** Makes a marker text when it stands beside it: counts as a letter (12). */
export const JOINER = "\u2060";

/** Lets a marker stand beside a letter: counts as punctuation (12). */
export const SEPARATOR = "\u200B";

/** How deep lists nest at most; what is deeper is put at this depth. */
export const MAX_LIST_DEPTH = 5;

/** Twice what a text can nest to; a tree that was made by hand may be deeper, and the stack is not. */
export const MAX_TREE_DEPTH = 24;

/** Blanks for one level of a list (9). */
export const LIST_INDENT = 2;

/** How many parentheses may be open at once inside an address (7): keeps its search linear. */
export const MAX_URL_PARENTHESES = 3;

const blank = /\s/u;
const word = /[\p{L}\p{N}\p{M}\u200C\u200D\u2060]/u;
const mark = /\p{M}/u;
// They turn the character before them into an emoji, which is no letter.
const emojiParts = /[\uFE0E\uFE0F\u20E3]/u;

/** Whether a character is white space, or the edge of the line. */
export function isBlank(character: string | undefined): boolean {
  return character === undefined || character === "" || blank.test(character);
}

/** Whether a character makes the marker beside it text (3, 12). */
export function isWord(character: string | undefined): boolean {
  return character !== undefined && word.test(character) && !emojiParts.test(character);
}

/** Whether a character belongs to the one before it: `*` and U+20E3 are one keycap. */
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

/** Whether the bracket or pipe at `index` is text because it stands between two joiners (12). */
export function isJoined(text: string, index: number): boolean {
  return text.charAt(index - 1) === JOINER && text.charAt(index + 1) === JOINER;
}
