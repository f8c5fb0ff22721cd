import type { BodyMatch, ExchangeRow } from "../../../api/views.js";
import { textOfRow, wordsOf } from "../../../find/words.js";
import { toneOf } from "../outcome.js";

/** Which exchanges are listed. An empty text or value is no condition. */
export interface Filter {
  /** Words that an exchange has to contain, in any order; words in double quotes stay together. */
  readonly text: string;
  readonly todo: string;
  readonly action: string;
  readonly outcome: string;
  readonly environment: string;
  /** The number of the chat. */
  readonly chat: string;
  readonly errorsOnly: boolean;
}

export const NO_FILTER: Filter = {
  text: "",
  todo: "",
  action: "",
  outcome: "",
  environment: "",
  chat: "",
  errorsOnly: false,
};

/** The conditions that are picked from a list. */
export const PICKED = ["todo", "action", "outcome", "environment", "chat"] as const;

/** Reads a filter that was kept by this version of the page or another one. */
export function readFilter(kept: Partial<Filter> | undefined): Filter {
  const filter = { ...NO_FILTER, ...kept };
  return PICKED.every((key) => typeof filter[key] === "string") && typeof filter.text === "string" ? filter : NO_FILTER;
}

/** Where words stand in bodies: exchange id → match. */
export type Found = ReadonlyMap<string, BodyMatch>;

export const NOTHING_FOUND: Found = new Map();

/**
 * The rows that meet all conditions.
 *
 * @param found - the exchanges whose bodies have the words that their rows do not show
 */
export function filterRows(
  rows: readonly ExchangeRow[],
  filter: Filter,
  found: Found = NOTHING_FOUND,
): readonly ExchangeRow[] {
  const words = wordsOf(filter.text.toLowerCase());
  const isPlain = words.length === 0 && !filter.errorsOnly && PICKED.every((key) => filter[key] === "");
  if (isPlain) return rows;
  return rows.filter((row) => {
    if (filter.errorsOnly && toneOf(row) !== "bad") return false;
    if (PICKED.some((key) => filter[key] !== "" && filter[key] !== valueOf(row, key))) return false;
    if (words.length === 0 || found.has(row.id)) return true;
    const text = textOfRow(row);
    return words.every((word) => text.includes(word));
  });
}

/** The values of a condition that the rows have, each once. */
export function valuesOf(rows: readonly ExchangeRow[], key: (typeof PICKED)[number]): readonly string[] {
  return [...new Set(rows.flatMap((row) => valueOf(row, key) ?? []))];
}

function valueOf(row: ExchangeRow, key: (typeof PICKED)[number]): string | undefined {
  const value = row[key];
  return value === undefined ? undefined : String(value);
}
