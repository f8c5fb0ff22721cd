import type { Hash } from "../algorithm.js";
import { bigintToBytes, bytesToBigint } from "../bytes/bigint.js";
import { concatBytes } from "../bytes/bytes.js";

const BLOCK_BYTES: Readonly<Record<Hash, number>> = { sha1: 64, sha224: 64, sha256: 64, sha384: 128, sha512: 128 };

/** A computation that yields what it needs hashed, so that the same code works with synchronous and asynchronous hashes. */
export type WithDigest<Result> = Generator<Uint8Array, Result, Uint8Array>;

/** HMAC (FIPS 198-1). */
function* hmac(hash: Hash, key: Uint8Array, ...message: readonly Uint8Array[]): WithDigest<Uint8Array> {
  const padded = new Uint8Array(BLOCK_BYTES[hash]);
  padded.set(key);
  const inner = yield concatBytes([padded.map((byte) => byte ^ 0x36), ...message]);
  return yield concatBytes([padded.map((byte) => byte ^ 0x5c), inner]);
}

/**
 * Derives nonces from a key and a digest, one after the other (RFC 6979 §3.2), until `accept` returns a result for one.
 */
export function* deterministicNonce<Result>(
  hash: Hash,
  digestBytes: Uint8Array,
  { q, qBytes, x }: { readonly q: bigint; readonly qBytes: Uint8Array; readonly x: bigint },
  accept: (k: bigint) => Result | undefined,
): WithDigest<Result> {
  // The length of q is a whole number of bytes, so bits2int only cuts bytes off (RFC 6979 §2.3.2).
  const width = qBytes.length;
  const reduced = bigintToBytes(bytesToBigint(digestBytes.subarray(0, width)) % q, width);
  const seed = concatBytes([bigintToBytes(x, width), reduced]);
  let v = new Uint8Array(digestBytes.length).fill(1);
  let k = new Uint8Array(digestBytes.length);
  for (const step of [0, 1]) {
    k = Uint8Array.from(yield* hmac(hash, k, v, Uint8Array.of(step), seed));
    v = Uint8Array.from(yield* hmac(hash, k, v));
  }
  for (;;) {
    let drawn = new Uint8Array();
    while (drawn.length < width) {
      v = Uint8Array.from(yield* hmac(hash, k, v));
      drawn = Uint8Array.from(concatBytes([drawn, v]));
    }
    const nonce = bytesToBigint(drawn.subarray(0, width));
    if (nonce > 0n && nonce < q) {
      const result = accept(nonce);
      if (result !== undefined) return result;
    }
    k = Uint8Array.from(yield* hmac(hash, k, v, Uint8Array.of(0)));
    v = Uint8Array.from(yield* hmac(hash, k, v));
  }
}

/** Runs such a computation with a synchronous hash. */
export function runSync<Result>(steps: WithDigest<Result>, digest: (bytes: Uint8Array) => Uint8Array): Result {
  let step = steps.next();
  while (step.done !== true) step = steps.next(digest(step.value));
  return step.value;
}

/** Runs such a computation with an asynchronous hash. */
export async function runAsync<Result>(
  steps: WithDigest<Result>,
  digest: (bytes: Uint8Array) => Promise<Uint8Array>,
): Promise<Result> {
  let step = steps.next();
  while (step.done !== true) step = steps.next(await digest(step.value));
  return step.value;
}
