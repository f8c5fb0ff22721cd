/*
 * Arithmetic modulo q: numbers of 8 words of 32 bits, the lowest first. A q of 160 or 224 bits has zeros above. Montgomery reduction, a word at a
 * time.
 */
import { negatedInverseOfQ } from "./key";
import { ORDER, WIDE } from "./memory";

// @ts-ignore: decorator
@inline
export function wordAt(number: usize, index: i32): u64 {
  return <u64>load<u32>(number + 4 * index);
}

/** Whether a number of 8 words is below q. */
export function isBelowQ(number: usize): bool {
  for (let i = 7; i >= 0; i--) {
    const ours = wordAt(number, i);
    const qs = wordAt(ORDER, i);
    if (ours != qs) return ours < qs;
  }
  return false;
}

/** Brings a number of 9 words below q. It is at most a few times q: each subtraction is one. */
export function bringBelowQ(number: usize): void {
  let subtractions = 0;
  while (load<u32>(number + 32) != 0 || !isBelowQ(number)) {
    assert(++subtractions <= 4);
    let borrow: u64 = 0;
    for (let i = 0; i < 8; i++) {
      const difference = wordAt(number, i) - wordAt(ORDER, i) - borrow;
      store<u32>(number + 4 * i, <u32>difference);
      borrow = (difference >> 32) & 1;
    }
    store<u32>(number + 32, <u32>(wordAt(number, 8) - borrow));
  }
}

/** Adds the multiple of q that makes the lowest word zero. The number must have room for a carry above it. */
export function reduceWord(number: usize): void {
  const factor = <u64><u32>(load<u32>(number) * negatedInverseOfQ);
  let carry: u64 = 0;
  // (2^32 - 1)·(2^32 - 1) + 2·(2^32 - 1) < 2^64: neither product nor sum overflows.
  for (let i = 0; i < 8; i++) {
    const sum = factor * wordAt(ORDER, i) + wordAt(number, i) + carry;
    store<u32>(number + 4 * i, <u32>sum);
    carry = sum >> 32;
  }
  for (let i = 8; carry != 0; i++) {
    const sum = wordAt(number, i) + carry;
    store<u32>(number + 4 * i, <u32>sum);
    carry = sum >> 32;
  }
}

/** out = x·y/2^256 mod q. One of the two must be below q; the other may be any number of 256 bits. */
export function multiplyModQ(out: usize, x: usize, y: usize): void {
  memory.fill(WIDE, 0, 4 * 20);
  for (let i = 0; i < 8; i++) {
    const factor = wordAt(x, i);
    const at = WIDE + 4 * i;
    let carry: u64 = 0;
    for (let j = 0; j < 8; j++) {
      const sum = factor * wordAt(y, j) + wordAt(at, j) + carry;
      store<u32>(at + 4 * j, <u32>sum);
      carry = sum >> 32;
    }
    store<u32>(at + 32, <u32>carry);
  }
  for (let i = 0; i < 8; i++) reduceWord(WIDE + 4 * i);
  // x·y < 2^256·q, and what was added is below 2^256·q: the result is below 2q.
  bringBelowQ(WIDE + 32);
  memory.copy(out, WIDE + 32, 32);
}
