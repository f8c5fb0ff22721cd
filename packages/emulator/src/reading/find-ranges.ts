import type { Found, RangeValue } from "./found.js";

const BETWEEN = /^\s*(?:to|until|till|through|and|-|–|—|\.\.\.?)\s*(?:the\s+)?$/i;

/** Two neighbouring values with `to`, `until`, `and` or a dash between them, the smaller one first. */
export function findRanges<T extends string | number>(
  text: string,
  values: readonly Found<T>[],
): Found<RangeValue<T>>[] {
  return values.flatMap((first, index) => {
    const second = values[index + 1];
    // Days and times are texts that sort in time.
    if (second === undefined || second.value < first.value) return [];
    if (!BETWEEN.test(text.slice(first.end, second.start))) return [];
    return [{ start: first.start, end: second.end, value: { start: first.value, end: second.value } }];
  });
}
