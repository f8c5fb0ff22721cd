import type { ExchangeRow } from "../api/views.js";

/** The longest text that is searched for, in characters. */
export const MAX_FIND = 200;

/** The words of a search; words in double quotes stay together. */
export function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(/"([^"]+)"?|([^\s"]+)/g)].map(([, phrase, word]) => phrase ?? word ?? "");
}

/** What a row shows as text, and the id of the request. */
const SHOWN = [
  "todo",
  "action",
  "about",
  "answer",
  "problem",
  "asks",
  "status",
  "fault",
  "environment",
  "outcome",
  "requestId",
] as const satisfies readonly (keyof ExchangeRow)[];

/** What words are searched in, of a row, in lower case. */
export function textOfRow(row: ExchangeRow): string {
  return [`#${row.number}`, ...SHOWN.map((key) => row[key]), row.again && "asks again"].join(" ").toLowerCase();
}

/**
 * Finds words in a text that may be JSON, in any case, also where JSON escapes them. Such a search runs at some GB a
 * second, so no copy of a body in lower case is kept. No word makes it go back and forth: at each place, one spelling fits.
 *
 * @param words - at least one; any of them is found
 */
export function patternOf(words: readonly string[], flags = ""): RegExp {
  const spellings = words.flatMap((word) => (word.includes("\\") ? [word, word.replaceAll("\\", "\\\\")] : [word]));
  return new RegExp(spellings.map((word) => word.replaceAll(/[^\w ]/g, spell)).join("|"), `${flags}i`);
}

/** One code unit, in all of its spellings. */
function spell(unit: string): string {
  if (unit === "\\") return String.raw`\\`;
  const cases = new Set([unit, unit.toLowerCase(), unit.toUpperCase()]);
  const escapes = [...cases].map((each) => String.raw`\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const plain = unit === "/" ? String.raw`\\?/` : unit.replace(/[$()*+.?[\]^{|}]/, String.raw`\$&`);
  return `(?:${[plain, ...escapes].join("|")})`;
}
