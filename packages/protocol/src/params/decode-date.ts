import { checkKnownKeys } from "../json/check-known-keys.js";
import { readClock } from "./decode-time.js";
import { because, decoded, type Decoded } from "./decoded.js";
import { instantIn, utcMs } from "./wall-clock.js";

/** How a date without a zone is read. */
export interface DateOptions {
  /** The IANA name of the time zone in which a date that carries none is read. Default: `"UTC"`. */
  readonly timeZone?: string | undefined;
}

/**
 * Decodes a Date param: ISO 8601 (`2026-05-03` or `20260503`), `dd-MMM-yyyy` (`03-May-2026`), or epoch milliseconds as a
 * number or as digits. A time beside the date is kept; without one the result is the start of the day.
 *
 * A date without a zone is read in UTC, unless `timeZone` says otherwise. A day that does not exist is refused. So are
 * digits that are probably something else, such as a year or epoch seconds: milliseconds count from 10,000,000,000 up (or
 * down), and digits of either kind only for the years 1900 to 2199.
 *
 * Source: docs/contract.md §1 "Params"; ISO 8601 calendar dates.
 *
 * @param value - The param as it is in `params`.
 * @param options - `timeZone`: the zone of a date that carries none.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`: when the runtime does not know `timeZone`; never because of `value`.
 *
 * @example
 * ```ts
 * import { decodeDate } from "@ck/protocol";
 *
 * decodeDate("03-May-2026"); // → { ok: true, value: new Date("2026-05-03T00:00:00Z") }
 * const wrong = decodeDate("2026-02-30");
 * wrong.ok ? "" : wrong.reason; // → "Please give a date, such as 2026-05-03 or 03-May-2026."
 * ```
 */
export function decodeDate(value: unknown, options: DateOptions = {}): Decoded<Date> {
  checkKnownKeys(options, ["timeZone"], "decodeDate");
  return readInstant(value, options) ?? because({ code: "invalidDate" });
}

/**
 * Decodes a Date/Time param: whatever {@link decodeDate} accepts, with a time: `2026-05-03T14:30`, `20260503T1430`,
 * `202605031430`, `03-May-2026 2:30 PM`. Without a time the result is the start of the day.
 *
 * Source: docs/contract.md §1 "Params"; ISO 8601 calendar dates.
 *
 * @param value - The param as it is in `params`.
 * @param options - `timeZone`: the zone of a date that carries none.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`: when the runtime does not know `timeZone`; never because of `value`.
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
  checkKnownKeys(options, ["timeZone"], "decodeDateTime");
  return readInstant(value, options) ?? because({ code: "invalidDateTime" });
}

/** No date is that long; it bounds the work for other texts. */
const MAX_DATE_LENGTH = 64;

function readInstant(value: unknown, { timeZone = "UTC" }: DateOptions): Decoded<Date> | undefined {
  const ms =
    typeof value === "string"
      ? readText(value, timeZone)
      : typeof value === "number"
        ? readCount(value, timeZone)
        : NaN;
  const date = new Date(ms ?? NaN);
  return Number.isNaN(date.getTime()) ? undefined : decoded(date);
}

function readText(value: string, timeZone: string): number | undefined {
  const text = value.length <= MAX_DATE_LENGTH ? value.trim() : "";
  return (
    readIso(text, timeZone) ??
    readBasicIso(text, timeZone) ??
    (/^-?\d+$/.test(text) ? readEpoch(Number(text)) : readNamedMonth(text, timeZone))
  );
}

/** A number that counts milliseconds, or the digits of a day. */
function readCount(value: number, timeZone: string): number | undefined {
  return readEpoch(value) ?? (Number.isInteger(value) ? readBasicIso(String(value), timeZone) : undefined);
}

// No document says which digits the platform sends (docs/contract.md §1, grade ?), and a visitor may type some too. Within
// ten digits they are rather a year, a day or epoch seconds, none of which may become a day in 1970.
const MIN_EPOCH_MS = 10_000_000_000;
const YEARS_OF_DIGITS = { first: 1900, last: 2199 };

function readEpoch(ms: number): number | undefined {
  if (!Number.isInteger(ms) || Math.abs(ms) < MIN_EPOCH_MS) return undefined;
  const year = new Date(ms).getUTCFullYear();
  return year >= YEARS_OF_DIGITS.first && year <= YEARS_OF_DIGITS.last ? ms : undefined;
}

const ZONE = "(?: ?(Z)|([+-])(\\d{2}):?(\\d{2})?)?";
const FRACTION = "(?:[.,](\\d{1,9}))?";
const ISO = new RegExp(
  `^(\\d{4}|[+-]\\d{6})-(\\d{2})-(\\d{2})(?:(?:T| +)(\\d{2}):(\\d{2})(?::(\\d{2})${FRACTION})?${ZONE})?$`,
  "i",
);
const BASIC_ISO = new RegExp(`^(\\d{4})(\\d{2})(\\d{2})(?:T?(\\d{2})(\\d{2})(?:(\\d{2})${FRACTION})?${ZONE})?$`, "i");

function readIso(text: string, timeZone: string): number | undefined {
  const parts = ISO.exec(text);
  // ISO 8601 has a year zero, but not a negative one.
  return parts === null || parts[1] === "-000000" ? undefined : toInstant(parts, timeZone);
}

/** ISO 8601 without its separators: `20261122`, `20261122T1030`, and without the `T` too. */
function readBasicIso(text: string, timeZone: string): number | undefined {
  const parts = BASIC_ISO.exec(text);
  const year = Number(parts?.[1]);
  const isPlausible = year >= YEARS_OF_DIGITS.first && year <= YEARS_OF_DIGITS.last;
  return parts !== null && isPlausible ? toInstant(parts, timeZone) : undefined;
}

function toInstant(parts: RegExpExecArray, timeZone: string): number | undefined {
  const [, year, month, day, hour, minute, second, fraction, zulu, sign, offsetHour, offsetMinute] = parts;
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
