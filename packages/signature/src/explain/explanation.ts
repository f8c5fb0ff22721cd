import type { Hash, SignatureEncoding, SignatureFormat, SignatureOptions } from "../algorithm.js";
import type { BodyDamage } from "./explain-body.js";
import type { HeaderDamage } from "./explain-header.js";
import type { VerifyFailureReason, VerifyKeys } from "../verify-input.js";

/**
 * What has to change for a signature to verify, or why that is not known.
 *
 * - `hash`, `format`, `encoding`: the option of that name.
 * - `body`: the bytes are not those that were signed.
 * - `header`: something changed the header's text on the way; `repeated`: there was more than one header.
 * - `key`: one of the keys in `otherKeys` made the signature.
 * - `no-keys`: the key source has no key at this moment.
 * - `missing`, `malformed`: there is no header, or it is not a DSA signature in any spelling.
 * - `key-size`: a key of another size made the signature.
 * - `unknown`: it is a signature, but none of the keys made it for any form of the body that was tried.
 */
export type ExplanationCause =
  | "hash"
  | "format"
  | "encoding"
  | "body"
  | "header"
  | "repeated"
  | "key"
  | "no-keys"
  | "missing"
  | "malformed"
  | "key-size"
  | "unknown";

/** What the signature verifies with. */
export interface ExplanationFinding {
  readonly hash: Hash;
  readonly format: SignatureFormat;
  readonly encoding: SignatureEncoding;
  readonly keyId: string;
  /** The key's name in `otherKeys`, if it is one of them. */
  readonly keyName: string | undefined;
  /** How the bytes that were signed differ from those that were given; `"none"` if they do not. */
  readonly body: BodyDamage;
  /** What was done to the header's text; empty if nothing. */
  readonly header: readonly HeaderDamage[];
}

/** What {@link explain} found. It contains no part of a key, of the body or of the signature, and is safe to log. */
export interface Explanation {
  /** `valid`: nothing is wrong. `explained`: it verifies with the changes in `causes`. `unexplained`: it does not verify at all. */
  readonly verdict: "valid" | "explained" | "unexplained";
  /** The reason that `verify` gives with the same options. */
  readonly reason: VerifyFailureReason | undefined;
  readonly causes: readonly ExplanationCause[];
  readonly found: ExplanationFinding | undefined;
  /** How many signature checks it took. */
  readonly checks: number;
  /** False if a limit ended the search before everything was tried. */
  readonly complete: boolean;
  /** One paragraph for a person: what was found, and what to do. */
  readonly message: string;
}

/** Options of {@link explain}. */
export interface ExplainOptions extends SignatureOptions {
  /** Keys that are not configured but may have signed, by the name that the message should use: `{ production: key }`. */
  readonly otherKeys?: Readonly<Record<string, VerifyKeys>> | undefined;
  /** How many signature checks may be made. Default 2,000; each takes about 0.3 ms at 2048 bits. */
  readonly maxChecks?: number | undefined;
  /** How long the search may take, in ms, in addition to one `verify`. Default 3,000. Its memory is bounded by the body's size. */
  readonly maxMs?: number | undefined;
}
