/*
 * Inversion modulo q by safegcd (D. J. Bernstein and B.-Y. Yang, "Fast constant-time gcd computation and modular inversion", 2019), in its variable-time
 * form: 30 division steps at a time on numbers of 9 signed limbs of 30 bits. Nothing here is secret.
 *
 * |u| + |v| and |q| + |r| of the transition matrix are at most 2^30, so a limb of a product is below 2^30·2^30 + carries and fits in an i64.
 */
import { inverseOfQ30 } from "./key";
import { LIMBS, ORDER_LIMBS } from "./memory";
import { wordAt } from "./scalar";

const COUNT: i32 = 9;
const BITS: i32 = 30;
const MASK: i64 = 0x3fffffff;
const D: usize = LIMBS;
const E: usize = LIMBS + 40;
const F: usize = LIMBS + 80;
const G: usize = LIMBS + 120;

// The transition matrix of some division steps, scaled by 2^30: (f, g) becomes (u·f + v·g, q·f + r·g)/2^30.
let u: i64 = 0;
let v: i64 = 0;
let q: i64 = 0;
let r: i64 = 0;

// @ts-ignore: decorator
@inline
function limb(number: usize, index: i32): i64 {
  return <i64>load<i32>(number + 4 * index);
}

/** out = 1/x mod q, both 8 words; x is not 0 and below q. */
export function invert(out: usize, x: usize): void {
  memory.fill(LIMBS, 0, 160);
  store<i32>(E, 1);
  memory.copy(F, ORDER_LIMBS, 4 * COUNT);
  toLimbs(G, x);
  let length = COUNT;
  let eta: i32 = -1;
  for (;;) {
    eta = divisionSteps(eta);
    updateDE();
    if (updateFG(length)) break;
    length = shorten(length);
  }
  // f is the greatest common divisor now, 1 or -1, since q is prime.
  const sign = limb(F, length - 1) >> 31;
  assert(length > 1 || load<i32>(F) == 1 || load<i32>(F) == -1);
  normalise(sign);
  fromLimbs(out);
}

/** Up to 30 division steps on the lowest bits of f and g: the matrix, and the next eta (-delta). */
function divisionSteps(eta: i32): i32 {
  let uu: u32 = 1;
  let vv: u32 = 0;
  let qq: u32 = 0;
  let rr: u32 = 1;
  let f = load<u32>(F) | (load<u32>(F + 4) << 30);
  let g = load<u32>(G) | (load<u32>(G + 4) << 30);
  let left = BITS;
  for (;;) {
    // The zeros at the end of g, at most as many as steps are left.
    const zeros = ctz<u32>(g | (<u32>0xffffffff << left));
    g >>= zeros;
    uu <<= zeros;
    vv <<= zeros;
    eta -= zeros;
    left -= zeros;
    if (left == 0) break;
    // A multiple of f that clears several bits of g at once: 6 of them after a swap, else 4.
    let factor: u32;
    if (eta < 0) {
      eta = -eta;
      let other = f;
      f = g;
      g = 0 - other;
      other = uu;
      uu = qq;
      qq = 0 - other;
      other = vv;
      vv = rr;
      rr = 0 - other;
      factor = f * g * (f * f - 2) & (<u32>0xffffffff >> (32 - min(eta + 1, left))) & 63;
    } else {
      factor = f + (((f + 1) & 4) << 1);
      factor = ((0 - factor) * g) & (<u32>0xffffffff >> (32 - min(eta + 1, left))) & 15;
    }
    g += f * factor;
    qq += uu * factor;
    rr += vv * factor;
  }
  u = <i64><i32>uu;
  v = <i64><i32>vv;
  q = <i64><i32>qq;
  r = <i64><i32>rr;
  return eta;
}

