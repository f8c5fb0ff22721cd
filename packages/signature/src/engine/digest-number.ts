import { bytesToBigint } from "../bytes/bigint.js";
import type { PublicKeyParts } from "../key/key.js";

/** The leftmost bits of a hash, as many as `q` has (FIPS 186-4 §4.6). That is always a whole number of bytes. */
export function digestNumber(digestBytes: Uint8Array, { q, qBytes }: PublicKeyParts): bigint {
  return bytesToBigint(digestBytes.subarray(0, qBytes.length)) % q;
}
