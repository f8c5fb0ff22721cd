import { digest } from "../../src/hash/digest.js";
import { signWithNonce as signDigestWithNonce } from "../../src/engine/signer-portable.js";
import type { Hash, PrivateKey } from "../../src/index.js";
import { privateParts } from "../../src/key/key.js";

/** Signs with a given k. It is not exported from the package: a known k gives the private key away. */
export async function signWithNonce(hash: Hash, message: Uint8Array, key: PrivateKey, k: bigint): Promise<Uint8Array> {
  const signature = signDigestWithNonce(await digest(hash, message), privateParts(key), k);
  if (signature === undefined) throw new Error("this k gives no signature");
  return signature;
}
