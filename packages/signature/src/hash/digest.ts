import type { Hash } from "../algorithm.js";
import { SignatureError } from "../error.js";
import { nodeCrypto, webCrypto } from "../runtime.js";
import { sha256 } from "./sha256.js";

const WEB_NAMES = { sha1: "SHA-1", sha256: "SHA-256", sha384: "SHA-384", sha512: "SHA-512" } as const;

/**
 * Hashes bytes on the calling thread.
 *
 * @throws {@link SignatureError} `ERR_ASYNC_ONLY`: the runtime has no more than WebCrypto, and the hash is not SHA-256 or SHA-224
 */
export function digestSync(hash: Hash, bytes: Uint8Array): Uint8Array {
  const node = nodeCrypto();
  // One call where there is one: on Node 20.12 and later.
  if (typeof node?.hash === "function") return node.hash(hash, bytes, "buffer");
  if (node !== undefined) return node.createHash(hash).update(bytes).digest();
  if (hash === "sha256" || hash === "sha224") return sha256(bytes, hash);
  throw new SignatureError(
    "ERR_ASYNC_ONLY",
    `This runtime computes ${hash} only asynchronously, a browser only over HTTPS. Use verify() instead of verifySync(), and signAsync() instead of sign().`,
  );
}

/** Hashes bytes with what the runtime offers. */
export async function digest(hash: Hash, bytes: Uint8Array): Promise<Uint8Array> {
  // WebCrypto has no SHA-224.
  if (hash === "sha224" || nodeCrypto() !== undefined) return digestSync(hash, bytes);
  // A page without HTTPS has no subtle, and neither has a worker of a sandboxed frame.
  const { subtle } = webCrypto() as Partial<ReturnType<typeof webCrypto>>;
  if (subtle === undefined) return digestSync(hash, bytes);
  return new Uint8Array(await subtle.digest(WEB_NAMES[hash], Uint8Array.from(bytes)));
}
