import { invalidArgument } from "../json/check-argument.js";

/** What a calendar and a wall clock show. */
export interface WallClock {
  readonly year: number;
  /** 1 is January. */
  readonly month: number;
  readonly day: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  readonly millisecond?: number;
}

const DAY_MS = 86_400_000;
const MAX_EPOCH_MS = 8.64e15;

/** A wall clock in UTC as epoch milliseconds; `undefined` if there is no such day or time. */
export function utcMs({
  year,
  month,
  day,
  hour = 0,
  minute = 0,
  second = 0,
  millisecond = 0,
}: WallClock): number | undefined {
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  // Not Date.UTC, which reads the years 0 to 99 as 1900 to 1999.
  date.setUTCFullYear(year, month - 1, day);
  // 30 February rolls over into March instead of failing.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  date.setUTCHours(hour, minute, second, millisecond);
  const ms = date.getTime();
  return Number.isNaN(ms) ? undefined : ms;
}

/**
 * Converts a wall clock in a time zone, as {@link utcMs} returns it, to an instant. A time that occurs twice (clocks go back)
 * is the first of the two; a time that is skipped (clocks go forward) moves forward by the gap, as in Temporal and RFC 5545.
 *
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`: when the runtime does not know the time zone.
 */
export function instantIn(timeZone: string, wallMs: number): number | undefined {
  if (timeZone === "UTC") return wallMs;
  const clock = clockIn(timeZone);
  if (Math.abs(wallMs) > MAX_EPOCH_MS - 2 * DAY_MS) return undefined;
  // No zone changes its offset twice within these two days.
  const before = offsetMs(clock, wallMs - DAY_MS);
  const after = offsetMs(clock, wallMs + DAY_MS);
  const instants = [wallMs - before, wallMs - after].filter((instant) => instant + offsetMs(clock, instant) === wallMs);
  return instants.length > 0 ? Math.min(...instants) : wallMs - before;
}

function clockIn(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    throw invalidArgument(
      'timeZone must be the IANA name of a time zone that this runtime knows, such as "Asia/Kolkata".',
    );
  }
}

/** How far the zone is ahead of UTC at an instant. */
function offsetMs(clock: Intl.DateTimeFormat, instant: number): number {
  const parts = new Map(clock.formatToParts(instant).map(({ type, value }) => [type, value]));
  const number = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  const year = number("year");
  const shown = utcMs({
    year: parts.get("era")?.startsWith("B") ? 1 - year : year,
    month: number("month"),
    day: number("day"),
    hour: number("hour"),
    minute: number("minute"),
    second: number("second"),
  });
  // Offsets have no fractions of a second, and neither does the format.
  return (shown ?? instant) - Math.floor(instant / 1000) * 1000;
}
