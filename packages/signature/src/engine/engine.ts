import type { Hash } from "../algorithm.js";
import type { PrivateKeyParts, PublicKeyParts } from "../key/key.js";

/** What computes: the runtime's `node:crypto`, WebAssembly with tables for each key, or big integers in TypeScript. */
export type EngineName = "node" | "wasm" | "portable";

/** The input of one check. */
export interface Check {
  readonly hash: Hash;
  readonly body: Uint8Array;
  readonly key: PublicKeyParts;
  /** `r‖s` in fixed width; their range has been checked. */
  readonly signature: Uint8Array;
  /** The same in DER, if it was received so. */
  readonly der?: Uint8Array | undefined;
}

/** The arithmetic of checking a signature. */
export interface Engine {
  readonly name: EngineName;
  verifySync(check: Check): boolean;
  /** Gives a promise unless the verdict is there at once, and may throw where `verifySync` does. */
  verify(check: Check): boolean | Promise<boolean>;
}

/** The arithmetic of making one, apart from the other so that a server which only verifies does not carry it. */
export interface Signer {
  /** @returns `r‖s` in fixed width */
  signSync(hash: Hash, body: Uint8Array, key: PrivateKeyParts): Uint8Array;
  sign(hash: Hash, body: Uint8Array, key: PrivateKeyParts): Promise<Uint8Array>;
}
