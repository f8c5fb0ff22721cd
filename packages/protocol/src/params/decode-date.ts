import { readClock } from "./decode-time.js";
import { because, decoded, type Decoded } from "./decoded.js";
import { instantIn, utcMs } from "./wall-clock.js";

/**
 * How a date without a zone is read.
 *
 * @example
 * ```ts
 * import { decodeDateTime, type DateOptions } from "@ck/protocol";
 *
 * const india: DateOptions = { timeZone: "Asia/Kolkata" };
 * decodeDateTime("03-May-2026 09:30", india); // → { ok: true, value: new Date("2026-05-03T04:00:00Z") }
 * ```
 */
export interface DateOptions {
  /** The IANA name of the time zone in which a date that carries none is read. Default: `"UTC"`. */
  readonly timeZone?: string | undefined;
}

/**
 * Decodes a Date param: ISO 8601 (`2026-05-03`), `dd-MMM-yyyy` (`03-May-2026`), or epoch milliseconds as a number or as
 * digits. A time that stands with the date is kept, so that no instant is lost; without one it is the start of the day.
 *
 * A date without a zone is read in UTC, unless `timeZone` says otherwise. A day that does not exist is refused.
 *
 * @param value The param, as it stands in `params`.
 * @param options `timeZone`: where a date without a zone is.
 * @throws `ERR_INVALID_OPTION` when the runtime does not know `timeZone`; never because of `value`.
 *
 * Source: contract §1 "Params"; ISO 8601 calendar dates.
 *
 * @example
 * ```ts
 * import { decodeDate } from "@ck/protocol";
 *
 * decodeDate("03-May-2026"); // → { ok: true, value: new Date("2026-05-03T00:00:00Z") }
 * decodeDate("2026-02-30"); // → { ok: false, reason: "Please give a date, such as 2026-05-03 or 03-May-2026." }
 * ```
 */
export function decodeDate(value: unknown, options: DateOptions = {}): Decoded<Date> {
  return readInstant(value, options) ?? because("Please give a date, such as 2026-05-03 or 03-May-2026.");
}

/**
 * Decodes a Date/Time param: what {@link decodeDate} accepts, here with a time. Without a time it is the start of the day.
 *
 * A date without a zone is read in UTC, unless `timeZone` says otherwise.
 *
 * @param value The param, as it stands in `params`.
 * @param options `timeZone`: where a date without a zone is.
 * @throws `ERR_INVALID_OPTION` when the runtime does not know `timeZone`; never because of `value`.
 *
 * Source: contract §1 "Params"; ISO 8601 calendar dates.
 *
 * @example
 * ```ts
 * import { decodeDateTime } from "@ck/protocol";
 *
 * decodeDateTime("2026-05-03T09:30:00+05:30"); // → { ok: true, value: new Date("2026-05-03T04:00:00Z") }
 * decodeDateTime("soon").ok; // → false
 * ```
 */
export function decodeDateTime(value: unknown, options: DateOptions = {}): Decoded<Date> {
  return readInstant(value, options) ?? because("Please give a date and a time, such as 2026-05-03 14:30.");
}

/** No date is as long; it bounds the work for a text that is none. */
const MAX_DATE_LENGTH = 64;

function readInstant(value: unknown, { timeZone = "UTC" }: DateOptions): Decoded<Date> | undefined {
  const text = typeof value === "string" && value.length <= MAX_DATE_LENGTH ? value.trim() : undefined;
  const ms =
    typeof value === "number"
      ? value
      : text === undefined
        ? undefined
        : /^-?\d+$/.test(text)
          ? Number(text)
          : (readIso(text, timeZone) ?? readNamedMonth(text, timeZone));
  const date = new Date(ms ?? NaN);
  return Number.isNaN(date.getTime()) ? undefined : decoded(date);
}

const ISO =
  /^(\d{4}|[+-]\d{6})-(\d{2})-(\d{2})(?:(?:T| +)(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: ?(Z)|([+-])(\d{2}):?(\d{2})?)?)?$/i;

function readIso(text: string, timeZone: string): number | undefined {
  const [, year, month, day, hour, minute, second, fraction, zulu, sign, offsetHour, offsetMinute] =
    ISO.exec(text) ?? [];
  // ISO 8601 has a year zero, but not a negative one.
  if (year === undefined || year === "-000000") return undefined;
  const wallMs = utcMs({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    millisecond: Number((fraction ?? "").padEnd(3, "0").slice(0, 3)),
  });
  if (wallMs === undefined || zulu !== undefined) return wallMs;
  if (sign === undefined) return instantIn(timeZone, wallMs);
  const minutes = Number(offsetMinute ?? 0);
  if (Number(offsetHour) > 23 || minutes > 59) return undefined;
  const offset = (Number(offsetHour) * 60 + minutes) * 60_000;
  return sign === "-" ? wallMs + offset : wallMs - offset;
}

const MONTHS: readonly string[] =
  "january february march april may june july august september october november december".split(" ");

function readNamedMonth(text: string, timeZone: string): number | undefined {
  const [, day, name, year, time] = /^(\d{1,2})[- ]([a-z]{3,9})[- ](\d{4})(?:(?:,? +|T)(\S.*))?$/i.exec(text) ?? [];
  if (name === undefined) return undefined;
  const lower = name.toLowerCase();
  const month = MONTHS.findIndex((full) => full === lower || full.slice(0, 3) === lower) + 1;
  const clock = time === undefined ? {} : readClock(time);
  if (month === 0 || clock === undefined) return undefined;
  const wallMs = utcMs({ year: Number(year), month, day: Number(day), ...clock });
  return wallMs === undefined ? undefined : instantIn(timeZone, wallMs);
}
