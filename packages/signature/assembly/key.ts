// The key in use. All keys share one memory and one workspace; each has an image of its constants, and its tables after that.
import { CONSTANTS, CONSTANTS_SIZE, NUMBERS, ONE, SCRATCH_SPREADS, SCRATCH_SPREADS_SIZE } from "./memory";

/** Digits of a number mod p. */
export let digits: i32 = 0;
/** -1/q mod 2^32. */
export let negatedInverseOfQ: u32 = 0;
/** 1/q mod 2^30. */
export let inverseOfQ30: u32 = 0;
/** Words of p. */
export let primeWords: i32 = 0;
/** Words of q. */
export let orderWords: i32 = 0;
/** The comb: columns in a row, and columns in a block. */
export let columns: i32 = 0;
export let span: i32 = 0;

let selected: usize = 0;

// @ts-ignore: decorator
@inline
function numberAt(index: usize): i32 {
  return load<i32>(NUMBERS + 4 * index);
}

/** Makes a key the one in use. `key` is where its image begins. */
export function select(key: usize): void {
  if (key == selected) return;
  selected = key;
  memory.copy(CONSTANTS, key, CONSTANTS_SIZE);
  const before = digits;
  digits = numberAt(0);
  negatedInverseOfQ = numberAt(1);
  inverseOfQ30 = numberAt(2);
  primeWords = numberAt(3);
  orderWords = numberAt(4);
  columns = numberAt(5);
  span = numberAt(6);
  // A shorter number would leave the end of a longer one behind it, where zeros are read.
  if (digits != before) memory.fill(SCRATCH_SPREADS, 0, SCRATCH_SPREADS_SIZE);
  store<i16>(ONE, 1);
}

/** Forgets which key is in use: its memory holds another one now. */
export function forget(): void {
  selected = 0;
}
