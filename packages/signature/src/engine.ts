import type { Hash } from "./algorithm.js";
import type { PrivateKeyParts, PublicKeyParts } from "./key.js";

/** What does the arithmetic: the runtime's `node:crypto`, or big integers in TypeScript. */
export type EngineName = "node" | "portable";

/**
 * The arithmetic of DSA. Signatures are `r‖s` in fixed width, checked to be within range; bodies are bytes.
 */
export interface Engine {
  readonly name: EngineName;
  verifySync(hash: Hash, body: Uint8Array, key: PublicKeyParts, signature: Uint8Array): boolean;
  verify(hash: Hash, body: Uint8Array, key: PublicKeyParts, signature: Uint8Array): Promise<boolean>;
  signSync(hash: Hash, body: Uint8Array, key: PrivateKeyParts): Uint8Array;
  sign(hash: Hash, body: Uint8Array, key: PrivateKeyParts): Promise<Uint8Array>;
}