/** (d, e) times the matrix, divided by 2^30 mod q. They stay within (-2q, q). */
function updateDE(): void {
  const signOfD = limb(D, 8) >> 31;
  const signOfE = limb(E, 8) >> 31;
  let addToD = (u & signOfD) + (v & signOfE);
  let addToE = (q & signOfD) + (r & signOfE);
  let d = u * limb(D, 0) + v * limb(E, 0);
  let e = q * limb(D, 0) + r * limb(E, 0);
  // The multiples of the modulus that make the lowest limbs zero.
  addToD -= <i64>((inverseOfQ30 * <u32>d + <u32>addToD) & <u32>MASK);
  addToE -= <i64>((inverseOfQ30 * <u32>e + <u32>addToE) & <u32>MASK);
  d += limb(ORDER_LIMBS, 0) * addToD;
  e += limb(ORDER_LIMBS, 0) * addToE;
  assert((d & MASK) == 0 && (e & MASK) == 0);
  d >>= BITS;
  e >>= BITS;
  for (let i = 1; i < COUNT; i++) {
    const di = limb(D, i);
    const ei = limb(E, i);
    const qi = limb(ORDER_LIMBS, i);
    d += u * di + v * ei + qi * addToD;
    e += q * di + r * ei + qi * addToE;
    store<i32>(D + 4 * i - 4, <i32>(d & MASK));
    d >>= BITS;
    store<i32>(E + 4 * i - 4, <i32>(e & MASK));
    e >>= BITS;
  }
  store<i32>(D + 32, <i32>d);
  store<i32>(E + 32, <i32>e);
}

/** (f, g) times the matrix, divided by 2^30, exactly. Returns whether g is zero. */
function updateFG(length: i32): bool {
  let f = u * limb(F, 0) + v * limb(G, 0);
  let g = q * limb(F, 0) + r * limb(G, 0);
  assert((f & MASK) == 0 && (g & MASK) == 0);
  f >>= BITS;
  g >>= BITS;
  let any: i32 = 0;
  for (let i = 1; i < length; i++) {
    const fi = limb(F, i);
    const gi = limb(G, i);
    f += u * fi + v * gi;
    g += q * fi + r * gi;
    store<i32>(F + 4 * i - 4, <i32>(f & MASK));
    f >>= BITS;
    const low = <i32>(g & MASK);
    store<i32>(G + 4 * i - 4, low);
    any |= low;
    g >>= BITS;
  }
  store<i32>(F + 4 * length - 4, <i32>f);
  store<i32>(G + 4 * length - 4, <i32>g);
  return (any | <i32>g) == 0;
}

/** Drops the top limbs of f and g where they hold nothing but the sign, which the limb below takes over. */
function shorten(length: i32): i32 {
  const f = load<i32>(F + 4 * length - 4);
  const g = load<i32>(G + 4 * length - 4);
  if (length < 2 || (f != 0 && f != -1) || (g != 0 && g != -1)) return length;
  const below = 4 * length - 8;
  store<i32>(F + below, load<i32>(F + below) | (f << BITS));
  store<i32>(G + below, load<i32>(G + below) | (g << BITS));
  return length - 1;
}

/** Brings d from (-2q, q) to [0, q), negated first if f is -1. */
function normalise(sign: i64): void {
  let add = limb(D, 8) >> 31;
  let carry: i64 = 0;
  for (let i = 0; i < COUNT; i++) {
    carry += ((limb(D, i) + (limb(ORDER_LIMBS, i) & add)) ^ sign) - sign;
    store<i32>(D + 4 * i, <i32>(i < 8 ? carry & MASK : carry));
    carry >>= BITS;
  }
  add = limb(D, 8) >> 31;
  carry = 0;
  for (let i = 0; i < COUNT; i++) {
    carry += limb(D, i) + (limb(ORDER_LIMBS, i) & add);
    store<i32>(D + 4 * i, <i32>(i < 8 ? carry & MASK : carry));
    carry >>= BITS;
  }
}

function toLimbs(out: usize, words: usize): void {
  for (let i = 0; i < COUNT; i++) {
    const word = (BITS * i) >> 5;
    const both = wordAt(words, word) | (word < 7 ? wordAt(words, word + 1) << 32 : 0);
    store<i32>(out + 4 * i, <i32>((both >> ((BITS * i) & 31)) & MASK));
  }
}

function fromLimbs(out: usize): void {
  memory.fill(out, 0, 32);
  for (let i = 0; i < COUNT; i++) {
    const word = (BITS * i) >> 5;
    const both = <u64>load<u32>(D + 4 * i) << ((BITS * i) & 31);
    store<u32>(out + 4 * word, load<u32>(out + 4 * word) | <u32>both);
    if (word < 7) store<u32>(out + 4 * word + 4, <u32>(both >> 32));
  }
}
