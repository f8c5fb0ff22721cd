import { NO_OPTIONS } from "./option-names.js";
import { resolveOptions, type SignatureOptions } from "./algorithm.js";
import { bytesOf, utf8 } from "./bytes/bytes.js";
import type { EngineName } from "./engine/engine.js";
import { selectSigner } from "./engine/select-signer.js";
import { signDeterministic, signDeterministicSync } from "./engine/signer-portable.js";
import { describeValue } from "./describe-value.js";
import { SignatureError } from "./error.js";
import { importPrivateKey, type PrivateKeyInput } from "./key/import-private-key.js";
import { privateParts } from "./key/key.js";
import { writeSignature } from "./signature-text.js";

/** Options of {@link sign} and {@link signAsync}. */
export interface SignOptions extends SignatureOptions {
  /** Which arithmetic to use. Default: the runtime's own DSA if it has it. The portable engine is not constant-time: for test keys only. */
  readonly engine?: EngineName | undefined;
  /**
   * Where the secret number of each signature comes from. `"random"` (default) draws a new one. `"rfc6979"` derives it from the body
   * and the key, so that a test gets the same header each time; the portable engine always computes that.
   */
  readonly nonce?: "random" | "rfc6979" | undefined;
}

const OPTIONS = ["hash", "format", "encoding", "engine", "nonce"] satisfies readonly (keyof SignOptions)[];

/**
 * Signs a body as the platform does (docs/contract.md §5; FIPS 186-4 §4.6).
 *
 * @param body - the exact bytes that will be sent; a string stands for its UTF-8 bytes
 * @param privateKey - an imported key, or anything that {@link importPrivateKey} accepts (which then imports it at each call)
 * @param options - hash, format and encoding as the verifier expects them
 * @returns the value of the `X-CONVOKRAFT-SIGNATURE` header
 * @throws {@link SignatureError} `ERR_BODY_TYPE`: the body is neither a string nor bytes
 * @throws {@link SignatureError} `ERR_INVALID_OPTION`: an option has a value that is not allowed
 * @throws {@link SignatureError} `ERR_ASYNC_ONLY`: the runtime has the hash only asynchronously
 * @throws {@link SignatureError} the codes of {@link importPrivateKey}
 * @example
 * ```ts
 * import { generateKeyPair, importPrivateKey, sign } from "@ck/signature";
 *
 * const pair = await generateKeyPair();
 * const key = importPrivateKey(pair.privateKey);
 * const header = sign('{"todo":"welcome"}', key);
 * console.log(header.slice(0, 2)); // ME
 * ```
 */
export function sign(
  body: string | Uint8Array | ArrayBuffer,
  privateKey: PrivateKeyInput,
  options: SignOptions = NO_OPTIONS,
): string {
  const { hash, format, encoding } = resolveOptions(options, "sign", OPTIONS);
  const key = privateParts(importPrivateKey(privateKey));
  const bytes = bodyBytes(body);
  const signature = isDeterministic(options)
    ? signDeterministicSync(hash, bytes, key)
    : selectSigner(options.engine).signSync(hash, bytes, key);
  return writeSignature(signature, format, encoding);
}

/**
 * Like {@link sign}, but off the calling thread where the runtime can do that, and with every hash in every runtime.
 *
 * @param body - the exact bytes that will be sent; a string stands for its UTF-8 bytes
 * @param privateKey - an imported key, or anything that {@link importPrivateKey} accepts
 * @param options - hash, format and encoding as the verifier expects them
 * @returns the value of the `X-CONVOKRAFT-SIGNATURE` header
 * @throws {@link SignatureError} as {@link sign} does, except `ERR_ASYNC_ONLY`
 * @example
 * ```ts
 * import { generateKeyPair, signAsync } from "@ck/signature";
 *
 * const { privateKey } = await generateKeyPair();
 * const header = await signAsync('{"todo":"welcome"}', privateKey, { hash: "sha512" });
 * ```
 */
export async function signAsync(
  body: string | Uint8Array | ArrayBuffer,
  privateKey: PrivateKeyInput,
  options: SignOptions = NO_OPTIONS,
): Promise<string> {
  const { hash, format, encoding } = resolveOptions(options, "signAsync", OPTIONS);
  const key = privateParts(importPrivateKey(privateKey));
  const bytes = bodyBytes(body);
  const signature = await (isDeterministic(options)
    ? signDeterministic(hash, bytes, key)
    : selectSigner(options.engine).sign(hash, bytes, key));
  return writeSignature(signature, format, encoding);
}

function isDeterministic({ nonce }: SignOptions): boolean {
  if (nonce === undefined || nonce === "random") return false;
  // A misspelled "rfc6979" must not silently mean "random".
  if ((nonce as string) === "rfc6979") return true;
  throw new SignatureError("ERR_INVALID_OPTION", 'The option "nonce" must be "random" or "rfc6979".');
}

function bodyBytes(body: unknown): Uint8Array {
  const bytes = typeof body === "string" ? utf8(body) : bytesOf(body);
  if (bytes !== undefined) return bytes;
  throw new SignatureError(
    "ERR_BODY_TYPE",
    `The body must be a string or a Uint8Array; got ${describeValue(body)}. Serialise it once, sign that, and send the same bytes.`,
  );
}
