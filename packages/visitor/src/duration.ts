import { invalid } from "./error.js";

/** A whole number and its unit: `"90s"`, `"15m"`, `"24h"`, `"7d"`. */
export type Duration = `${number}${"s" | "m" | "h" | "d"}`;

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

const YEAR = 365 * 86_400;

/** @throws {@link VisitorError} `ERR_INVALID_OPTION`: it is not a duration from 1 second to 365 days */
export function secondsOf(value: unknown, option: string): number {
  const [, count = "", unit = ""] = (typeof value === "string" && /^(\d{1,9})([smhd])$/.exec(value)) || [];
  const seconds = Number(count) * (SECONDS[unit] ?? 0);
  if (seconds >= 1 && seconds <= YEAR) return seconds;
  throw invalid(`${option} must be a whole number with a unit, such as "15m" or "24h", and at most 365 days.`);
}
