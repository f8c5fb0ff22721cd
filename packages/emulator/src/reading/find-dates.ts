import { findAll, firstOnes, type Found } from "./found.js";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH =
  "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const DAY_MS = 86_400_000;

const NUMERIC = /(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])/g;
const DAY_FIRST = new RegExp(
  `(?<![\\p{L}\\p{N}])(\\d{1,2})(?:st|nd|rd|th)?(?:-| of | )${MONTH}\\b\\.?(?:(?:-|, ?| )(\\d{4})(?!\\d))?`,
  "giu",
);
const MONTH_FIRST = new RegExp(
  `(?<![\\p{L}\\p{N}])${MONTH}\\.? (\\d{1,2})(?:st|nd|rd|th)?(?![\\d:])(?:(?:, ?| )(\\d{4})(?!\\d))?`,
  "giu",
);
const RELATIVE = /\b(day after tomorrow|today|tomorrow|yesterday)\b/gi;
const WEEKDAY = new RegExp(`\\b(${WEEKDAYS.join("|")})\\b`, "gi");

/**
 * The days that a text names, as `yyyy-MM-dd`, in their order: `2026-05-03`, `03-May-2026`, `3 May`, `3rd of May 2026`, `May 3, 2026`, today,
 * tomorrow, the day after tomorrow, yesterday, and weekdays (the next one after today).
 *
 * A day without a year is the next such day. `03/05/2026` is not read: it means two different days.
 * @param now the clock; days are those of UTC
 */
export function findDates(text: string, now: Date): Found<string>[] {
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const inDays = (days: number): string => toDay(today + days * DAY_MS);
  const named = (day: string | undefined, month: string | undefined, year: string | undefined): string | undefined => {
    const index = MONTHS.indexOf((month ?? "").slice(0, 3).toLowerCase());
    return year === undefined ? nextDay(index, Number(day), today) : existingDay(Number(year), index, Number(day));
  };
  return firstOnes([
    ...findAll(text, NUMERIC, ([, year, month, day]) => existingDay(Number(year), Number(month) - 1, Number(day))),
    ...findAll(text, DAY_FIRST, ([, day, month, year]) => named(day, month, year)),
    ...findAll(text, MONTH_FIRST, ([, month, day, year]) => named(day, month, year)),
    ...findAll(text, RELATIVE, ([, word = ""]) =>
      inDays({ yesterday: -1, today: 0, tomorrow: 1 }[word.toLowerCase()] ?? 2),
    ),
    ...findAll(text, WEEKDAY, ([, name = ""]) => {
      const ahead = (WEEKDAYS.indexOf(name.toLowerCase()) - new Date(today).getUTCDay() + 7) % 7;
      return inDays(ahead === 0 ? 7 : ahead);
    }),
  ]);
}

function existingDay(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month, day));
  return date.getUTCMonth() === month && date.getUTCDate() === day ? toDay(date.getTime()) : undefined;
}

/** The 29th of February can be eight years away. */
function nextDay(month: number, day: number, today: number): string | undefined {
  const year = new Date(today).getUTCFullYear();
  for (let candidate = year; candidate <= year + 8; candidate += 1) {
    const found = existingDay(candidate, month, day);
    if (found !== undefined && found >= toDay(today)) return found;
  }
  return undefined;
}

function toDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
