import type { Hash } from "../algorithm.js";
import type { PrivateKeyParts, PublicKeyParts } from "../key/key.js";

/** What does the arithmetic: the runtime's `node:crypto`, or big integers in TypeScript. */
export type EngineName = "node" | "portable";

/** What a check is made of. */
export interface Check {
  readonly hash: Hash;
  readonly body: Uint8Array;
  readonly key: PublicKeyParts;
  /** `r‖s` in fixed width, both known to be within range. */
  readonly signature: Uint8Array;
  /** The same in DER, where it came so. */
  readonly der?: Uint8Array | undefined;
}

/** The arithmetic of DSA. */
export interface Engine {
  readonly name: EngineName;
  verifySync(check: Check): boolean;
  verify(check: Check): Promise<boolean>;
  /** Gives `r‖s` in fixed width. */
  signSync(hash: Hash, body: Uint8Array, key: PrivateKeyParts): Uint8Array;
  sign(hash: Hash, body: Uint8Array, key: PrivateKeyParts): Promise<Uint8Array>;
}
