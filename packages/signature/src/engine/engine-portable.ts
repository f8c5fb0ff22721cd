import type { Hash } from "../algorithm.js";
import { bigintToBytes, bytesToBigint, modInverse, modPow, modPowProduct } from "../bytes/bigint.js";
import { concatBytes } from "../bytes/bytes.js";
import { buildComb, combProduct, type Comb } from "./comb.js";
import { digest, digestSync } from "../hash/digest.js";
import type { Engine } from "./engine.js";
import type { PrivateKeyParts, PublicKeyParts } from "../key/key.js";
import { deterministicNonce, runAsync, runSync } from "./rfc6979.js";
import { webCrypto } from "../runtime.js";

/**
 * The engine in plain TypeScript, for runtimes whose crypto has no DSA. Its arithmetic is not constant-time: verifying handles
 * nothing secret, but signing with it is for test keys only.
 */
export const portableEngine: Engine = {
  name: "portable",
  verifySync: ({ hash, body, key, signature }) => verifyDigest(digestSync(hash, body), key, signature),
  verify: async ({ hash, body, key, signature }) => verifyDigest(await digest(hash, body), key, signature),
  signSync: (hash, body, key) => signDigest(digestSync(hash, body), key),
  sign: async (hash, body, key) => signDigest(await digest(hash, body), key),
};

/** The tables of a key, and how often it was used without them. */
interface Prepared {
  uses: number;
  tables?: { readonly g: Comb; readonly y: Comb };
}

/** Checks with a key that go without tables, which cost about as much as this many checks: a tool checks once, a server checks on. */
const USES_BEFORE_TABLES = 3;

/** g^u1 · y^u2 mod p. */
function product(key: PublicKeyParts, u1: bigint, u2: bigint): bigint {
  const { p, g, y } = key;
  let prepared = key.prepared.get("portable") as Prepared | undefined;
  if (prepared === undefined) key.prepared.set("portable", (prepared = { uses: 0 }));
  if (prepared.uses++ < USES_BEFORE_TABLES) {
    return modPowProduct(
      [
        { base: g, exponent: u1 },
        { base: y, exponent: u2 },
      ],
      p,
    );
  }
  const bits = key.qBytes.length * 8;
  const tables = (prepared.tables ??= { g: buildComb(g, p, bits), y: buildComb(y, p, bits) });
  return combProduct([
    { comb: tables.g, exponent: u1 },
    { comb: tables.y, exponent: u2 },
  ]);
}

/** FIPS 186-4 §4.7; the signature's numbers are known to be within range. */
function verifyDigest(digestBytes: Uint8Array, key: PublicKeyParts, signature: Uint8Array): boolean {
  const { q, qBytes } = key;
  const r = bytesToBigint(signature.subarray(0, qBytes.length));
  const w = modInverse(bytesToBigint(signature.subarray(qBytes.length)), q);
  const u1 = (digestNumber(digestBytes, key) * w) % q;
  const u2 = (r * w) % q;
  return product(key, u1, u2) % q === r;
}

/** The leftmost bits of a hash, as many as `q` has, which is a whole number of bytes (FIPS 186-4 §4.6). */
function digestNumber(digestBytes: Uint8Array, { q, qBytes }: PublicKeyParts): bigint {
  return bytesToBigint(digestBytes.subarray(0, qBytes.length)) % q;
}

/** FIPS 186-4 §4.6, with k drawn by B.2.1 (extra random bits). */
function signDigest(digestBytes: Uint8Array, key: PrivateKeyParts): Uint8Array {
  for (;;) {
    const random = webCrypto().getRandomValues(new Uint8Array(key.qBytes.length + 8));
    const signature = signWithNonce(digestBytes, key, (bytesToBigint(random) % (key.q - 1n)) + 1n);
    if (signature !== undefined) return signature;
  }
}

/**
 * Signs a digest with a given k; undefined in the case, never met, that another k is needed. For the vectors only: a k that is
 * used twice, or known, gives the private key away.
 */
export function signWithNonce(digestBytes: Uint8Array, key: PrivateKeyParts, k: bigint): Uint8Array | undefined {
  const { p, q, g, x, qBytes } = key;
  const r = modPow(g, k, p) % q;
  const s = (modInverse(k, q) * (digestNumber(digestBytes, key) + x * r)) % q;
  if (r === 0n || s === 0n) return undefined;
  return concatBytes([bigintToBytes(r, qBytes.length), bigintToBytes(s, qBytes.length)]);
}

/** Signs with the nonce of RFC 6979, so that the same body and key always give the same signature. */
export function signDeterministicSync(hash: Hash, body: Uint8Array, key: PrivateKeyParts): Uint8Array {
  const digestBytes = digestSync(hash, body);
  const steps = deterministicNonce(hash, digestBytes, key, (k) => signWithNonce(digestBytes, key, k));
  return runSync(steps, (bytes) => digestSync(hash, bytes));
}

/** The same as {@link signDeterministicSync}, where hashes have to be waited for. */
export async function signDeterministic(hash: Hash, body: Uint8Array, key: PrivateKeyParts): Promise<Uint8Array> {
  const digestBytes = await digest(hash, body);
  const steps = deterministicNonce(hash, digestBytes, key, (k) => signWithNonce(digestBytes, key, k));
  return runAsync(steps, (bytes) => digest(hash, bytes));
}
