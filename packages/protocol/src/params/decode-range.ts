import { because, decoded, isUnset, readList, readProperty, type Decoded } from "./decoded.js";

/** A range; both ends are included. */
export interface Range<T> {
  readonly start: T;
  readonly end: T;
}

/**
 * Decodes any range param: `[start, end]`, `{ start, end }` or `{ from, to }`. If the ends can be compared (numbers, dates,
 * times), the start must not be after the end.
 *
 * Source: docs/contract.md §1 "Params".
 *
 * @param value - The param as it is in `params`.
 * @param decodeItem - Decodes one end.
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
  if (isUnset(first) || isUnset(last)) return because({ code: "invalidRange" });
  // With one argument: the second one of a decoder is its options.
  const start = decodeItem(first);
  if (!start.ok) return because({ code: "invalidStart", reason: start.reason, issue: start.issue });
  const end = decodeItem(last);
  if (!end.ok) return because({ code: "invalidEnd", reason: end.reason, issue: end.issue });
  if (isAfter(start.value, end.value)) return because({ code: "startAfterEnd" });
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
  // Times are texts that sort correctly (decodeTime).
  if (typeof start === "string" && typeof end === "string") return start > end;
  return isDate(start) && isDate(end) && start.getTime() > end.getTime();
}

/** By tag, not by `instanceof`: a decoder of the author's may make dates in another realm. */
function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === "[object Date]";
}
