import { generateKeyPair, importPrivateKey, signAsync } from "@ck/signature";
import type { Stranger } from "./check-signature.js";

/** A key that no server knows, made for one check. */
export async function createStranger(): Promise<Stranger> {
  const { privateKey } = await generateKeyPair({ parameters: "published" });
  const key = importPrivateKey(privateKey);
  return { name: "a stranger's key", sign: (body) => signAsync(body, key) };
}
