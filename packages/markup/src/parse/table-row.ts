import { isJoined } from "../tree/grammar.js";

/** Splits a row at its pipes (grammar 11). Pipes at both ends are optional. */
export function splitRow(line: string): string[] {
  const row = line.trim();
  const cells: string[] = [];
  let start = row.startsWith("|") ? 1 : 0;
  for (let at = start; at < row.length; at++) {
    if (row.charAt(at) !== "|" || isJoined(row, at)) continue;
    cells.push(row.slice(start, at).trim());
    start = at + 1;
  }
  if (start < row.length || cells.length === 0) cells.push(row.slice(start).trim());
  return cells;
}

/** Whether a line is the row of dashes under a header (grammar 11). */
export function isDelimiterRow(line: string): boolean {
  return line.includes("|") && !/[^|:\- \t]/.test(line) && splitRow(line).every((cell) => /^:?-+:?$/.test(cell));
}
