import type { PublicKeyParts } from "../../key/key.js";
import { createBlocks, type Block, type Blocks } from "./blocks.js";
import { layoutOf, writeBase, writeImage, type Layout } from "./image.js";
import { instantiate, type WasmExports } from "./module.js";

const DIGITS_AT_2048 = 160;

/** The tables of one key, finished or not. They may be dropped to make room for another key's. */
export interface KeyTables {
  /** Finished, and still there. */
  isReady(): boolean;
  /** Another key has their memory now. */
  isDropped(): boolean;
  /**
   * Goes on building for the time of so many products at 2048 bits, of 2 µs each. Both tables take 8,600, whose time grows with the square of the size.
   * Waits for a table that was begun before.
   */
  build(products: number): void;
  /** Whether a signature (r‖s, in range) belongs to a digest. Only when they are ready. */
  verify(digest: Uint8Array, signature: Uint8Array): boolean;
}

/** The one WebAssembly instance of a process. */
export interface TableMemory {
  readonly blocks: Blocks;
  /** Begins the tables of a key; undefined if there is no room for them. */
  begin(key: PublicKeyParts): KeyTables | undefined;
}

/**
 * Makes the instance.
 *
 * @param limit - the most bytes that tables may take
 * @param exports - another build of the module, for tests
 * @returns undefined if the runtime compiles no WebAssembly
 */
export function createTableMemory(
  limit: number,
  exports: WasmExports | undefined = instantiate(),
): TableMemory | undefined {
  if (exports === undefined) return undefined;
  const blocks = createBlocks(exports, limit);
  // The module builds one table at a time.
  let building: KeyTables | undefined;

  return {
    blocks,
    begin(key) {
      const layout = layoutOf(key.p, exports);
      const block = blocks.take(layout.size);
      if (block === undefined) return undefined;
      // The module may still hold the constants of a key that was here before.
      exports.forget();
      writeImage(exports, block.at, key);
      const builder = createBuilder(exports, key, layout, block);
      const verify = createVerify(exports, key, block);

      const tables: KeyTables = {
        isReady: () => block.isTaken && builder.isDone(),
        isDropped: () => !block.isTaken,
        build(products) {
          if (!block.isTaken || builder.isDone()) return;
          if (building === undefined || building.isReady() || building.isDropped()) building = tables;
          if (building === tables) builder.build(products);
          else building.build(products);
        },
        verify(digest, signature) {
          blocks.touch(block);
          return verify(digest, signature);
        },
      };
      return tables;
    },
  };
}

/** Builds the tables of g and of y, one after the other. */
function createBuilder(
  exports: WasmExports,
  { p, g, y }: PublicKeyParts,
  { digits, tableSize }: Layout,
  { at }: Block,
): { isDone(): boolean; build(products: number): void } {
  const first = at + exports.CONSTANTS_SIZE.value;
  const baseAt = first + 2 * tableSize;
  const bases = [g, y];
  const scale = (DIGITS_AT_2048 / digits) ** 2;
  let finished = 0;
  let isStarted = false;
  return {
    isDone: () => finished === bases.length,
    build(products) {
      const base = bases[finished];
      if (base === undefined) return;
      if (!isStarted) {
        writeBase(exports, baseAt, base, p);
        exports.startTable(at, baseAt, first + finished * tableSize);
        isStarted = true;
      }
      if (exports.continueTable(at, Math.ceil(products * scale)) === 0) return;
      finished++;
      isStarted = false;
    },
  };
}

function createVerify(exports: WasmExports, { qBytes }: PublicKeyParts, { at }: Block): KeyTables["verify"] {
  const { length } = qBytes;
  let input = new Uint8Array();
  return (digest, signature) => {
    // Growing the memory detaches what looks at it.
    if (input.length === 0) input = new Uint8Array(exports.memory.buffer, exports.INPUT.value, 96);
    input.fill(0);
    input.set(signature.subarray(0, length), 32 - length);
    input.set(signature.subarray(length), 64 - length);
    // The leftmost bits of the digest, as many as q has (FIPS 186-4 §4.6).
    const left = digest.length > length ? digest.subarray(0, length) : digest;
    input.set(left, 96 - left.length);
    return exports.verify(at) !== 0;
  };
}
