/*
 * Arithmetic modulo p, in Montgomery form (P. L. Montgomery, "Modular multiplication without trial division", 1985), on signed digits of 13
 * bits: one SIMD instruction multiplies eight pairs of them and adds the products two by two.
 *
 * R = 2^(13n) for n digits. A number has up to two layouts. Digits: an i16 each, two of which make a pair that is loaded at once. Spread: the
 * word k is digit[k] | digit[k-1] << 16, with zeros before and after the number, so that the dot product of a pair and four spread words is
 * t[2i]·x[c-2i] + t[2i+1]·x[c-2i-1] for four columns c.
 *
 * Bounds
 * ------
 * (D) |digit| <= DIGIT_BOUND = 4272, for n <= 320. A column of a product, or of two added up, is the sum of at most 2n products of two digits:
 *     |column| <= 640·4272² < 1.17·10^10. `carry` takes 13 bits off twice. The first carry is at most |column|/2^13 + 1 < 1,425,910; the second
 *     at most (1,425,910 + 8191)/2^13 + 1 < 176. A digit is then in [-4096 - 176, 4095 + 176].
 * (S) The 32-bit sums of a column do not overflow. Two products of digits are at most 2·4272² < 3.65·10^7. At most 48 pairs (a SEGMENT) and 8 of
 *     a triangle are added to a remainder below 2^13 before the sum is spilled: 56·3.65·10^7 + 2^13 < 2.05·10^9 < 2^31.
 * (V) Values stay below 0.53·p in size. |x·t + q·p|/R <= |x|·|t|/R + p·|q|/R. The quotient's digits are (D), so |q| <= R·4272/8191 < 0.522·R. With
 *     |x|, |t| <= p and R >= 2^8·p, the result is at most p/256 + 0.522·p < 0.53·p. The host chooses n so that 13n >= bits of p + 8.
 */
import {
  CARRIES_AFTER,
  COLUMNS,
  NEGATED_INVERSE,
  PRIME,
  QUOTIENT,
} from "./memory";
import { digits as n } from "./key";

const LOW_BITS: i32 = 13;
const LOW_MASK: i32 = 8191;
const HALF: i32 = 4096;
/** Pairs that are added before a sum is spilled: see (S). A multiple of 8. */
const SEGMENT: i32 = 48;
/** See (D). */
export const DIGIT_BOUND: i32 = 4272;

// @ts-ignore: decorator
@inline
function dot(sum: v128, pair: v128, at: usize): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(pair, v128.load(at)));
}
// @ts-ignore: decorator
@inline
function multiplyAdd(sum: v128, pair: v128, words: v128): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(pair, words));
}
// @ts-ignore: decorator
@inline
function pairAt(at: usize): v128 {
  return v128.load32_splat(at);
}
/** The last lane of one vector, and the first three of the next: what comes from one column below. */
// @ts-ignore: decorator
@inline
function oneBelow(previous: v128, current: v128): v128 {
  return v128.shuffle<i32>(previous, current, 3, 4, 5, 6);
}

/** Sets 16 columns to zero. `memory.fill` would call out of the module's code, which costs more. */
// @ts-ignore: decorator
@inline
function clear(columns: usize): void {
  const zero = i32x4.splat(0);
  v128.store(columns, zero);
  v128.store(columns, zero, 16);
  v128.store(columns, zero, 32);
  v128.store(columns, zero, 48);
  v128.store(columns + CARRIES_AFTER, zero);
  v128.store(columns + CARRIES_AFTER, zero, 16);
  v128.store(columns + CARRIES_AFTER, zero, 32);
  v128.store(columns + CARRIES_AFTER, zero, 48);
}

