import type { MarkupBlock } from "../tree/nodes.js";

interface OpenList {
  /** Where its items are among the blocks. */
  readonly items: number[];
  /** Whether all of them are `1.` so far. */
  counts: boolean;
}

/** Counts the items of each numbered list that has `1.` on every line (grammar 14). Changes the blocks. */
export function countItems(blocks: MarkupBlock[]): void {
  const open = new Map<number, OpenList>();
  /** Ends the lists of this depth and deeper. */
  const endLists = (from: number): void => {
    for (const [depth, { items, counts }] of open) {
      if (depth < from) continue;
      open.delete(depth);
      if (!counts) continue;
      items.forEach((at, index) => {
        const item = blocks[at];
        if (item?.type === "item") blocks[at] = { ...item, number: index + 1 };
      });
    }
  };
  blocks.forEach((block, at) => {
    if (block.type !== "item") {
      endLists(0);
      return;
    }
    const { depth, number } = block;
    // A bullet begins another list.
    endLists(number === undefined ? depth : depth + 1);
    if (number === undefined) return;
    const list = open.get(depth) ?? { items: [], counts: true };
    list.items.push(at);
    list.counts &&= number === 1;
    open.set(depth, list);
  });
  endLists(0);
}
