import type { Hash, SignatureEncoding, SignatureFormat, SignatureOptions } from "../algorithm.js";
import type { BodyDamage } from "./explain-body.js";
import type { HeaderDamage } from "./explain-header.js";
import type { VerifyFailureReason, VerifyKeys } from "../verify-input.js";

/**
 * What has to change for a signature to verify, or why that cannot be said.
 *
 * - `hash`, `format`, `encoding`: the option of that name.
 * - `body`: the bytes are not the ones that were signed.
 * - `header`: something on the way changed the header's text; `repeated`: it came more than once.
 * - `key`: another of the keys that were given to the explanation made the signature.
 * - `missing`, `malformed`: there is no header, or it is no DSA signature in any spelling.
 * - `key-size`: it was made by a key of another size than all that were given.
 * - `unknown`: it is a signature, but of none of the keys over any form of the body that was tried.
 */
export type ExplanationCause =
  | "hash"
  | "format"
  | "encoding"
  | "body"
  | "header"
  | "repeated"
  | "key"
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
  /** The name in `otherKeys`, where the key is one of them. */
  readonly keyName: string | undefined;
  /** How the bytes that were signed differ from the ones at hand; `"none"` where they do not. */
  readonly body: BodyDamage;
  /** What was done to the header's text; mostly nothing. */
  readonly header: readonly HeaderDamage[];
}

/** What {@link explain} found. It holds no part of a key, of the body or of the signature, and is safe to log. */
export interface Explanation {
  /** `valid`: nothing is wrong. `explained`: it verifies with the changes in `causes`. `unexplained`: it does not verify at all. */
  readonly verdict: "valid" | "explained" | "unexplained";
  /** What `verify` says of it, with the options that were given. */
  readonly reason: VerifyFailureReason | undefined;
  readonly causes: readonly ExplanationCause[];
  readonly found: ExplanationFinding | undefined;
  /** How many signature checks it took. */
  readonly checks: number;
  /** False where `maxChecks` or `maxMs` ended the search before everything was tried. */
  readonly complete: boolean;
  /** One paragraph for a person: what was found, and what to do. */
  readonly message: string;
}

/** Options of {@link explain}. */
export interface ExplainOptions extends SignatureOptions {
  /** Keys that are not configured, but may have signed, by a name for the message: `{ production: key }`. */
  readonly otherKeys?: Readonly<Record<string, VerifyKeys>> | undefined;
  /** The most signature checks that are made. Default 2,000; each takes some 0.3 ms at 2048 bits. */
  readonly maxChecks?: number | undefined;
  /** The most time that the search takes, in ms, beside one `verify`. Default 3,000. */
  readonly maxMs?: number | undefined;
}
