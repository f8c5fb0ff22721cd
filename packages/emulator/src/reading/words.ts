/** In scripts without blanks between words, each character counts as a word. */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{N}\p{M}])+/gu;

/** The words of a text: lower case, compatibility forms folded. */
export function wordsOf(text: string): string[] {
  // "don't" is one word.
  return text.normalize("NFKC").toLowerCase().replace(/['’]/g, "").match(WORD) ?? [];
}

/** The words of a text joined by single blanks: equal for texts that differ only in case, punctuation and blanks. */
export function fold(text: string): string {
  return wordsOf(text).join(" ");
}
