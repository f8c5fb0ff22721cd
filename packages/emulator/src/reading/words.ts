/** Scripts without blanks between words: a character stands for a word. */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{N}\p{M}])+/gu;

/** The words of a text: lower case, compatibility forms folded. */
export function wordsOf(text: string): string[] {
  // An apostrophe joins: "don't" is one word.
  return text.normalize("NFKC").toLowerCase().replace(/['’]/g, "").match(WORD) ?? [];
}

/** The same words with single blanks between them: two texts that differ in case, punctuation and blanks only come out alike. */
export function fold(text: string): string {
  return wordsOf(text).join(" ");
}
