import type { WasmExports } from "./module.js";

const PAGE_BYTES = 65_536;

/** A part of the module's memory. */
export interface Block {
  readonly at: number;
  readonly size: number;
  /** False once it was taken away again, which happens to the block that was not used for longest. */
  isTaken: boolean;
}

/** The part of the module's memory that is not its own, in blocks. Memory that has grown never shrinks, so what is dropped is used again. */
export interface Blocks {
  /** The most bytes that blocks may take in all. */
  limit: number;
  /** A block of at least `size` bytes; undefined if there is no room for it even when all others are dropped. */
  take(size: number): Block | undefined;
  /** Notes that a block was used just now. */
  touch(block: Block): void;
}

export function createBlocks({ HEAP, memory }: WasmExports, limit: number): Blocks {
  const start = HEAP.value;
  let end = start;
  // The least recently used comes first.
  const blocks: Block[] = [];

  function reuse(size: number): Block | undefined {
    const index = blocks.findIndex((block) => !block.isTaken && block.size >= size && block.size < 2 * size);
    const [free] = index < 0 ? [] : blocks.splice(index, 1);
    if (free === undefined) return undefined;
    // A new object: whoever had the block before keeps one that says it is gone.
    const block = { ...free, isTaken: true };
    blocks.push(block);
    return block;
  }

  function extend(size: number): Block | undefined {
    if (end + size - start > all.limit || !grow(memory, end + size)) return undefined;
    const block = { at: end, size, isTaken: true };
    end += size;
    blocks.push(block);
    return block;
  }

  const all: Blocks = {
    limit,
    take(wanted) {
      const size = (wanted + 63) & ~63;
      for (;;) {
        const found = reuse(size) ?? extend(size);
        if (found !== undefined) return found;
        const oldest = blocks.find((block) => block.isTaken);
        if (oldest !== undefined) oldest.isTaken = false;
        else if (blocks.length === 0) return undefined;
        else {
          // Nothing but free blocks of other sizes: begin anew.
          blocks.length = 0;
          end = start;
        }
      }
    },
    touch(block) {
      if (blocks.at(-1) === block) return;
      const index = blocks.indexOf(block);
      if (index >= 0) blocks.push(...blocks.splice(index, 1));
    },
  };
  return all;
}

function grow(memory: WasmExports["memory"], bytes: number): boolean {
  const pages = Math.ceil((bytes - memory.buffer.byteLength) / PAGE_BYTES);
  try {
    if (pages > 0) memory.grow(pages);
    return true;
  } catch {
    return false;
  }
}
