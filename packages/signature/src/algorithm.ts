import { describeValue } from "./describe-value.js";
import { SignatureError } from "./error.js";
import { checkOptionNames } from "./option-names.js";

/** The hashes that a signature can be made with. */
export const HASHES = ["sha1", "sha224", "sha256", "sha384", "sha512"] as const;

/** How the two numbers `r` and `s` of a signature are written as bytes. */
export const SIGNATURE_FORMATS = ["der", "p1363"] as const;

/** How the bytes of a signature are written as the header's text. */
export const SIGNATURE_ENCODINGS = ["base64", "base64url", "hex"] as const;

/**
 * A hash. Which one the platform uses is not documented (docs/contract.md §5, grade ?). SHA-256 is the default everywhere; SHA-1 is
 * used only if you ask for it by name.
 */
export type Hash = (typeof HASHES)[number];

/** `der`: an ASN.1 SEQUENCE of two INTEGERs, as Java and OpenSSL write it. `p1363`: `r` and `s` side by side, each as wide as `q`. */
export type SignatureFormat = (typeof SIGNATURE_FORMATS)[number];

/** The text form of the signature: Base64 with padding, Base64url, or hexadecimal digits. */
export type SignatureEncoding = (typeof SIGNATURE_ENCODINGS)[number];

/** What must be the same on both sides. It comes from the configuration, never from a request. */
export interface SignatureOptions {
  /** Default `"sha256"`. */
  readonly hash?: Hash | undefined;
  /** Default `"der"`. */
  readonly format?: SignatureFormat | undefined;
  /** Default `"base64"`. */
  readonly encoding?: SignatureEncoding | undefined;
}

function oneOf<T extends string>(name: string, value: unknown, allowed: readonly T[], fallback: T): T {
  if (value === undefined) return fallback;
  const found = allowed.find((item) => item === value);
  if (found !== undefined) return found;
  const got = typeof value === "string" ? "another string" : describeValue(value);
  const list = allowed.map((item) => `"${item}"`).join(", ");
  throw new SignatureError("ERR_INVALID_OPTION", `The option "${name}" must be one of ${list}; got ${got}.`);
}

/** {@link SignatureOptions} with every default filled in. */
export interface ResolvedOptions {
  readonly hash: Hash;
  readonly format: SignatureFormat;
  readonly encoding: SignatureEncoding;
}

/**
 * Fills in the defaults, and refuses values that are not on the lists, and options that do not exist.
 *
 * @param options - what was given
 * @param owner - the function that was called
 * @param known - the names of its options
 */
export function resolveOptions(options: SignatureOptions, owner: string, known: readonly string[]): ResolvedOptions {
  checkOptionNames(options, known, owner);
  return {
    hash: oneOf("hash", options.hash, HASHES, "sha256"),
    format: oneOf("format", options.format, SIGNATURE_FORMATS, "der"),
    encoding: oneOf("encoding", options.encoding, SIGNATURE_ENCODINGS, "base64"),
  };
}
