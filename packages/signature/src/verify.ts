import { resolveOptions, type SignatureOptions } from "./algorithm.js";
import { bytesOf, utf8 } from "./bytes/bytes.js";
import type { Check, Engine, EngineName } from "./engine/engine.js";
import { NO_OPTIONS } from "./option-names.js";
import { publicParts, type PublicKey } from "./key/key.js";
import { selectEngine } from "./engine/select-engine.js";
import { readSignature, toFixedWidth } from "./signature-text.js";
import { listKeys, singleHeader, type HeaderValue, type VerifyFailureReason, type VerifyKeys } from "./verify-input.js";

/** Options of {@link verify} and {@link verifySync}. */
export interface VerifyOptions extends SignatureOptions {
  /** Which arithmetic to use. Default: the fastest that works in this runtime. */
  readonly engine?: EngineName | undefined;
}

const OPTIONS = ["hash", "format", "encoding", "engine"] satisfies readonly (keyof VerifyOptions)[];

/** What {@link verify} found. */
export type VerifyResult =
  | {
      readonly valid: true;
      /** The id of the key that made the signature. */
      readonly keyId: string;
      /** That key. */
      readonly key: PublicKey;
      /** The signature in its canonical spelling: `r‖s`, each as wide as `q`. Use it to recognise a request that comes twice. */
      readonly signature: Uint8Array;
    }
  | { readonly valid: false; readonly reason: VerifyFailureReason };

/**
 * Checks the signature of a request over its exact bytes (docs/contract.md §5; FIPS 186-4 §4.7). The shape of the header is checked
 * first, so that garbage costs next to nothing.
 *
 * No request makes it reject: whatever is wrong with a request is a result with `valid: false`. It rejects only for what the author
 * of the server has to fix.
 *
 * @param body - the exact bytes that were received, before any parser; a string stands for its UTF-8 bytes
 * @param header - the value of `X-CONVOKRAFT-SIGNATURE`
 * @param keys - the key, or all keys that may have signed
 * @param options - hash, format and encoding as the platform uses them
 * @returns the key and the canonical signature, or the reason why the signature is not valid
 * @throws {@link SignatureError} `ERR_NO_KEYS`: the list of keys is empty
 * @throws {@link SignatureError} `ERR_INVALID_OPTION`: an option has a value that is not allowed
 * @throws {@link SignatureError} `ERR_RUNTIME`: the runtime's policy forbids this key or hash
 * @throws {@link SignatureError} the codes of {@link importPublicKey}
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
  body: string | Uint8Array | ArrayBuffer,
  header: HeaderValue,
  keys: VerifyKeys,
  options: VerifyOptions = NO_OPTIONS,
): Promise<VerifyResult> {
  return verifyMaybeSync(body, header, keys, options);
}

/**
 * Like {@link verify}, but without a promise where the result is there at once: for a key with tables, and for what cannot be a signature. For servers
 * whose requests wait for nothing else.
 *
 * @param body - the exact bytes that were received, before any parser; a string stands for its UTF-8 bytes
 * @param header - the value of `X-CONVOKRAFT-SIGNATURE`
 * @param keys - the key, or all keys that may have signed
 * @param options - hash, format and encoding as the platform uses them
 * @returns the result, or a promise of it
 * @throws {@link SignatureError} as {@link verify} does: it throws, or the promise is rejected
 * @example
 * ```ts
 * import { generateKeyPair, verifyMaybeSync } from "@ck/signature";
 *
 * const { publicKey } = await generateKeyPair();
 * const result = await verifyMaybeSync('{"todo":"welcome"}', "AAAA", publicKey);
 * if (!result.valid) console.log(result.reason); // malformed
 * ```
 */
export function verifyMaybeSync(
  body: string | Uint8Array | ArrayBuffer,
  header: HeaderValue,
  keys: VerifyKeys,
  options: VerifyOptions = NO_OPTIONS,
): VerifyResult | Promise<VerifyResult> {
  return attempt("verify", prepare(body, header, keys, options));
}

