/*
 * Powers of fixed bases by a comb (C. H. Lim and P. J. Lee, "More flexible exponentiation with precomputation", CRYPTO '94): the exponent's bits
 * are written in rows, one for each tooth, and the rows are cut into blocks. A table holds, for each block, the product of the base's powers at
 * every choice of teeth. With 10 teeth and 4 blocks an exponent of 256 bits costs 6 squarings and at most 26 products.
 */
import { multiply, negate, spreadOut } from "./field";
import { columns, digits, select, span } from "./key";
import { EXPONENTS, ONE, NEGATED_INVERSE, POWER, RESULT, STEPS, VALUE, VALUE_NEGATED, X, Y } from "./memory";

const TEETH: i32 = 10;
const BLOCKS: i32 = 4;
/** Bits of an exponent. */
const BITS: i32 = 256;

/** Bytes of an entry: a number's digits, and those of its product with -1/p mod R. */
// @ts-ignore: decorator
@inline
function entrySize(): i32 {
  return 4 * digits;
}

/** The entry of a block for a choice of teeth, 1 to 1023. */
// @ts-ignore: decorator
@inline
function entryAt(table: usize, block: i32, teeth: i32): usize {
  return table + ((block << TEETH) + teeth) * entrySize();
}

// The table that is being built: first the powers that single teeth stand for, then the products of several.
let building: usize = 0;
let exponent: i32 = 0;
let block: i32 = 0;
let tooth: i32 = 0;
let others: i32 = 0;

/** Begins a table of a base (digits, Montgomery form), for the key in use. One table is built at a time. */
export function startTable(key: usize, base: usize, table: usize): void {
  select(key);
  building = table;
  memory.copy(POWER, base, 2 * digits);
  exponent = 0;
  block = 0;
  tooth = 1;
  others = 1;
}

/** Goes on with the table for some products. Returns whether it is finished. */
export function continueTable(key: usize, products: i32): bool {
  select(key);
  const lastPower = (TEETH - 1) * columns + (BLOCKS - 1) * span;
  while (exponent <= lastPower) {
    if (products-- == 0) return false;
    nextPower();
  }
  let factor: usize = 0;
  while (block < BLOCKS) {
    if (products-- == 0) return false;
    // Only at the start of a slice or of a tooth: checks may have used the workspace in between.
    const wanted = entryAt(building, block, 1 << tooth);
    if (factor != wanted) spreadOut(X, wanted);
    factor = wanted;
    nextProduct();
  }
  return true;
}

/** Keeps the power of the base where a tooth stands for it, and squares it. */
function nextPower(): void {
  spreadOut(X, POWER);
  negate(VALUE_NEGATED, X);
  const offset = exponent % columns;
  if (offset % span == 0 && offset / span < BLOCKS) {
    const entry = entryAt(building, offset / span, 1 << (exponent / columns));
    memory.copy(entry, POWER, 2 * digits);
    memory.copy(entry + 2 * digits, VALUE_NEGATED, 2 * digits);
  }
  multiply(Y, RESULT, X, POWER, VALUE_NEGATED);
  memory.copy(POWER, RESULT, 2 * digits);
  exponent++;
}

/** The entry of a tooth and some of those before it, from the entry of these. The tooth's own is in X. */
function nextProduct(): void {
  const from = entryAt(building, block, others);
  const to = entryAt(building, block, (1 << tooth) | others);
  multiply(Y, to, X, from, from + 2 * digits);
  negate(to + 2 * digits, Y);
  if (++others < 1 << tooth) return;
  others = 1;
  if (++tooth < TEETH) return;
  tooth = 1;
  block++;
}

/** The product of the powers of two bases, whose exponents are in EXPONENTS: to RESULT, as digits, out of Montgomery form. */
export function powers(tables: usize): void {
  const end = planSteps(tables);
  let x = X;
  let y = Y;
  let isOne = true;
  for (let step = STEPS; step < end; step += 4) {
    const entry = <usize>load<u32>(step);
    touch(<usize>load<u32>(step, 4));
    if (isOne) {
      // Nothing to square yet, and a product with 1 is a copy.
      if (entry == 0) continue;
      memory.copy(VALUE, entry, 2 * digits);
      spreadOut(x, entry);
      isOne = false;
      continue;
    }
    if (entry == 0) {
      negate(VALUE_NEGATED, x);
      multiply(y, RESULT, x, VALUE, VALUE_NEGATED);
      memory.copy(VALUE, RESULT, 2 * digits);
    } else multiply(y, VALUE, x, entry, entry + 2 * digits);
    const other = x;
    x = y;
    y = other;
  }
  if (isOne) memory.copy(RESULT, ONE, 2 * digits);
  // 1·(-1/p) mod R is the constant itself.
  else multiply(y, RESULT, x, ONE, NEGATED_INVERSE);
}

/** Writes the steps to STEPS, followed by a zero. Returns their end. */
function planSteps(tables: usize): usize {
  const second = entryAt(tables, BLOCKS, 0);
  let step = STEPS;
  for (let column = span - 1; column >= 0; column--) {
    for (let block = 0; block < BLOCKS; block++) {
      const at = block * span + column;
      if (at >= columns) break;
      step = planEntry(step, entryAt(tables, block, 0), EXPONENTS, at);
      step = planEntry(step, entryAt(second, block, 0), EXPONENTS + 32, at);
    }
    if (column > 0) step = plan(step, 0);
  }
  plan(step, 0);
  return step;
}

// @ts-ignore: decorator
@inline
function plan(step: usize, entry: usize): usize {
  store<u32>(step, <u32>entry);
  return step + 4;
}

/** Plans the entry of a block for the teeth that an exponent (8 words) has in a column. */
function planEntry(step: usize, block: usize, exponent: usize, column: i32): usize {
  let teeth = 0;
  for (let row = 0; row < TEETH; row++) {
    const bit = row * columns + column;
    if (bit < BITS) teeth |= ((<i32>load<u8>(exponent + (bit >> 3)) >> (bit & 7)) & 1) << row;
  }
  return teeth == 0 ? step : plan(step, block + teeth * entrySize());
}

/** Reads from each cache line of an entry, so that it is there when it is multiplied: WebAssembly has no other way to ask for memory in advance. */
function touch(entry: usize): void {
  for (let at: usize = 0; at < <usize>entrySize(); at += 64) load<u8>(entry + at);
}
