import { invalid } from "../error.js";
import { isSequence } from "./der.js";
import { base64Bytes } from "./read-key.js";

/** Text or bytes that only your site and your bot know: at least 32 bytes from a random generator. */
export type VisitorSecret = string | Uint8Array;

/** The least length for HS256 (RFC 7518 §3.2). */
const LEAST_BYTES = 32;

/**
 * The bytes of a secret.
 *
 * @throws {@link VisitorError} `ERR_INVALID_OPTION`: it is missing or too short, or is a key, which others may know
 */
export function readSecret(secret: unknown): Uint8Array {
  if (typeof secret !== "string" && !(secret instanceof Uint8Array))
    throw invalid("secret must be text or a Uint8Array, the same where a visitor is signed and where it is verified.");
  const bytes = typeof secret === "string" ? new TextEncoder().encode(secret) : new Uint8Array(secret);
  if (bytes.length < LEAST_BYTES)
    throw invalid(
      `secret must be at least ${LEAST_BYTES} bytes long; got ${bytes.length}. Make one with: openssl rand -base64 32`,
    );
  if (isKey(bytes))
    throw invalid("secret is a key, and everybody may know a public key. Pass a pair as `key` and `keys`.");
  return bytes;
}

/** Whether the bytes are a key or a certificate, as DER, base64, PEM or JSON. Otherwise whoever knows a public key could sign with it. */
function isKey(bytes: Uint8Array): boolean {
  const text = new TextDecoder("latin1").decode(bytes).trim();
  if (isSequence(bytes) || text.includes("-----BEGIN ") || /^(ssh|ecdsa)-/.test(text) || /"kty"\s*:/.test(text))
    return true;
  const der = base64Bytes(text.replaceAll("-", "+").replaceAll("_", "/"));
  return der !== undefined && isSequence(der);
}