/**
 * Like {@link verify}, but on the calling thread.
 *
 * @param body - the exact bytes that were received, before any parser; a string stands for its UTF-8 bytes
 * @param header - the value of `X-CONVOKRAFT-SIGNATURE`
 * @param keys - the key, or all keys that may have signed
 * @param options - hash, format and encoding as the platform uses them
 * @returns the key and the canonical signature, or the reason why the signature is not valid
 * @throws {@link SignatureError} `ERR_ASYNC_ONLY`: the runtime has the hash only asynchronously
 * @throws {@link SignatureError} as {@link verify} does
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
  body: string | Uint8Array | ArrayBuffer,
  header: HeaderValue,
  keys: VerifyKeys,
  options: VerifyOptions = NO_OPTIONS,
): VerifyResult {
  return attempt("verifySync", prepare(body, header, keys, options)) as VerifyResult;
}

/**
 * Checks the shape of the header alone: whether it can be the signature of any body at all. It costs next to nothing, so a server can ask before it
 * reads the body.
 *
 * @param header - the header's value, as the framework provides it
 * @param options - those that {@link verify} will be called with
 * @returns why it cannot; undefined if it can
 * @throws {@link SignatureError} `ERR_INVALID_OPTION`: an option has an unknown value
 * @example
 * ```ts
 * import { checkHeader } from "@ck/signature";
 *
 * checkHeader(undefined); // → "missing"
 * checkHeader("AAAA"); // → "malformed"
 * ```
 */
export function checkHeader(
  header: HeaderValue,
  options: SignatureOptions = NO_OPTIONS,
): VerifyFailureReason | undefined {
  const { format, encoding } = resolveOptions(options, "checkHeader", OPTIONS);
  const text = singleHeader(header);
  if (typeof text !== "string") return text.reason;
  return readSignature(text, format, encoding) === undefined ? "malformed" : undefined;
}

/** One key that may have made the signature, and the check that tells whether it did. */
interface Candidate {
  readonly key: PublicKey;
  readonly check: Check;
}

interface Prepared {
  readonly engine: Engine;
  readonly candidates: readonly Candidate[];
}

/** Everything that comes before the arithmetic. The author's mistakes are found even if the request is garbage. */
function prepare(
  body: unknown,
  header: unknown,
  keys: VerifyKeys,
  options: VerifyOptions,
): Prepared | { readonly reason: VerifyFailureReason } {
  const { hash, format, encoding } = resolveOptions(options, "verify", OPTIONS);
  const engine = selectEngine(options.engine);
  const list = listKeys(keys);
  if (list.length === 0) return { reason: "no-keys" };

  const text = singleHeader(header);
  if (typeof text !== "string") return text;
  const numbers = readSignature(text, format, encoding);
  if (numbers === undefined) return { reason: "malformed" };
  const bytes = typeof body === "string" ? utf8(body) : bytesOf(body);
  if (bytes === undefined) return { reason: "not-bytes" };
  const candidates: Candidate[] = [];
  for (const key of list) {
    const parts = publicParts(key);
    const signature = toFixedWidth(numbers, parts.qBytes);
    // A number that is not below q cannot belong to this key.
    if (signature === undefined) continue;
    candidates.push({ key, check: { hash, body: bytes, key: parts, signature, der: numbers.der } });
  }
  return { engine, candidates };
}

/** Tries the candidates, from one of them on. */
function attempt(
  method: "verify" | "verifySync",
  prepared: Prepared | { readonly reason: VerifyFailureReason },
  first = 0,
): VerifyResult | Promise<VerifyResult> {
  if ("reason" in prepared) return { valid: false, ...prepared };
  const candidate = prepared.candidates[first];
  if (candidate === undefined) return { valid: false, reason: "mismatch" };
  const judge = (valid: boolean): VerifyResult | Promise<VerifyResult> =>
    valid ? success(candidate) : attempt(method, prepared, first + 1);
  const verdict = prepared.engine[method](candidate.check);
  return typeof verdict === "boolean" ? judge(verdict) : verdict.then(judge);
}

function success({ key, check }: Candidate): VerifyResult {
  return { valid: true, keyId: key.keyId, key, signature: check.signature };
}
