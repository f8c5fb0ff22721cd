import fc from "fast-check";

const markers = [
  "*",
  "_",
  "__",
  "~",
  "`",
  "[",
  "]",
  "](",
  "(",
  ")",
  "![",
  "!",
  "#",
  "* ",
  "1. ",
  "|",
  "|-|",
  "\n",
  "\r",
  " ",
  "  ",
  "\t",
];
const words = [
  "a",
  "B7",
  "é",
  "世",
  "😀",
  "*️⃣",
  "\u0301",
  "https://a.example",
  "javascript:",
  "<b>",
  "&lt;",
  '"',
  "\\",
  ":",
  "-",
  ".",
];
const traps = ["\u2060", "\u200B", "\u200D", "\u00A0", "\u0000", "\u001B", "\u202E", "\uD800", "\uFEFF", "\u2028"];

/** Texts that are mostly markers: what a parser meets on its worst day. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...markers, ...words, ...traps), { maxLength: 40 }).map((parts) => parts.join("")),
  fc
    .array(fc.constantFrom("*", "_", "~", "`", "[", "](a)", " ", "a"), { maxLength: 40 })
    .map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 60 }),
);

/** Texts without what the renderers leave out, so that they can be compared. */
export function cleaned(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202D\u202E]/gu, "")
    .replace(/\p{Surrogate}/gu, "\uFFFD");
}
