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
 * (S) The 32-bit sums of a column do not overflow. Two products of digits are at most 2·4272² < 3.65·10^7. At most 56 pairs (a SEGMENT) are added
 *     to a remainder below 2^13 before the sum is split: 56·3.65·10^7 + 2^13 < 2.05·10^9 < 2^31.
 * (V) Values stay below 0.53·p in size. |x·t + q·p|/R <= |x|·|t|/R + p·|q|/R. The quotient's digits are (D), so |q| <= R·4272/8191 < 0.522·R. With
 *     |x|, |t| <= p and R >= 2^8·p, the result is at most p/256 + 0.522·p < 0.53·p. The host chooses n so that 13n >= bits of p + 8.
 */
import { NEGATED_INVERSE, PRIME, QUOTIENT } from "./memory";
import { digits as n } from "./key";

const LOW_BITS: i32 = 13;
const LOW_MASK: i32 = 8191;
const HALF: i32 = 4096;
/** Pairs that are added before a sum is split: see (S). A multiple of 4. */
const SEGMENT: i32 = 56;
/** See (D). */
export const DIGIT_BOUND: i32 = 4272;

// @ts-ignore: decorator
@inline
function multiplyAdd(sum: v128, pair: v128, words: v128): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(pair, words));
}
/** What a column gives to the one above it: 13 bits less. */
// @ts-ignore: decorator
@inline
function upper(column: v128): v128 {
  return i32x4.shr_s(column, LOW_BITS);
}
// @ts-ignore: decorator
@inline
function lower(column: v128): v128 {
  return v128.and(column, i32x4.splat(LOW_MASK));
}
/** The last lane of one vector, and the first three of the next: what comes from one column below. */
// @ts-ignore: decorator
@inline
function oneBelow(previous: v128, current: v128): v128 {
  return v128.shuffle<i32>(previous, current, 3, 4, 5, 6);
}
/** Four digits, and the four that are one below, as spread words. */
// @ts-ignore: decorator
@inline
function spreadWords(previous: v128, current: v128): v128 {
  return v128.or(v128.and(current, i32x4.splat(0xffff)), i32x4.shl(oneBelow(previous, current), 16));
}
/** Two pairs, each in two lanes: the second one in the lower lanes. */
// @ts-ignore: decorator
@inline
function twoPairsAt(at: usize): v128 {
  const pairs = v128.load64_splat(at);
  return v128.shuffle<i32>(pairs, pairs, 1, 1, 0, 0);
}

/**
 * Half of the columns of a product, as digits; also spread, if there is a place for them. x is spread.
 *
 * Low: x·t mod R; what goes over the top is dropped. High: the columns from n on of x·t + q·p, where q is QUOTIENT, and `into` is what the columns below
 * carry into them.
 *
 * Sixteen columns are added up at a time, in registers. The order of the work follows what V8 makes of it: with more than two pairs in the innermost
 * loop, it runs out of registers and keeps a sum in memory.
 */
function multiplyHalf(out: usize, spread: usize, x: usize, t: usize, isHigh: bool, into: i32): void {
  assert(<i64>SEGMENT * 2 * DIGIT_BOUND * DIGIT_BOUND + LOW_MASK < <i64>i32.MAX_VALUE); // (S)
  const half = i32x4.splat(HALF);
  let first = i32x4.replace_lane(i32x4.splat(0), 3, into);
  let second = i32x4.splat(0);
  let last = i32x4.splat(0);
  for (let k = 0; k < n; k += 16) {
    let s0 = i32x4.splat(0);
    let s1 = i32x4.splat(0);
    let s2 = i32x4.splat(0);
    let s3 = i32x4.splat(0);
    let c0 = i32x4.splat(0);
    let c1 = i32x4.splat(0);
    let c2 = i32x4.splat(0);
    let c3 = i32x4.splat(0);
    // Pairs of t from here on, times the words of x from there downwards. Beyond the ends of x there are zeros.
    let at = isHigh ? t + 2 * k : t;
    let below = x + 4 * (isHigh ? n : k) - 16;
    for (let pass = 0; pass <= <i32>isHigh; pass++) {
      let left = isHigh ? (n - k) >> 1 : (k >> 1) + 8;
      do {
        const some = min(left, SEGMENT);
        left -= some;
        const end = at + 4 * some;
        // The even pairs, then the odd ones: a vector that is loaded once serves four pairs.
        for (let odd: usize = 0; odd < 8; odd += 4) {
          let pairs = at + odd;
          let words = below - (odd << 1);
          let w1 = v128.load(words, 32);
          let w2 = v128.load(words, 48);
          let w3 = v128.load(words, 64);
          do {
            let pair = v128.load32_splat(pairs);
            const w0 = v128.load(words, 16);
            s0 = multiplyAdd(s0, pair, w0);
            s1 = multiplyAdd(s1, pair, w1);
            s2 = multiplyAdd(s2, pair, w2);
            s3 = multiplyAdd(s3, pair, w3);
            pair = v128.load32_splat(pairs, 8);
            const next = v128.load(words);
            s0 = multiplyAdd(s0, pair, next);
            s1 = multiplyAdd(s1, pair, w0);
            s2 = multiplyAdd(s2, pair, w1);
            s3 = multiplyAdd(s3, pair, w2);
            w3 = w1;
            w2 = w0;
            w1 = next;
            pairs += 16;
            words -= 32;
          } while (pairs < end);
        }
        at = end;
        below -= 8 * some;
        c0 = i32x4.add(c0, upper(s0));
        c1 = i32x4.add(c1, upper(s1));
        c2 = i32x4.add(c2, upper(s2));
        c3 = i32x4.add(c3, upper(s3));
        s0 = lower(s0);
        s1 = lower(s1);
        s2 = lower(s2);
        s3 = lower(s3);
      } while (left > 0);
      at = QUOTIENT + 2 * k;
      below = PRIME + 4 * n - 16;
    }
    // The first carry, and the second: see (D).
    s0 = i32x4.add(s0, half);
    s1 = i32x4.add(s1, half);
    s2 = i32x4.add(s2, half);
    s3 = i32x4.add(s3, half);
    c0 = i32x4.add(c0, upper(s0));
    c1 = i32x4.add(c1, upper(s1));
    c2 = i32x4.add(c2, upper(s2));
    c3 = i32x4.add(c3, upper(s3));
    s0 = i32x4.add(lower(s0), oneBelow(first, c0));
    s1 = i32x4.add(lower(s1), oneBelow(c0, c1));
    s2 = i32x4.add(lower(s2), oneBelow(c1, c2));
    s3 = i32x4.add(lower(s3), oneBelow(c2, c3));
    first = c3;
    c0 = upper(s0);
    c1 = upper(s1);
    c2 = upper(s2);
    c3 = upper(s3);
    s0 = i32x4.add(i32x4.sub(lower(s0), half), oneBelow(second, c0));
    s1 = i32x4.add(i32x4.sub(lower(s1), half), oneBelow(c0, c1));
    s2 = i32x4.add(i32x4.sub(lower(s2), half), oneBelow(c1, c2));
    s3 = i32x4.add(i32x4.sub(lower(s3), half), oneBelow(c2, c3));
    second = c3;
    v128.store(out + 2 * k, i16x8.narrow_i32x4_s(s0, s1));
    v128.store(out + 2 * k, i16x8.narrow_i32x4_s(s2, s3), 16);
    if (spread) {
      const to = spread + 4 * k;
      v128.store(to, spreadWords(last, s0));
      v128.store(to, spreadWords(s0, s1), 16);
      v128.store(to, spreadWords(s1, s2), 32);
      v128.store(to, spreadWords(s2, s3), 48);
      last = s3;
    }
  }
  if (spread) store<i32>(spread + 4 * n, i32x4.extract_lane(last, 3) << 16);
  if (!ASC_NO_ASSERT) assert(areBounded(out));
}

