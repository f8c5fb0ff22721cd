import { indentJson } from "./indent-json.js";

// All controls but tab and line feed, and bidirectional controls: text from a server must not control the terminal.
const HARMFUL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** Removes what could control a terminal from foreign text. */
export function printable(text: string): string {
  return text.replace(HARMFUL, "");
}

/** The same, on one line. */
export function printableLine(text: string): string {
  return printable(text).replace(/\s+/g, " ").trim();
}

/** How much larger than compact JSON indented JSON may be: indentation grows with the depth times the elements. */
const MAX_GROWTH = 4;

/**
 * JSON that is safe to print: what JSON leaves unescaped and could control a terminal is escaped.
 *
 * @param value - what JSON can carry
 * @param options - `indented`: with a line for each value, unless that makes it too large
 */
export function printableJson(value: unknown, { indented = false }: { readonly indented?: boolean } = {}): string {
  const compact = JSON.stringify(value);
  const pretty = indented ? indentJson(compact, compact.length * MAX_GROWTH + 10_000) : undefined;
  return (pretty?.complete === true ? pretty.text : compact).replace(
    /[\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