/** Adds to 16 columns what `count` pairs from `t` bring, times the spread words from `x` downwards. `count` is a multiple of 8. */
function addRectangle(columns: usize, x: usize, t: usize, count: i32): void {
  assert(count % 8 == 0);
  assert(<i64>(SEGMENT + 8) * 2 * DIGIT_BOUND * DIGIT_BOUND + LOW_MASK < <i64>i32.MAX_VALUE); // (S)
  const mask = i32x4.splat(LOW_MASK);
  const carries = columns + CARRIES_AFTER;
  while (count > 0) {
    const some = min(count, SEGMENT);
    count -= some;
    const end = t + 4 * some;
    let s0 = v128.load(columns);
    let s1 = v128.load(columns, 16);
    let s2 = v128.load(columns, 32);
    let s3 = v128.load(columns, 48);
    // The even pairs, then the odd ones: a vector that is loaded once serves four pairs.
    for (let odd: usize = 0; odd < 8; odd += 4) {
      let below = x - (odd << 1);
      let at = t + odd;
      let w1 = v128.load(below, 16);
      let w2 = v128.load(below, 32);
      let w3 = v128.load(below, 48);
      do {
        const w0 = v128.load(below);
        let pair = pairAt(at);
        s0 = multiplyAdd(s0, pair, w0);
        s1 = multiplyAdd(s1, pair, w1);
        s2 = multiplyAdd(s2, pair, w2);
        s3 = multiplyAdd(s3, pair, w3);
        pair = pairAt(at + 8);
        w3 = v128.load(below - 16);
        s0 = multiplyAdd(s0, pair, w3);
        s1 = multiplyAdd(s1, pair, w0);
        s2 = multiplyAdd(s2, pair, w1);
        s3 = multiplyAdd(s3, pair, w2);
        pair = pairAt(at + 16);
        w2 = v128.load(below - 32);
        s0 = multiplyAdd(s0, pair, w2);
        s1 = multiplyAdd(s1, pair, w3);
        s2 = multiplyAdd(s2, pair, w0);
        s3 = multiplyAdd(s3, pair, w1);
        pair = pairAt(at + 24);
        w1 = v128.load(below - 48);
        s0 = multiplyAdd(s0, pair, w1);
        s1 = multiplyAdd(s1, pair, w2);
        s2 = multiplyAdd(s2, pair, w3);
        s3 = multiplyAdd(s3, pair, w0);
        at += 32;
        below -= 64;
      } while (at < end);
    }
    x -= 8 * some;
    t = end;
    v128.store(columns, v128.and(s0, mask));
    v128.store(columns, v128.and(s1, mask), 16);
    v128.store(columns, v128.and(s2, mask), 32);
    v128.store(columns, v128.and(s3, mask), 48);
    v128.store(carries, i32x4.add(v128.load(carries), i32x4.shr_s(s0, LOW_BITS)));
    v128.store(carries, i32x4.add(v128.load(carries, 16), i32x4.shr_s(s1, LOW_BITS)), 16);
    v128.store(carries, i32x4.add(v128.load(carries, 32), i32x4.shr_s(s2, LOW_BITS)), 32);
    v128.store(carries, i32x4.add(v128.load(carries, 48), i32x4.shr_s(s3, LOW_BITS)), 48);
  }
}

/** out = x·t mod R, as digits; x is spread. */
export function multiplyLow(out: usize, x: usize, t: usize): void {
  for (let k = 0; k < n; k += 16) {
    const columns = COLUMNS + 4 * k;
    clear(columns);
    addRectangle(columns, x + 4 * k, t, k >> 1);
    // The triangle at the diagonal: the 8 pairs of which only some reach each column.
    const at = t + 2 * k;
    let s0 = v128.load(columns);
    let s1 = v128.load(columns, 16);
    let s2 = v128.load(columns, 32);
    let s3 = v128.load(columns, 48);
    let pair = pairAt(at);
    s0 = dot(s0, pair, x);
    s1 = dot(s1, pair, x + 16);
    s2 = dot(s2, pair, x + 32);
    s3 = dot(s3, pair, x + 48);
    pair = pairAt(at + 4);
    s0 = dot(s0, pair, x - 8);
    s1 = dot(s1, pair, x + 8);
    s2 = dot(s2, pair, x + 24);
    s3 = dot(s3, pair, x + 40);
    pair = pairAt(at + 8);
    s1 = dot(s1, pair, x);
    s2 = dot(s2, pair, x + 16);
    s3 = dot(s3, pair, x + 32);
    pair = pairAt(at + 12);
    s1 = dot(s1, pair, x - 8);
    s2 = dot(s2, pair, x + 8);
    s3 = dot(s3, pair, x + 24);
    pair = pairAt(at + 16);
    s2 = dot(s2, pair, x);
    s3 = dot(s3, pair, x + 16);
    pair = pairAt(at + 20);
    s2 = dot(s2, pair, x - 8);
    s3 = dot(s3, pair, x + 8);
    s3 = dot(s3, pairAt(at + 24), x);
    s3 = dot(s3, pairAt(at + 28), x - 8);
    v128.store(columns, s0);
    v128.store(columns, s1, 16);
    v128.store(columns, s2, 32);
    v128.store(columns, s3, 48);
  }
  carry(out, 0, 0);
}

