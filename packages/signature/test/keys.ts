import { importPrivateKey, importPublicKey, type KeyPair, type PrivateKey, type PublicKey } from "../src/index.js";
import { generateKeyPair } from "../src/index.js";

/** A pair of keys in all the forms that tests want. */
export interface TestKeys extends KeyPair {
  readonly key: PublicKey;
  readonly signingKey: PrivateKey;
}

/** Makes a pair under published parameters, which takes some milliseconds. */
export async function testKeys(modulusLength = 2048, divisorLength?: number): Promise<TestKeys> {
  const pair = await generateKeyPair({ modulusLength, divisorLength, parameters: "published" });
  return { ...pair, key: importPublicKey(pair.publicKey), signingKey: importPrivateKey(pair.privateKey) };
}

/** The `code` of what a call throws, or undefined where it does not throw. */
export function codeOf(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return undefined;
}
