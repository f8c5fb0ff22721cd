// Where everything lies in the module's one memory, in bytes. Everything up to HEAP is fixed; what the host allocates for keys comes after.

/** Digits of a number modulo the largest p: 4096 bits in digits of 13 bits, and a multiple of 16 (see field.ts). */
export const MAX_DIGITS: usize = 320;

/** A number as digits: an i16 each. */
const DIGITS: usize = 2 * MAX_DIGITS;
/** Zeros that are read before a spread number, and after it. */
const MARGIN: usize = 64;
/** A number as spread words: an i32 each, one more than digits, with zeros on both sides. */
const SPREAD: usize = MARGIN + 4 * MAX_DIGITS + 2 * MARGIN;

// The constants of the key in use: a copy of the image that the host writes at the start of a key's memory.
export const CONSTANTS: usize = 1024;
/** p, spread. */
export const PRIME: usize = CONSTANTS + MARGIN;
/** -1/p mod R, digits. */
export const NEGATED_INVERSE: usize = CONSTANTS + SPREAD;
/** q: 8 words. */
export const ORDER: usize = NEGATED_INVERSE + DIGITS;
/** 2^512 mod q: 8 words. */
export const SQUARE_MOD_Q: usize = ORDER + 32;
/** 2^(256 + 32k) mod q, where k words of a number mod p are reduced: 8 words. */
export const FINISH_MOD_Q: usize = SQUARE_MOD_Q + 32;
/** q in 9 limbs of 30 bits. */
export const ORDER_LIMBS: usize = FINISH_MOD_Q + 32;
/** p in words, as many as it has. */
export const PRIME_WORDS: usize = ORDER_LIMBS + 48;
/** Seven i32: see `select` in key.ts. */
export const NUMBERS: usize = PRIME_WORDS + 512 + 16;
export const CONSTANTS_END: usize = NUMBERS + 32;
export const CONSTANTS_SIZE: usize = CONSTANTS_END - CONSTANTS;

// Scratch
/** Two spread numbers, used in turn as input and output. */
export const X: usize = CONSTANTS_END + MARGIN;
export const Y: usize = X + SPREAD;
export const SCRATCH_SPREADS: usize = X - MARGIN;
export const SCRATCH_SPREADS_SIZE: usize = 2 * SPREAD;
/** The quotient of a Montgomery step, digits. */
export const QUOTIENT: usize = Y + SPREAD;
/** The number in hand, digits. */
export const VALUE: usize = QUOTIENT + DIGITS;
/** Its product with -1/p mod R, digits. */
export const VALUE_NEGATED: usize = VALUE + DIGITS;
export const RESULT: usize = VALUE_NEGATED + DIGITS;
/** The digit 1 and zeros. */
export const ONE: usize = RESULT + DIGITS;
/** r, s and the digest, 32 bytes each, big-endian: written by the host. */
export const INPUT: usize = ONE + DIGITS;
/** u1 and u2, 8 words each. */
export const EXPONENTS: usize = INPUT + 96;
/** Numbers mod q. */
export const A: usize = EXPONENTS + 64;
export const B: usize = A + 48;
/** d, e, f and g of the inversion: 9 limbs each, 40 bytes apart. */
export const LIMBS: usize = B + 48;
/** A wide number in words, while it is reduced mod q. */
export const WIDE: usize = LIMBS + 160;
/** The power that a table is being built from, digits. */
export const POWER: usize = WIDE + 4 * (128 + 16);
/** The steps of a check, a word each: an entry of a table, or 0 for a squaring. At most two entries for each column of the comb. */
export const STEPS: usize = POWER + DIGITS;
/** The first byte that is the host's. */
export const HEAP: usize = (STEPS + 512 + 63) & ~63;