/** Makes digits of the columns, in two passes at once; also spread words, if there is a place for them. What goes over the top is dropped. */
function carry(out: usize, spread: usize, into: i32): void {
  const mask = i32x4.splat(LOW_MASK);
  const half = i32x4.splat(HALF);
  const lowWord = i32x4.splat(0xffff);
  let first = i32x4.replace_lane(i32x4.splat(0), 3, into);
  let second = i32x4.splat(0);
  let last = i32x4.splat(0);
  for (let at: usize = 0; at < <usize>(4 * n); at += 32) {
    let sum = i32x4.add(v128.load(COLUMNS + at), half);
    let up = i32x4.add(v128.load(COLUMNS + CARRIES_AFTER + at), i32x4.shr_s(sum, LOW_BITS));
    sum = i32x4.add(v128.and(sum, mask), oneBelow(first, up));
    first = up;
    up = i32x4.shr_s(sum, LOW_BITS);
    const low = i32x4.add(i32x4.sub(v128.and(sum, mask), half), oneBelow(second, up));
    second = up;

    sum = i32x4.add(v128.load(COLUMNS + at, 16), half);
    up = i32x4.add(v128.load(COLUMNS + CARRIES_AFTER + at, 16), i32x4.shr_s(sum, LOW_BITS));
    sum = i32x4.add(v128.and(sum, mask), oneBelow(first, up));
    first = up;
    up = i32x4.shr_s(sum, LOW_BITS);
    const high = i32x4.add(i32x4.sub(v128.and(sum, mask), half), oneBelow(second, up));
    second = up;

    v128.store(out + (at >> 1), i16x8.narrow_i32x4_s(low, high));
    if (spread) {
      v128.store(spread + at, v128.or(v128.and(low, lowWord), i32x4.shl(oneBelow(last, low), 16)));
      v128.store(spread + at, v128.or(v128.and(high, lowWord), i32x4.shl(oneBelow(low, high), 16)), 16);
      last = high;
    }
  }
  if (spread) store<i32>(spread + 4 * n, i32x4.extract_lane(last, 3) << 16);
  assert(areBounded(out));
}

/**
 * What the columns below n carry into column n when x·t + q·p is added up. That sum is 0 mod R, so it is k·R for a k that the two highest of
 * these columns tell: the others bring at most 2^13·1.17·10^10/2^39 < 175 to a number that is rounded to a multiple of 8192.
 */
function carryIntoHigh(x: usize, t: usize, quotient: usize): i32 {
  const mask = i32x4.splat(LOW_MASK);
  let carries = i32x4.splat(0);
  let total = i32x4.splat(0);
  for (let pass = 0; pass < 2; pass++) {
    let below = x + 4 * (n - 4);
    let left = n >> 1;
    while (left > 0) {
      // At most 40 pairs in two sums, so that (S) holds for both together.
      const some = min(left, 40);
      left -= some;
      const end = t + 4 * some;
      let even = i32x4.splat(0);
      let odd = i32x4.splat(0);
      do {
        even = dot(even, pairAt(t), below);
        odd = dot(odd, pairAt(t + 4), below - 8);
        even = dot(even, pairAt(t + 8), below - 16);
        odd = dot(odd, pairAt(t + 12), below - 24);
        t += 16;
        below -= 32;
      } while (t != end);
      const sum = i32x4.add(even, odd);
      total = i32x4.add(total, v128.and(sum, mask));
      carries = i32x4.add(carries, i32x4.shr_s(sum, LOW_BITS));
    }
    x = PRIME;
    t = quotient;
  }
  const top = (<i64>i32x4.extract_lane(carries, 3) << LOW_BITS) + i32x4.extract_lane(total, 3);
  const next = i32x4.extract_lane(carries, 2) + (i32x4.extract_lane(total, 2) >> LOW_BITS);
  const rounded = top + next + HALF;
  assert(abs<i32>(<i32>(rounded & LOW_MASK) - HALF) < 256);
  return <i32>(rounded >> LOW_BITS);
}

