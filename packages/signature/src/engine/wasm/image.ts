import { bitLength } from "../../bytes/bigint.js";
import type { PublicKeyParts } from "../../key/key.js";
import type { WasmExports } from "./module.js";

const DIGIT_BITS = 13;
const TEETH = 10;
const BLOCKS = 4;

/** What a key needs in the module's memory, and where it begins. */
export interface Layout {
  /** Digits of a number modulo p. */
  readonly digits: number;
  /** Bytes of the table of one base. */
  readonly tableSize: number;
  /** Bytes in all: the image of the constants, the tables of g and of y, and room for a base. */
  readonly size: number;
}

/**
 * The layout of a key with this modulus.
 *
 * The digits hold 8 bits more than p, so that R is at least 2^8·p: see (V) in assembly/field.ts. They are a multiple of 16, the columns that are
 * computed at once.
 */
export function layoutOf(p: bigint, { CONSTANTS_SIZE }: WasmExports): Layout {
  const digits = Math.ceil((bitLength(p) + 8) / DIGIT_BITS / 16) * 16;
  const tableSize = (BLOCKS << TEETH) * 4 * digits;
  return { digits, tableSize, size: CONSTANTS_SIZE.value + 2 * tableSize + 2 * digits };
}

/** Writes the image of a key's constants at `at`: see CONSTANTS in assembly/memory.ts. */
export function writeImage(exports: WasmExports, at: number, { p, q, qBytes }: PublicKeyParts): void {
  const { digits } = layoutOf(p, exports);
  const { buffer } = exports.memory;
  const addressOf = (place: { readonly value: number }): number => at + place.value - exports.CONSTANTS.value;
  const words = (place: { readonly value: number }, values: readonly number[]): void =>
    new Int32Array(buffer, addressOf(place), values.length).set(values);
  new Uint8Array(buffer, at, exports.CONSTANTS_SIZE.value).fill(0);

  const prime = toDigits(p, digits);
  const spread = Array.from({ length: digits + 1 }, (_, index) => spreadWord(prime, index));
  words(exports.PRIME, spread);
  const r = 1n << BigInt(DIGIT_BITS * digits);
  const negatedInverse = toDigits(r - inverseModPowerOf2(p, DIGIT_BITS * digits), digits);
  new Int16Array(buffer, addressOf(exports.NEGATED_INVERSE), digits).set(negatedInverse);

  const primeWords = Math.ceil(bitLength(p) / 32);
  const orderWords = qBytes.length / 4;
  words(exports.ORDER, split(q, 8, 32));
  words(exports.SQUARE_MOD_Q, split((1n << 512n) % q, 8, 32));
  words(exports.FINISH_MOD_Q, split((1n << BigInt(32 * (primeWords - orderWords) + 256)) % q, 8, 32));
  words(exports.ORDER_LIMBS, split(q, 9, 30));
  words(exports.PRIME_WORDS, split(p, primeWords, 32));

  const columns = Math.ceil((qBytes.length * 8) / TEETH);
  const inverseOfQ = inverseModPowerOf2(q, 32);
  words(exports.NUMBERS, [
    digits,
    Number(BigInt.asIntN(32, -inverseOfQ)),
    Number(BigInt.asUintN(30, inverseOfQ)),
    primeWords,
    orderWords,
    columns,
    Math.ceil(columns / BLOCKS),
  ]);
}

/** Writes a number modulo p, in Montgomery form, as digits. */
export function writeBase(exports: WasmExports, at: number, value: bigint, p: bigint): void {
  const { digits } = layoutOf(p, exports);
  const montgomery = (value << BigInt(DIGIT_BITS * digits)) % p;
  new Int16Array(exports.memory.buffer, at, digits).set(toDigits(montgomery, digits));
}

/** A number of less than 13·count - 1 bits in signed digits, from -4096 to 4095; of a larger one, its residue modulo 2^(13·count). */
export function toDigits(value: bigint, count: number): Int16Array {
  const digits = new Int16Array(count);
  const bits = value.toString(2).padStart(DIGIT_BITS * count, "0");
  let carry = 0;
  for (let index = 0, end = bits.length; index < count; index++, end -= DIGIT_BITS) {
    const digit = Number.parseInt(bits.slice(end - DIGIT_BITS, end), 2) + carry;
    carry = digit >= 4096 ? 1 : 0;
    digits[index] = digit - 8192 * carry;
  }
  return digits;
}

function spreadWord(digits: Int16Array, index: number): number {
  return ((digits[index] ?? 0) & 0xffff) | ((digits[index - 1] ?? 0) << 16);
}

/** The lowest `count` groups of `bits` bits, the lowest first, each as a 32-bit integer. */
export function split(value: bigint, count: number, bits: number): number[] {
  const mask = (1n << BigInt(bits)) - 1n;
  return Array.from({ length: count }, (_, index) => Number((value >> BigInt(bits * index)) & mask) | 0);
}

/** 1/value mod 2^bits for an odd value, by Newton's iteration: each step doubles the bits that are right. */
export function inverseModPowerOf2(value: bigint, bits: number): bigint {
  let inverse = 1n;
  for (let known = 1; known < bits; known *= 2) {
    inverse = BigInt.asUintN(2 * known, inverse * (2n - value * inverse));
  }
  return BigInt.asUintN(bits, inverse);
}
