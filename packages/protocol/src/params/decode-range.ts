import { because, decoded, isUnset, readList, readProperty, type Decoded } from "./decoded.js";

/**
 * Two ends, both included.
 *
 * @example
 * ```ts
 * import type { Range } from "@ck/protocol";
 *
 * const week: Range<number> = { start: 1, end: 7 };
 * ```
 */
export interface Range<T> {
  readonly start: T;
  readonly end: T;
}

/**
 * Decodes a range param of any kind: `[start, end]`, `{ start, end }` or `{ from, to }`. Where the ends can be compared
 * (numbers, dates, times), the start may not be after the end.
 *
 * @param value The param, as it stands in `params`.
 * @param decodeItem The decoder of one end.
 *
 * Source: contract §1 "Params".
 *
 * @example
 * ```ts
 * import { decodeInteger, decodeRange } from "@ck/protocol";
 *
 * decodeRange(["1", "3"], decodeInteger); // → { ok: true, value: { start: 1, end: 3 } }
 * decodeRange({ from: 3, to: 1 }, decodeInteger).ok; // → false
 * ```
 */
export function decodeRange<T>(value: unknown, decodeItem: (value: unknown) => Decoded<T>): Decoded<Range<T>> {
  const [first, last] = readEnds(value) ?? [];
  if (isUnset(first) || isUnset(last)) return because("Please give a start and an end.");
  // Called with one argument: a decoder's second one is its options.
  const start = decodeItem(first);
  if (!start.ok) return because(`The start is not right. ${start.reason}`);
  const end = decodeItem(last);
  if (!end.ok) return because(`The end is not right. ${end.reason}`);
  if (isAfter(start.value, end.value)) return because("Please give a start that is not after the end.");
  return decoded({ start: start.value, end: end.value });
}

function readEnds(value: unknown): readonly unknown[] | undefined {
  const list = readList(value);
  if (list !== undefined) return list.length === 2 ? list : undefined;
  const start = readProperty(value, "start") ?? readProperty(value, "from");
  const end = readProperty(value, "end") ?? readProperty(value, "to");
  return [start, end];
}

function isAfter(start: unknown, end: unknown): boolean {
  if (typeof start === "number" && typeof end === "number") return start > end;
  // Times are texts that sort as they should (decodeTime).
  if (typeof start === "string" && typeof end === "string") return start > end;
  return start instanceof Date && end instanceof Date && start.getTime() > end.getTime();
}