/** (x·t + q·p)/R, where the quotient q makes the low half 0: as digits and spread. */
function multiplyHigh(spread: usize, out: usize, x: usize, t: usize, quotient: usize): void {
  const into = carryIntoHigh(x, t, quotient);
  for (let k = 0; k < n; k += 16) {
    const columns = COLUMNS + 4 * k;
    clear(columns);
    let top = x + 4 * n;
    let at = t + 2 * k;
    for (let pass = 0; pass < 2; pass++) {
      // The triangle at the diagonal, then the rectangle above it.
      let s0 = v128.load(columns);
      let s1 = v128.load(columns, 16);
      let s2 = v128.load(columns, 32);
      let s3 = v128.load(columns, 48);
      s0 = dot(s0, pairAt(at), top);
      s0 = dot(s0, pairAt(at + 4), top - 8);
      let pair = pairAt(at + 8);
      s0 = dot(s0, pair, top - 16);
      s1 = dot(s1, pair, top);
      pair = pairAt(at + 12);
      s0 = dot(s0, pair, top - 24);
      s1 = dot(s1, pair, top - 8);
      pair = pairAt(at + 16);
      s0 = dot(s0, pair, top - 32);
      s1 = dot(s1, pair, top - 16);
      s2 = dot(s2, pair, top);
      pair = pairAt(at + 20);
      s0 = dot(s0, pair, top - 40);
      s1 = dot(s1, pair, top - 24);
      s2 = dot(s2, pair, top - 8);
      pair = pairAt(at + 24);
      s0 = dot(s0, pair, top - 48);
      s1 = dot(s1, pair, top - 32);
      s2 = dot(s2, pair, top - 16);
      s3 = dot(s3, pair, top);
      pair = pairAt(at + 28);
      s0 = dot(s0, pair, top - 56);
      s1 = dot(s1, pair, top - 40);
      s2 = dot(s2, pair, top - 24);
      s3 = dot(s3, pair, top - 8);
      v128.store(columns, s0);
      v128.store(columns, s1, 16);
      v128.store(columns, s2, 32);
      v128.store(columns, s3, 48);
      addRectangle(columns, top - 64, at + 32, (n >> 1) - (k >> 1) - 8);
      top = PRIME + 4 * n;
      at = quotient + 2 * k;
    }
  }
  carry(out, spread, into);
}

/**
 * A Montgomery product: x·t/R mod p, as digits and spread, within (V). `negated` is t·(-1/p) mod R: where t is an entry of a table it is known
 * before, and a product costs three half products instead of four.
 */
// @ts-ignore: decorator
@inline
export function multiply(spread: usize, out: usize, x: usize, t: usize, negated: usize): void {
  multiplyLow(QUOTIENT, x, negated);
  multiplyHigh(spread, out, x, t, QUOTIENT);
}

/** out = t·(-1/p) mod R for the spread number t: what {@link multiply} needs beside t. */
// @ts-ignore: decorator
@inline
export function negate(out: usize, spread: usize): void {
  multiplyLow(out, spread, NEGATED_INVERSE);
}

/** Makes spread words of digits. */
export function spreadOut(spread: usize, from: usize): void {
  assert(areBounded(from));
  let previous: i32 = 0;
  for (let i = 0; i < n; i++) {
    const digit = <i32>load<i16>(from + 2 * i);
    store<i32>(spread + 4 * i, (digit & 0xffff) | (previous << 16));
    previous = digit;
  }
  store<i32>(spread + 4 * n, previous << 16);
}

/** Whether a number's digits keep to (D). For assertions alone. */
function areBounded(at: usize): bool {
  for (let i = 0; i < n; i++) if (abs<i32>(load<i16>(at + 2 * i)) > DIGIT_BOUND) return false;
  return true;
}
