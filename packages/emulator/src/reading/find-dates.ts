import { en, type ParsedResult } from "chrono-node";
import { findAll, firstOnes, type Found, type RangeValue } from "./found.js";

/** The days in a text, and the ranges that are written as one, such as `May 3-5`. */
export interface FoundDates {
  readonly dates: readonly Found<string>[];
  readonly ranges: readonly Found<RangeValue<string>>[];
}

type Parser = ReturnType<typeof en.configuration.createCasualConfiguration>["parsers"][number];

const DAY_MS = 86_400_000;

/**
 * What must not count as a day: times, a month alone, and `03/05/2026`, which means two different days. A parser of
 * chrono that matches one of these is left out. By what it matches, since bundlers rename its class.
 */
const NO_DAYS = ["9:00", "9am", "5 to 3", "noon", "March", "5/2026", "03/05/2026", "end of month", "2026-05-03T14:30"];

/**
 * Finds the days in a text, as `yyyy-MM-dd` and in their order: `2026-05-03`, `3rd of May`, `May 3, 2026`, `tomorrow`,
 * `next friday`, `in 3 days`. A day without a year is the next such day.
 *
 * @param now - the clock; days are those of UTC
 */
export function findDates(text: string, now: Date): FoundDates {
  const { parsers, refiners } = en.configuration.createCasualConfiguration();
  const chrono = new en.Chrono({ parsers: parsers.filter(readsDays), refiners });
  const results = chrono.parse(text, { instant: now, timezone: 0 }, { forwardDate: true }).filter(isDay);
  return {
    dates: firstOnes([...findNeighbours(text, now), ...findLeapDays(text, now), ...results.flatMap(toDates)]),
    ranges: results.flatMap(toRange),
  };
}

function readsDays(parser: Parser): boolean {
  const { source, flags } = parser.pattern({ option: {} } as Parameters<Parser["pattern"]>[0]);
  return !NO_DAYS.some((text) => new RegExp(source, flags).test(text));
}

/** `3 days` and `for 3 days` say how long, not when; `in 2 hours` is a time. */
function isDay({ text, start }: ParsedResult): boolean {
  if (start.isCertain("hour")) return false;
  return (
    !start.tags().has("result/relativeDate") || /^(in|next|last|past|this)\b|\b(ago|later|from now)$/i.test(text.trim())
  );
}

/** Of a range that is written as one, the end gets the last character, so that both days can be taken. */
function toDates({ index, text, start, end }: ParsedResult): Found<string>[] {
  const stop = index + text.length;
  if (end == null) return [{ start: index, end: stop, value: toDay(start) }];
  return [
    { start: index, end: stop - 1, value: toDay(start) },
    { start: stop - 1, end: stop, value: toDay(end) },
  ];
}

function toRange({ index, text, start, end }: ParsedResult): Found<RangeValue<string>>[] {
  if (end == null) return [];
  const value = { start: toDay(start), end: toDay(end) };
  return value.end < value.start ? [] : [{ start: index, end: index + text.length, value }];
}

function toDay(components: ParsedResult["start"]): string {
  return isoDay(Date.UTC(components.get("year") ?? 0, (components.get("month") ?? 1) - 1, components.get("day") ?? 1));
}

function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** Of these chrono reads `tomorrow` and `yesterday` alone. */
function findNeighbours(text: string, now: Date): Found<string>[] {
  return findAll(text, /\b(?:the )?day (after tomorrow|before yesterday)\b/gi, ([, which = ""]) =>
    isoDay(now.getTime() + (which.toLowerCase().startsWith("after") ? 2 : -2) * DAY_MS),
  );
}

/** The next 29 February, up to eight years away: chrono looks no further than the next year. */
function findLeapDays(text: string, now: Date): Found<string>[] {
  const day = /\b(?:29(?:th)?(?: of)? feb(?:ruary)?|feb(?:ruary)? 29(?:th)?)\b(?!,? ?\d{4})/gi;
  return findAll(text, day, () => {
    const today = isoDay(now.getTime());
    const years = Array.from({ length: 9 }, (_, ahead) => now.getUTCFullYear() + ahead);
    return years.map((year) => isoDay(Date.UTC(year, 1, 29))).find((each) => each.endsWith("-02-29") && each >= today);
  });
}
