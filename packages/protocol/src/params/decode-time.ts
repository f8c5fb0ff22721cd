import { because, decoded, type Decoded } from "./decoded.js";

/**
 * Decodes a Time param to `HH:mm:ss` on the 24-hour clock, text that sorts in time order. It accepts `14:30`, `14:30:00`,
 * `2:30 PM` and `2 pm`; fractions of a second are dropped.
 *
 * Source: docs/contract.md §1 "Params"; the shape is not documented.
 *
 * @param value - The param as it is in `params`.
 *
 * @example
 * ```ts
 * import { decodeTime } from "@ck/protocol";
 *
 * decodeTime("2:30 PM"); // → { ok: true, value: "14:30:00" }
 * const wrong = decodeTime("25:00");
 * wrong.ok ? "" : wrong.reason; // → "Please give a time, such as 14:30 or 2:30 PM."
 * ```
 */
export function decodeTime(value: unknown): Decoded<string> {
  const clock = typeof value === "string" ? readClock(value.trim()) : undefined;
  if (clock === undefined) return because({ code: "invalidTime" });
  const { hour, minute, second } = clock;
  return decoded([hour, minute, second].map((part) => String(part).padStart(2, "0")).join(":"));
}

/** A time of day; `undefined` when the text is not one. */
export function readClock(text: string): { hour: number; minute: number; second: number } | undefined {
  // No time is that long; it bounds the work for other texts.
  if (text.length > 32) return undefined;
  const match = /^(\d{1,2})(?::(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?)?(?: ?([ap])\.?m\.?)?$/i.exec(text);
  const half = match?.[4]?.toLowerCase();
  // A bare number is a time only with am or pm.
  if (match === null || (match[2] === undefined && half === undefined)) return undefined;
  const shown = Number(match[1]);
  if (half !== undefined && (shown < 1 || shown > 12)) return undefined;
  const hour = half === undefined ? shown : (shown % 12) + (half === "p" ? 12 : 0);
  const minute = Number(match[2] ?? 0);
  const second = Number(match[3] ?? 0);
  return hour > 23 || minute > 59 || second > 59 ? undefined : { hour, minute, second };
}
