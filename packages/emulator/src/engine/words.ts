/** The words of a text: lower case, compatibility forms folded, scripts without blanks told apart too. */
export function wordsOf(text: string): string[] {
  const segmenter = new Intl.Segmenter("en", { granularity: "word" });
  return [...segmenter.segment(text.normalize("NFKC").toLowerCase())].flatMap(({ segment, isWordLike }) =>
    isWordLike === true ? [segment] : [],
  );
}

/** The same words with single blanks between them: two texts that differ in case, punctuation and blanks only come out alike. */
export function fold(text: string): string {
  return wordsOf(text).join(" ");
}
