import { isBlank, LIST_INDENT, MAX_LIST_DEPTH } from "../tree/grammar.js";
import { isDelimiterRow } from "./table-row.js";
import type { HeadingLevel } from "../tree/nodes.js";

/** The block that a line starts, and where its content begins. */
export type LineStart =
  | { readonly type: "heading"; readonly level: HeadingLevel; readonly from: number }
  | { readonly type: "quote"; readonly from: number }
  | { readonly type: "item"; readonly number?: number; readonly depth: number; readonly from: number };

/** Reads the start of a line (grammar 8, 9); `undefined` for plain text. */
export function readLineStart(line: string): LineStart | undefined {
  if (line.startsWith("#")) return readHeading(line);
  if (line.startsWith("!"))
    return isBlank(line.charAt(1)) || "![".includes(line.charAt(1)) ? undefined : { type: "quote", from: 1 };
  return readItem(line);
}

/** Whether a line at the start of a paragraph would be something else than its plain text. */
export function startsBlock(line: string): boolean {
  return readLineStart(line) !== undefined || isDelimiterRow(line) || (line !== "" && line.trim() === "");
}

/** The number of blanks and tabs at the start of a line, and their width. */
export function readIndent(line: string): { readonly from: number; readonly width: number } {
  let from = 0;
  let width = 0;
  for (; from < line.length; from++) {
    const character = line.charAt(from);
    if (character === " ") width++;
    else if (character === "\t") width += LIST_INDENT;
    else break;
  }
  return { from, width };
}

function readHeading(line: string): LineStart | undefined {
  let from = 0;
  while (line.charAt(from) === "#") from++;
  return from > 5 || isBlank(line.charAt(from)) ? undefined : { type: "heading", level: from as HeadingLevel, from };
}

function readItem(line: string): LineStart | undefined {
  const { from: start, width } = readIndent(line);
  const depth = Math.min(Math.floor(width / LIST_INDENT), MAX_LIST_DEPTH);
  let end = start;
  while (end - start < 9 && isDigit(line.charCodeAt(end))) end++;
  const digits = line.slice(start, end);
  if (line.charAt(end) !== (digits === "" ? "*" : ".")) return undefined;
  const { from: blanks } = readIndent(line.slice(end + 1));
  const from = end + 1 + blanks;
  if (blanks === 0 || line.slice(from).trim() === "") return undefined;
  return { type: "item", ...(digits === "" ? {} : { number: Number(digits) }), depth, from };
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
