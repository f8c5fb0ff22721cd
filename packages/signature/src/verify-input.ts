import { describeValue } from "./describe-value.js";
import { SignatureError } from "./error.js";
import { importPublicKey, type PublicKeyInput } from "./key/import-public-key.js";
import { isPublicKey, type PublicKey } from "./key/key.js";
import { MAX_SIGNATURE_LENGTH } from "./signature-text.js";

/**
 * Why a signature is not valid. The list is closed.
 *
 * - `missing`: there is no header, or it is empty.
 * - `repeated`: there is more than one header, or several values in it.
 * - `malformed`: the header is not a signature in the configured format and encoding.
 * - `mismatch`: it is a signature, but none of the keys made it for these bytes and this hash.
 * - `not-bytes`: the body is neither bytes nor a string, because a parser ran first. Pass the raw body.
 * - `no-keys`: the {@link PublicKeySource} has no key at this moment, for example because the last one was retired. Answer 401 like any
 *   other failure, and report it once: no request can verify until a key is added.
 */
export type VerifyFailureReason = "missing" | "repeated" | "malformed" | "mismatch" | "not-bytes" | "no-keys";

/** The value of the header, as frameworks provide it. */
export type HeaderValue = string | readonly string[] | null | undefined;

/** Keys that are kept elsewhere and may change while the server runs. A `KeyRing` is one. */
export interface PublicKeySource {
  /** The keys that are trusted at this moment. If there are none, every request fails with `no-keys`. */
  publicKeys(): readonly PublicKey[];
}

/** One key or several. Keys that are not imported yet are imported at each call, so import them once instead. */
export type VerifyKeys = PublicKeyInput | readonly PublicKeyInput[] | PublicKeySource;

/** The single value of the header, or the reason why there is not exactly one. */
export function singleHeader(header: unknown): string | { readonly reason: VerifyFailureReason } {
  try {
    return readHeader(header);
  } catch {
    // A Proxy may throw at any access.
    return { reason: "malformed" };
  }
}

function readHeader(header: unknown): string | { readonly reason: VerifyFailureReason } {
  const given: unknown = Array.isArray(header) && header.length < 2 ? header[0] : header;
  if (given === undefined || given === null || given === "") return { reason: "missing" };
  if (Array.isArray(given)) return { reason: "repeated" };
  if (typeof given !== "string") return { reason: "malformed" };
  // Servers join repeated headers with a comma, which no encoding of a signature contains (RFC 9110 §5.3).
  return given.slice(0, 4 * MAX_SIGNATURE_LENGTH).includes(",") ? { reason: "repeated" } : given;
}

/** Every value that the header may hold, to explain what went wrong. */
export function headerValues(header: unknown): readonly string[] {
  const given: readonly unknown[] = Array.isArray(header) ? header.slice(0, MAX_VALUES) : [header];
  return given
    .flatMap((value) => (typeof value === "string" ? splitValues(value) : []))
    .filter((value) => value !== "")
    .slice(0, MAX_VALUES);
}

/** More values than this are not signatures that something sent twice. */
const MAX_VALUES = 8;

function splitValues(value: string): readonly string[] {
  return value.length > MAX_VALUES * MAX_SIGNATURE_LENGTH ? [value] : value.split(/,\s*/);
}

/**
 * Imports the keys from whatever form they were given in. An empty list is the author's mistake; a source may run out of keys while
 * the server runs.
 */
export function listKeys(keys: VerifyKeys): readonly PublicKey[] {
  if (isPublicKey(keys)) return [importPublicKey(keys)];
  if (isKeySource(keys)) return keysOf(keys);
  const given = isKeyList(keys) ? keys : [keys];
  if (given.length === 0) {
    throw new SignatureError(
      "ERR_NO_KEYS",
      "There is no key to verify with. Pass the public key that the bot's console shows.",
    );
  }
  return given.map((key) => importPublicKey(key));
}

function keysOf(source: PublicKeySource): readonly PublicKey[] {
  const keys: unknown = source.publicKeys();
  if (isKeyList(keys)) return keys.map((key) => importPublicKey(key));
  throw new SignatureError(
    "ERR_INVALID_OPTION",
    `publicKeys() of a key source must return an array of keys; got ${describeValue(keys)}.`,
  );
}

function isKeyList(keys: unknown): keys is readonly PublicKeyInput[] {
  return Array.isArray(keys);
}

function isKeySource(keys: unknown): keys is PublicKeySource {
  return typeof keys === "object" && keys !== null && "publicKeys" in keys && typeof keys.publicKeys === "function";
}
