import type { Hash } from "./algorithm.js";
import { bigintToBytes, bytesToBigint, modInverse, modPow } from "./bigint.js";
import { concatBytes } from "./bytes.js";
import { digest, digestSync } from "./digest.js";
import type { Engine } from "./engine.js";
import type { PrivateKeyParts, PublicKeyParts } from "./key.js";
import { webCrypto } from "./runtime.js";

/**
 * The engine in plain TypeScript, for runtimes whose crypto has no DSA. Its arithmetic is not constant-time: verifying handles
 * nothing secret, but signing with it is for test keys only.
 */
export const portableEngine: Engine = {
  name: "portable",
  verifySync: (hash, body, key, signature) => verifyDigest(digestSync(hash, body), key, signature),
  verify: async (hash, body, key, signature) => verifyDigest(await digest(hash, body), key, signature),
  signSync: (hash: Hash, body: Uint8Array, key: PrivateKeyParts) => signDigest(digestSync(hash, body), key),
  sign: async (hash, body, key) => signDigest(await digest(hash, body), key),
};

/** The leftmost bits of a hash, as many as `q` has (FIPS 186-4 §4.6). */
export function digestToNumber(digestBytes: Uint8Array, q: bigint, qLength: number): bigint {
  const bytes = digestBytes.subarray(0, qLength);
  return bytesToBigint(bytes) % q;
}

/** FIPS 186-4 §4.7. */
function verifyDigest(digestBytes: Uint8Array, { p, q, g, y, qBytes }: PublicKeyParts, signature: Uint8Array): boolean {
  const r = bytesToBigint(signature.subarray(0, qBytes.length));
  const s = bytesToBigint(signature.subarray(qBytes.length));
  if (r === 0n || s === 0n || r >= q || s >= q) return false;
  const w = modInverse(s, q);
  const u1 = (digestToNumber(digestBytes, q, qBytes.length) * w) % q;
  const u2 = (r * w) % q;
  return ((modPow(g, u1, p) * modPow(y, u2, p)) % p) % q === r;
}

/** FIPS 186-4 §4.6, with k drawn by B.2.1 (extra random bits). */
export function signDigest(digestBytes: Uint8Array, key: PrivateKeyParts): Uint8Array {
  for (;;) {
    const random = webCrypto().getRandomValues(new Uint8Array(key.qBytes.length + 8));
    const signature = signDigestWithNonce(digestBytes, key, (bytesToBigint(random) % (key.q - 1n)) + 1n);
    if (signature !== undefined) return signature;
  }
}

/** Signs with a given k; undefined in the case, never met, that another k is needed. A k that is used twice gives the private key away. */
export function signDigestWithNonce(digestBytes: Uint8Array, key: PrivateKeyParts, k: bigint): Uint8Array | undefined {
  const { p, q, g, x, qBytes } = key;
  const r = modPow(g, k, p) % q;
  const s = (modInverse(k, q) * (digestToNumber(digestBytes, q, qBytes.length) + x * r)) % q;
  if (r === 0n || s === 0n) return undefined;
  return concatBytes([bigintToBytes(r, qBytes.length), bigintToBytes(s, qBytes.length)]);
}
