import { decodeHex, encodeHex } from "./hex.js";

/** Reads bytes as an unsigned big-endian number. */
export function bytesToBigint(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${encodeHex(bytes)}`);
}

/** Writes an unsigned number big-endian, in as few bytes as it needs, or padded with zeros to `length` bytes. */
export function bigintToBytes(value: bigint, length?: number): Uint8Array {
  const digits = value.toString(16);
  const whole = digits.padStart(Math.max((length ?? 0) * 2, digits.length + (digits.length % 2)), "0");
  // `toString(16)` of a non-negative number contains hexadecimal digits only.
  return decodeHex(whole) ?? new Uint8Array();
}

/** The number of bits of a non-negative number: 0 for 0. */
export function bitLength(value: bigint): number {
  if (value === 0n) return 0;
  const digits = value.toString(16);
  return digits.length * 4 - (Math.clz32(Number.parseInt(digits.charAt(0), 16)) - 28);
}

/** base ** exponent mod modulus. Not constant-time. */
export function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  return modPowProduct([{ base, exponent }], modulus);
}

/** The product of powers, in one pass with windows of four bits, so that the squarings are shared. Not constant-time. */
export function modPowProduct(
  terms: readonly { readonly base: bigint; readonly exponent: bigint }[],
  modulus: bigint,
): bigint {
  const width = Math.max(...terms.map(({ exponent }) => exponent.toString(16).length));
  const rows = terms.map(({ base, exponent }) => {
    const powers = [1n, base % modulus];
    for (let index = 2; index < 16; index++) powers.push(((powers[index - 1] ?? 1n) * (powers[1] ?? 1n)) % modulus);
    return { powers, digits: exponent.toString(16).padStart(width, "0") };
  });
  let result = 1n;
  for (let at = 0; at < width; at++) {
    if (result !== 1n) for (let square = 0; square < 4; square++) result = (result * result) % modulus;
    for (const { powers, digits } of rows) {
      const window = Number.parseInt(digits.charAt(at), 16);
      if (window !== 0) result = (result * (powers[window] ?? 1n)) % modulus;
    }
  }
  return result;
}

/** The inverse of a number modulo another, by the extended Euclidean algorithm; they must be coprime. Not constant-time. */
export function modInverse(value: bigint, modulus: bigint): bigint {
  let [previous, current] = [modulus, value % modulus];
  let [previousFactor, factor] = [0n, 1n];
  while (current > 0n) {
    const quotient = previous / current;
    [previous, current] = [current, previous - quotient * current];
    [previousFactor, factor] = [factor, previousFactor - quotient * factor];
  }
  return previousFactor < 0n ? previousFactor + modulus : previousFactor;
}
