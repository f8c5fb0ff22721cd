import { SignatureError } from "../error.js";

/** A warning about a key that was accepted. */
export interface KeyWarning {
  /** `WEAK_MODULUS`: 1024 bits, below today's minimum. `UNUSUAL_SIZE`: a size that had to be allowed by name. */
  readonly code: "WEAK_MODULUS" | "UNUSUAL_SIZE";
  readonly message: string;
}

/** A DSA public key that has passed every check of {@link importPublicKey}. It contains nothing secret. */
export interface PublicKey {
  readonly type: "public";
  /** The length of the modulus `p`, in bits: 1024, 2048, 3072, or 4096 if allowed by name. */
  readonly modulusLength: number;
  /** The length of the divisor `q`, in bits: 160, 224 or 256. */
  readonly divisorLength: number;
  /** The first 16 hexadecimal digits of the SHA-256 of the key's SubjectPublicKeyInfo: safe to log. */
  readonly keyId: string;
  /** What the author should read once, at start-up. */
  readonly warnings: readonly KeyWarning[];
}

/** A DSA private key. Printing, serialising or cloning it reveals nothing secret. */
export interface PrivateKey {
  readonly type: "private";
  /** The length of the modulus `p`, in bits. */
  readonly modulusLength: number;
  /** The length of the divisor `q`, in bits. */
  readonly divisorLength: number;
  /** The id of the public key that belongs to it. */
  readonly keyId: string;
}

/** The parts of a public key that engines compute with. */
export interface PublicKeyParts {
  readonly p: bigint;
  readonly q: bigint;
  readonly g: bigint;
  readonly y: bigint;
  /** The SubjectPublicKeyInfo in DER. */
  readonly spki: Uint8Array;
  /** `q` in as few bytes as it needs. */
  readonly qBytes: Uint8Array;
  /** What engines derived from the key when they first used it, by a name that is the engine's own. */
  readonly prepared: Map<string, unknown>;
}

/** The parts of a private key that engines compute with. */
export interface PrivateKeyParts extends PublicKeyParts {
  readonly x: bigint;
}

/*
 * The parts are stored under a registered symbol, because the ESM and the CJS copy of this package must read each other's keys, and
 * behind a function that is not enumerable, because otherwise `util.inspect` with `showHidden`, `JSON.stringify` and
 * `structuredClone` would show or copy the private number.
 */
const PARTS = Symbol.for("@ck/signature/key-parts/1");

/** Makes the object that users see, around the parts of a key. */
export function makeKey<Face extends PublicKey | PrivateKey>(
  face: Face,
  parts: Face extends PrivateKey ? PrivateKeyParts : PublicKeyParts,
): Face {
  return Object.freeze(Object.defineProperty({ ...face }, PARTS, { value: () => parts }));
}

function partsOf(key: object): unknown {
  const read: unknown = (key as { readonly [PARTS]?: unknown })[PARTS];
  if (typeof read !== "function") {
    throw new SignatureError(
      "ERR_KEY_FOREIGN_OBJECT",
      "This object looks like an imported key, but it was copied, cloned or made by hand. Import the key's text in this thread and use what the import returns.",
    );
  }
  return (read as () => unknown)();
}

/** The parts of a public key; throws for an object that only looks like one. */
export function publicParts(key: PublicKey): PublicKeyParts {
  return partsOf(key) as PublicKeyParts;
}

/** The parts of a private key; throws for an object that only looks like one. */
export function privateParts(key: PrivateKey): PrivateKeyParts {
  return partsOf(key) as PrivateKeyParts;
}

function typeOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && "type" in value && "keyId" in value ? value.type : undefined;
}

/** Tells whether a value is a public key of this package, whichever copy of it. */
export function isPublicKey(value: unknown): value is PublicKey {
  return typeOf(value) === "public";
}

/** Tells whether a value is a private key of this package, whichever copy of it. */
export function isPrivateKey(value: unknown): value is PrivateKey {
  return typeOf(value) === "private";
}
