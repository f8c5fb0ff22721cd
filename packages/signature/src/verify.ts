import { resolveOptions, type Hash, type SignatureOptions } from "./algorithm.js";
import { isBytes, utf8 } from "./bytes.js";
import type { Engine, EngineName } from "./engine.js";
import { SignatureError } from "./error.js";
import { importPublicKey } from "./import-public-key.js";
import { isPublicKey, publicParts, type PublicKey, type PublicKeyParts } from "./key.js";
import { selectEngine } from "./select-engine.js";
import { readSignature, toFixedWidth } from "./signature-text.js";

/** Options of {@link verify} and {@link verifySync}. */
export interface VerifyOptions extends SignatureOptions {
  /** Which arithmetic to use. Default: the faster one that works in this runtime. */
  readonly engine?: EngineName | undefined;
}

/**
 * Why a signature does not hold. The list is closed.
 *
 * - `missing`: there is no header, or it is empty.
 * - `repeated`: there is more than one header, or several values in it.
 * - `malformed`: the header is not the text of a signature in the configured format and encoding.
 * - `mismatch`: it is one, but none of the keys made it for these bytes and this hash.
 * - `not-bytes`: the body is neither bytes nor a string. A parser has been there: pass the raw body.
 */
export type VerifyFailureReason = "missing" | "repeated" | "malformed" | "mismatch" | "not-bytes";

/** What {@link verify} found. */
export type VerifyResult =
  | {
      readonly valid: true;
      /** The id of the key that made the signature. */
      readonly keyId: string;
      /** That key. */
      readonly key: PublicKey;
      /** The signature in its only canonical spelling: `r‖s`, each as wide as `q`. Fit to recognise a request that comes twice. */
      readonly signature: Uint8Array;
    }
  | { readonly valid: false; readonly reason: VerifyFailureReason };

/** The value of the header as frameworks give it. */
export type HeaderValue = string | readonly string[] | null | undefined;

/** Keys that are held elsewhere and may change while the server runs. */
export interface PublicKeySource {
  /** The keys that count at this moment. */
  publicKeys(): readonly PublicKey[];
}

/** One key or several, imported or as text; text is imported anew at each call, so import it once instead. */
export type VerifyKeys =
  PublicKey | string | Uint8Array | readonly (PublicKey | string | Uint8Array)[] | PublicKeySource;

/**
 * Checks the signature of a request over its exact bytes (contract §5; FIPS 186-4 §4.7). The shape of the header is checked first, so
 * that rubbish costs next to nothing.
 *
 * Never fails on what a request can bring: that is a result with `valid: false`. It rejects only for what the author of the server has
 * to mend: a key that cannot be used, no key at all, an option that does not exist.
 *
 * @param body - the exact bytes that came, before any parser; a string stands for its UTF-8 bytes
 * @param header - the value of `X-CONVOKRAFT-SIGNATURE`
 * @param keys - the key, or all keys that may have signed
 * @throws {@link SignatureError} `ERR_NO_KEYS`, `ERR_OPTION`, the codes of {@link importPublicKey}
 * @example
 * ```ts
 * import { generateKeyPair, importPublicKey, sign, verify } from "@ck/signature";
 *
 * const pair = await generateKeyPair();
 * const key = importPublicKey(pair.publicKey);
 * const body = '{"todo":"welcome"}';
 * const result = await verify(body, sign(body, pair.privateKey), key);
 * console.log(result.valid); // true
 * ```
 */
export async function verify(
  body: string | Uint8Array,
  header: HeaderValue,
  keys: VerifyKeys,
  options: VerifyOptions = {},
): Promise<VerifyResult> {
  const check = prepare(body, header, keys, options);
  if ("reason" in check) return failure(check.reason);
  for (const candidate of check.candidates) {
    if (await check.engine.verify(check.hash, check.bytes, candidate.parts, candidate.signature))
      return success(candidate);
  }
  return failure("mismatch");
}

