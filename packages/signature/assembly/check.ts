/* The check of a signature, FIPS 186-4 §4.7, steps 2 to 5: r and s are in range, and the digest is cut to the length of q. */
import { powers } from "./comb";
import { invert } from "./inverse";
import { digits, orderWords, primeWords, select } from "./key";
import {
  A,
  B,
  CONSTANTS_SIZE,
  EXPONENTS,
  FINISH_MOD_Q,
  INPUT,
  PRIME_WORDS,
  RESULT,
  SQUARE_MOD_Q,
  WIDE,
} from "./memory";
import { bringBelowQ, multiplyModQ, reduceWord, wordAt } from "./scalar";

const R_AT: usize = INPUT;
const S_AT: usize = INPUT + 32;
const DIGEST_AT: usize = INPUT + 64;

/** Whether the r, s and digest at INPUT (32 bytes each, big-endian) belong together. The tables of g and y follow the key's image. */
export function verify(key: usize): bool {
  select(key);
  for (let number: usize = 0; number < 96; number += 32) toWords(INPUT + number);
  // w = 1/s, u1 = digest·w, u2 = r·w, all mod q; B is w·2^256, which multiplyModQ takes off again.
  invert(A, S_AT);
  multiplyModQ(B, A, SQUARE_MOD_Q);
  multiplyModQ(EXPONENTS, DIGEST_AT, B);
  multiplyModQ(EXPONENTS + 32, R_AT, B);
  powers(key + CONSTANTS_SIZE);
  reduceResult(A);
  for (let i = 0; i < 8; i++) if (wordAt(A, i) != wordAt(R_AT, i)) return false;
  return true;
}

/** 32 bytes, big-endian, to 8 words, the lowest first, in place. */
function toWords(at: usize): void {
  for (let i: usize = 0; i < 16; i += 4) {
    const high = bswap<u32>(load<u32>(at + i));
    store<u32>(at + i, bswap<u32>(load<u32>(at + 28 - i)));
    store<u32>(at + 28 - i, high);
  }
}

/** out = RESULT mod p mod q. RESULT is in (-p, p). */
function reduceResult(out: usize): void {
  const isNegative = digitsToWords();
  if (isNegative) {
    let carry: u64 = 0;
    for (let i = 0; i < primeWords; i++) {
      carry += wordAt(WIDE, i) + wordAt(PRIME_WORDS, i);
      store<u32>(WIDE + 4 * i, <u32>carry);
      carry >>= 32;
    }
  }
  memory.fill(WIDE + 4 * primeWords, 0, 4 * 9);
  // Each step takes 32 bits off at the lower end, modulo q. What is left is below 2^(32·orderWords) + q, which is at most 3q.
  const steps = primeWords - orderWords;
  for (let i = 0; i < steps; i++) reduceWord(WIDE + 4 * i);
  const rest = WIDE + 4 * steps;
  bringBelowQ(rest);
  memory.copy(B, rest, 32);
  multiplyModQ(out, B, FINISH_MOD_Q);
}

/** RESULT as words of two's complement in WIDE. Returns whether it is negative. */
function digitsToWords(): bool {
  const end = WIDE + 4 * (primeWords + 9);
  memory.fill(WIDE, 0, end - WIDE);
  let at = WIDE;
  let carry: i32 = 0;
  let held: u64 = 0;
  let bits: u64 = 0;
  for (let i = 0; i < digits; i++) {
    const digit = <i32>load<i16>(RESULT + 2 * i) + carry;
    carry = digit >> 13;
    held |= (<u64>(digit & 8191)) << bits;
    bits += 13;
    if (bits < 32) continue;
    if (at < end) store<u32>(at, <u32>held);
    at += 4;
    held >>= 32;
    bits -= 32;
  }
  assert(carry == 0 || carry == -1);
  return carry < 0;
}
