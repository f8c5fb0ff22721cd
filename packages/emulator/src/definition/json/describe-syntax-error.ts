import { printParseErrorCode, type ParseError } from "jsonc-parser";

const MESSAGES: Readonly<Record<string, string>> = {
  InvalidNumberFormat: "This is no number that JSON knows. Write it in plain digits, such as 2 or 0.5.",
  PropertyNameExpected: 'A key was expected here, in double quotes, such as "name".',
  ValueExpected: "A value was expected here: a text in double quotes, a number, true, false, null, { or [.",
  ColonExpected: "A colon was expected here, between the key and its value.",
  CommaExpected: "A comma was expected here, between this and what stands before it.",
  CloseBraceExpected: "The text ends before a { is closed. Add the missing }.",
  CloseBracketExpected: "The text ends before a [ is closed. Add the missing ].",
  EndOfFileExpected: "The definition ended before this. Take out what is too much, often a } too many.",
  InvalidCommentToken: 'JSON has no comments. Write a "$comment" key, or take it out.',
  UnexpectedEndOfComment: 'JSON has no comments, and this one does not end. Write a "$comment" key, or take it out.',
  UnexpectedEndOfString:
    "This text does not end in its line. Close it with a double quote, and write a line break in it as \\n.",
  UnexpectedEndOfNumber: "This number does not end as a number does. Write it in plain digits, such as 2 or 0.5.",
  InvalidUnicode: "After \\u four hexadecimal digits are needed.",
  InvalidEscapeCharacter:
    'This escape is not known. After \\ can come ", \\, /, b, f, n, r, t or u; a backslash itself is \\\\.',
  InvalidCharacter: "A control character stands in this text. Write a tab as \\t, or take it out.",
};

/** Says what is wrong with JSON at a place, and the mend. */
export function describeSyntaxError({ error, offset, length }: ParseError, text: string): string {
  const name = printParseErrorCode(error);
  if (name === "PropertyNameExpected" || name === "ValueExpected") {
    const before = text.slice(Math.max(0, offset - 200), offset).trimEnd();
    const next = text.charAt(offset);
    if (before.endsWith(",") && (next === "}" || next === "]"))
      return "After the last item there can be no comma. Take it out.";
  }
  if (name === "InvalidSymbol") {
    const symbol = text.slice(offset, offset + length);
    if (symbol.startsWith("'")) return "JSON has double quotes only. Write \" instead of '.";
    if (/^[\p{L}_$]/u.test(symbol))
      return "A word without quotes. Put it in double quotes, or write true, false or null.";
  }
  return MESSAGES[name] ?? "This cannot stand here.";
}