/**
 * What the columns below n carry into column n when x·t + q·p is added up. That sum is 0 mod R, so it is k·R for a k that the two highest of
 * these columns tell: the others bring at most 2^13·1.17·10^10/2^39 < 175 to a number that is rounded to a multiple of 8192.
 */
function carryIntoHigh(x: usize, t: usize): i32 {
  // Of each of the two columns, the even pairs are added up in one lane and the odd ones in another.
  let uppers = i32x4.splat(0);
  let lowers = i32x4.splat(0);
  for (let pass = 0; pass < 2; pass++) {
    let below = x + 4 * (n - 4);
    let left = n >> 1;
    while (left > 0) {
      // 40 in a lane, so that (S) holds for both sums together.
      const some = min(left, 80);
      left -= some;
      const end = t + 4 * some;
      let one = i32x4.splat(0);
      let other = i32x4.splat(0);
      do {
        one = multiplyAdd(one, twoPairsAt(t), v128.load(below));
        other = multiplyAdd(other, twoPairsAt(t + 8), v128.load(below - 16));
        t += 16;
        below -= 32;
      } while (t != end);
      const sum = i32x4.add(one, other);
      uppers = i32x4.add(uppers, upper(sum));
      lowers = i32x4.add(lowers, lower(sum));
    }
    x = PRIME;
    t = QUOTIENT;
  }
  uppers = i32x4.add(uppers, v128.shuffle<i32>(uppers, uppers, 2, 3, 0, 1));
  lowers = i32x4.add(lowers, v128.shuffle<i32>(lowers, lowers, 2, 3, 0, 1));
  const top = (<i64>i32x4.extract_lane(uppers, 3) << LOW_BITS) + i32x4.extract_lane(lowers, 3);
  const next = i32x4.extract_lane(uppers, 2) + (i32x4.extract_lane(lowers, 2) >> LOW_BITS);
  const rounded = top + next + HALF;
  assert(abs<i32>(<i32>(rounded & LOW_MASK) - HALF) < 256);
  return <i32>(rounded >> LOW_BITS);
}

/**
 * A Montgomery product: x·t/R mod p, as digits and spread, within (V). `negated` is t·(-1/p) mod R: where t is an entry of a table it is known
 * before, and a product costs three half products instead of four.
 */
export function multiply(spread: usize, out: usize, x: usize, t: usize, negated: usize): void {
  // The quotient makes the low half of x·t + q·p zero.
  multiplyHalf(QUOTIENT, 0, x, negated, false, 0);
  multiplyHalf(out, spread, x, t, true, carryIntoHigh(x, t));
}

/** out = t·(-1/p) mod R for the spread number t: what {@link multiply} needs beside t. */
export function negate(out: usize, spread: usize): void {
  multiplyHalf(out, 0, spread, NEGATED_INVERSE, false, 0);
}

/** Makes spread words of digits. */
export function spreadOut(spread: usize, from: usize): void {
  if (!ASC_NO_ASSERT) assert(areBounded(from));
  let previous: i32 = 0;
  for (let i = 0; i < n; i++) {
    const digit = <i32>load<i16>(from + 2 * i);
    store<i32>(spread + 4 * i, (digit & 0xffff) | (previous << 16));
    previous = digit;
  }
  store<i32>(spread + 4 * n, previous << 16);
}

/** Whether a number's digits keep to (D). For assertions alone: without them, it would still be called. */
function areBounded(at: usize): bool {
  for (let i = 0; i < n; i++) if (abs<i32>(load<i16>(at + 2 * i)) > DIGIT_BOUND) return false;
  return true;
}
