import { printParseErrorCode, type ParseError } from "jsonc-parser";

const MESSAGES: Readonly<Record<string, string>> = {
  InvalidNumberFormat: "This is not a JSON number. Write plain digits, such as 2 or 0.5.",
  PropertyNameExpected: 'A key was expected here, in double quotes, such as "name".',
  ValueExpected: "A value was expected here: a string in double quotes, a number, true, false, null, { or [.",
  ColonExpected: "A colon was expected here, between the key and its value.",
  CommaExpected: "A comma was expected here, before this.",
  CloseBraceExpected: "The text ends before a { is closed. Add the missing }.",
  CloseBracketExpected: "The text ends before a [ is closed. Add the missing ].",
  EndOfFileExpected: "The definition ended before this. Remove the rest; often it is one } too many.",
  InvalidCommentToken: 'JSON has no comments. Use a "$comment" key, or remove it.',
  UnexpectedEndOfComment: 'JSON has no comments, and this one does not end. Use a "$comment" key, or remove it.',
  UnexpectedEndOfString:
    "This string does not end on its line. Close it with a double quote, and write a line break as \\n.",
  UnexpectedEndOfNumber: "This number is not complete. Write plain digits, such as 2 or 0.5.",
  InvalidUnicode: "\\u needs four hexadecimal digits.",
  InvalidEscapeCharacter:
    'Unknown escape. A \\ can be followed by ", \\, /, b, f, n, r, t or u; a backslash itself is \\\\.',
  InvalidCharacter: "This string contains a control character. Write a tab as \\t, or remove it.",
};

/** Explains a syntax error in JSON, and how to fix it. */
export function describeSyntaxError({ error, offset, length }: ParseError, text: string): string {
  const name = printParseErrorCode(error);
  if (name === "PropertyNameExpected" || name === "ValueExpected") {
    const before = text.slice(Math.max(0, offset - 200), offset).trimEnd();
    const next = text.charAt(offset);
    if (before.endsWith(",") && (next === "}" || next === "]"))
      return "A comma cannot follow the last item. Remove it.";
  }
  if (name === "InvalidSymbol") {
    const symbol = text.slice(offset, offset + length);
    if (symbol.startsWith("'")) return "JSON has double quotes only. Write \" instead of '.";
    if (/^[\p{L}_$]/u.test(symbol))
      return "This word has no quotes. Put it in double quotes, or write true, false or null.";
  }
  return MESSAGES[name] ?? "This is not allowed here.";
}
