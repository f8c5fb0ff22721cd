import { useEffect, useState } from "preact/hooks";

/** How many items are there at the first paint: a screen of them. The others follow, so that a tab opens at once on a slow machine too. */
const FIRST_SHOWN = 20;

/** A stretch of a long list, so that the page stays small however long the list is. */
export interface Slice<T> {
  readonly items: readonly T[];
  /** The position of the first of them in the list. */
  readonly from: number;
  /** How many come before and after. */
  readonly before: number;
  readonly after: number;
  readonly showBefore: () => void;
  readonly showAfter: () => void;
  /** Moves the stretch so that a position is in it. */
  readonly reveal: (index: number) => void;
}

/**
 * Shows a stretch of a list, which moves by half of its size.
 *
 * @param list - all of it
 * @param most - the most items that are shown
 * @param anchor - where the stretch begins: at the start of the list, or at its end, where it stays as the list grows
 */
export function useSlice<T>(list: readonly T[], most: number, anchor: "start" | "end"): Slice<T> {
  const [size, setSize] = useState(Math.min(most, FIRST_SHOWN));
  useEffect(() => {
    const timer = setTimeout(() => setSize(most));
    return () => clearTimeout(timer);
  }, [most]);
  // Counted from the anchor.
  const [offset, setOffset] = useState(0);
  const { length } = list;
  const last = Math.max(0, length - size);
  const skip = Math.min(offset, last);
  const from = anchor === "start" ? skip : last - skip;
  const step = Math.floor(size / 2);
  const moveTo = (start: number): void => {
    const bounded = Math.max(0, Math.min(last, start));
    setOffset(anchor === "start" ? bounded : last - bounded);
  };
  return {
    items: list.slice(from, from + size),
    from,
    before: from,
    after: Math.max(0, length - from - size),
    showBefore: () => moveTo(from - step),
    showAfter: () => moveTo(from + step),
    reveal(index) {
      if (index >= 0 && (index < from || index >= from + size)) moveTo(index - step);
    },
  };
}
