// Controls but tab and line feed, and the two characters that show what follows them in the other direction than it is
// written: they would let a message hide its own words, or drive the reader's terminal.
const harmful = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202D\u202E]/gu;
const loneSurrogate = /\p{Surrogate}/gu;

/** Text that is safe to show: without control characters, and well-formed. */
export function cleanText(text: string): string {
  return text.replace(harmful, "").replace(loneSurrogate, "\uFFFD");
}