/**
 * The same as {@link verify}, on the calling thread.
 *
 * @throws {@link SignatureError} as {@link verify}, and `ERR_ASYNC_ONLY` in a runtime that has the hash only asynchronously
 * @example
 * ```ts
 * import { generateKeyPair, verifySync } from "@ck/signature";
 *
 * const { publicKey } = await generateKeyPair();
 * const result = verifySync('{"todo":"welcome"}', undefined, publicKey);
 * if (!result.valid) console.log(result.reason); // missing
 * ```
 */
export function verifySync(
  body: string | Uint8Array,
  header: HeaderValue,
  keys: VerifyKeys,
  options: VerifyOptions = {},
): VerifyResult {
  const check = prepare(body, header, keys, options);
  if ("reason" in check) return failure(check.reason);
  for (const candidate of check.candidates) {
    if (check.engine.verifySync(check.hash, check.bytes, candidate.parts, candidate.signature))
      return success(candidate);
  }
  return failure("mismatch");
}

interface Candidate {
  readonly key: PublicKey;
  readonly parts: PublicKeyParts;
  readonly signature: Uint8Array;
}

interface Check {
  readonly hash: Hash;
  readonly bytes: Uint8Array;
  readonly engine: Engine;
  /** The keys that can have made a signature with these numbers, with its canonical bytes for each. */
  readonly candidates: readonly Candidate[];
}

/** Everything that comes before the arithmetic. The author's faults are found also when the request is rubbish. */
function prepare(
  body: unknown,
  header: unknown,
  keys: VerifyKeys,
  options: VerifyOptions,
): Check | { readonly reason: VerifyFailureReason } {
  const { hash, format, encoding } = resolveOptions(options);
  const engine = selectEngine(options.engine);
  const list = listKeys(keys);

  const text = singleHeader(header);
  if (typeof text !== "string") return text;
  const numbers = readSignature(text, format, encoding);
  if (numbers === undefined) return { reason: "malformed" };
  const candidates: Candidate[] = [];
  for (const key of list) {
    const parts = publicParts(key);
    const signature = toFixedWidth(numbers, parts.qBytes);
    if (signature !== undefined) candidates.push({ key, parts, signature });
  }
  const bytes = typeof body === "string" ? utf8(body) : body;
  if (!isBytes(bytes)) return { reason: "not-bytes" };
  return { hash, bytes, engine, candidates };
}

/** The one value of the header, or why there is none. */
function singleHeader(header: unknown): string | { readonly reason: VerifyFailureReason } {
  const given: unknown = Array.isArray(header) && header.length < 2 ? header[0] : header;
  if (given === undefined || given === null || given === "") return { reason: "missing" };
  if (Array.isArray(given)) return { reason: "repeated" };
  if (typeof given !== "string") return { reason: "malformed" };
  // Servers join repeated headers with a comma, which no encoding of a signature contains (RFC 9110 §5.3).
  return given.includes(",") ? { reason: "repeated" } : given;
}

/** Every value that a header may hold, for looking into what went wrong. */
export function headerValues(header: unknown): readonly string[] {
  const given: readonly unknown[] = Array.isArray(header) ? header : [header];
  return given
    .flatMap((value) => (typeof value === "string" ? value.split(/,\s*/) : []))
    .filter((value) => value !== "");
}

/** The keys in whatever form they were given; an empty list is the author's fault. */
export function listKeys(keys: VerifyKeys): readonly PublicKey[] {
  if (isPublicKey(keys)) return [importPublicKey(keys)];
  const given = isKeySource(keys) ? keys.publicKeys() : isKeyList(keys) ? keys : [keys];
  if (given.length === 0) {
    throw new SignatureError(
      "ERR_NO_KEYS",
      "There is no key to verify with. Pass the public key that the bot's console shows.",
    );
  }
  return given.map((key) => importPublicKey(key));
}

function isKeyList(keys: unknown): keys is readonly (PublicKey | string | Uint8Array)[] {
  return Array.isArray(keys);
}

function isKeySource(keys: unknown): keys is PublicKeySource {
  return typeof keys === "object" && keys !== null && "publicKeys" in keys && typeof keys.publicKeys === "function";
}

function success({ key, signature }: Candidate): VerifyResult {
  return { valid: true, keyId: key.keyId, key, signature };
}

function failure(reason: VerifyFailureReason): VerifyResult {
  return { valid: false, reason };
}
