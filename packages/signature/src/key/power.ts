import { bigintToBytes, bytesToBigint, modPow } from "../bytes/bigint.js";
import { writeInteger, writeSequence } from "../bytes/der.js";
import { nodeCrypto } from "../runtime.js";

/**
 * base ** exponent mod modulus, for public numbers; the base is less than the modulus, and the exponent is odd. Not constant-time.
 *
 * `node:crypto` has no such function, but RSA without padding is one: modulus and exponent are its public key, and nothing about them
 * is checked. OpenSSL takes 0.3 ms for q at 2048 bits, big integers take 4 ms. It refuses long exponents above 3072 bits, other
 * runtimes and policies refuse more: then big integers do it.
 */
export function publicPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  return withRsa(base, exponent, modulus) ?? modPow(base, exponent, modulus);
}

function withRsa(base: bigint, exponent: bigint, modulus: bigint): bigint | undefined {
  const crypto = nodeCrypto();
  if (typeof crypto?.publicEncrypt !== "function" || typeof crypto.createPublicKey !== "function") return undefined;
  try {
    const der = writeSequence(writeInteger(modulus), writeInteger(exponent)) as Buffer;
    const key = crypto.createPublicKey({ key: der, format: "der", type: "pkcs1" });
    const block = bigintToBytes(base, bigintToBytes(modulus).length);
    return bytesToBigint(crypto.publicEncrypt({ key, padding: crypto.constants.RSA_NO_PADDING }, block));
  } catch {
    return undefined;
  }
}
