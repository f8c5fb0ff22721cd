import { isBlank, LIST_INDENT, MAX_LIST_DEPTH } from "../tree/grammar.js";
import { isDelimiterRow } from "./table-row.js";
import type { HeadingLevel } from "../tree/nodes.js";

/** What the start of a line says, and where its content begins. */
export type LineStart =
  | { readonly type: "heading"; readonly level: HeadingLevel; readonly from: number }
  | { readonly type: "quote"; readonly from: number }
  | { readonly type: "item"; readonly number?: number; readonly depth: number; readonly from: number };

/** Reads the start of a line (grammar 8, 9); `undefined` for a line that is only text. */
export function readLineStart(line: string): LineStart | undefined {
  if (line.startsWith("#")) return readHeading(line);
  if (line.startsWith("!"))
    return isBlank(line.charAt(1)) || "![".includes(line.charAt(1)) ? undefined : { type: "quote", from: 1 };
  return readItem(line);
}

/** Whether a line would be anything but plain text at the start of a paragraph, or would not be kept as it is. */
export function startsBlock(line: string): boolean {
  return readLineStart(line) !== undefined || isDelimiterRow(line) || (line !== "" && line.trim() === "");
}

/** How many blanks and tabs a line begins with, and how wide they are. */
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
