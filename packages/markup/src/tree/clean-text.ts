// Control characters except tab and line feed, and the two that reverse the direction of the text after them: they could hide
// words of a message or control the reader's terminal.
const harmful = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202D\u202E]/gu;
const loneSurrogate = /\p{Surrogate}/gu;

/** Text that is safe to show: without control characters, and well-formed. */
export function cleanText(text: string): string {
  return text.replace(harmful, "").replace(loneSurrogate, "\uFFFD");
}
