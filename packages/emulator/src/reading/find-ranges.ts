import type { Found } from "./found.js";

/** A range as it goes over the wire (contract §1 takes this among others; grade I). */
export interface RangeValue<T> {
  readonly start: T;
  readonly end: T;
}

const BETWEEN = /^\s*(?:to|until|till|through|and|-|–|—|\.\.\.?)\s*(?:the\s+)?$/i;

/** Two values that stand side by side with `to`, `until`, `and` or a dash between them, the smaller one first. */
export function findRanges<T extends string | number>(
  text: string,
  values: readonly Found<T>[],
): Found<RangeValue<T>>[] {
  return values.flatMap((first, index) => {
    const second = values[index + 1];
    // Days and times are texts that sort as they should.
    if (second === undefined || second.value < first.value) return [];
    if (!BETWEEN.test(text.slice(first.end, second.start))) return [];
    return [{ start: first.start, end: second.end, value: { start: first.value, end: second.value } }];
  });
}
