import type { Hash } from "../algorithm.js";
import { SignatureError } from "../error.js";
import { nodeCrypto, webCrypto, type NodeCryptoModule } from "../runtime.js";
import { sha256 } from "./sha256.js";

const WEB_NAMES = { sha1: "SHA-1", sha256: "SHA-256", sha384: "SHA-384", sha512: "SHA-512" } as const;

/**
 * Hashes bytes on the calling thread.
 *
 * @throws {@link SignatureError} `ERR_ASYNC_ONLY`: the runtime has no more than WebCrypto, and the hash is not SHA-256 or SHA-224
 */
export function digestSync(
  hash: Hash,
  bytes: Uint8Array,
  node: NodeCryptoModule | undefined = nodeCrypto(),
): Uint8Array {
  // One call where there is one: on Node 20.12 and later.
  if (typeof node?.hash === "function") return node.hash(hash, bytes, "buffer");
  if (node !== undefined) return node.createHash(hash).update(bytes).digest();
  if (hash === "sha256" || hash === "sha224") return sha256(bytes, hash);
  throw new SignatureError(
    "ERR_ASYNC_ONLY",
    `This runtime computes ${hash} only asynchronously, a browser only over HTTPS. Use verify() instead of verifySync(), and signAsync() instead of sign().`,
  );
}

/** Hashes bytes with what the runtime offers: at once, where it has node:crypto. */
export function digest(hash: Hash, bytes: Uint8Array): Uint8Array | Promise<Uint8Array> {
  const node = nodeCrypto();
  // WebCrypto has no SHA-224.
  return hash === "sha224" || node !== undefined ? digestSync(hash, bytes, node) : digestOnTheWeb(hash, bytes);
}

async function digestOnTheWeb(hash: Exclude<Hash, "sha224">, bytes: Uint8Array): Promise<Uint8Array> {
  // A page without HTTPS has no subtle, and neither has a worker of a sandboxed frame.
  const { subtle } = webCrypto() as Partial<ReturnType<typeof webCrypto>>;
  if (subtle === undefined) return digestSync(hash, bytes);
  return new Uint8Array(await subtle.digest(WEB_NAMES[hash], Uint8Array.from(bytes)));
}
