import { base64url } from "jose";
import { invalidKey } from "../error.js";
import { describeDer, readDer, type DerKey } from "./der.js";
import type { Jwk, VisitorJwk } from "./jwk.js";

/** Which half of a pair is needed. */
export type Half = "public" | "private";

/**
 * Reads one key in any of its forms.
 *
 * @throws {@link VisitorError} `ERR_INVALID_KEY`: it is missing, malformed, of another kind, or the other half
 */
export function readKey(key: unknown, half: Half, option: string): DerKey {
  if (key === undefined || key === null || key === "")
    throw invalidKey(
      `${option} is not set. Make a pair with \`ck visitor-key\`, and set ${option} to its ${half} key.`,
    );
  if (typeof key === "object") return { jwk: readJwk(key, half, option) };
  if (typeof key !== "string")
    throw invalidKey(`${option} must be text or a JSON Web Key; got a ${typeof key}. ${advice(half)}`);
  // In an environment variable, line ends are often written as two characters.
  const text = key.replaceAll("\\n", "\n").trim();
  if (text.startsWith("{")) return { jwk: readJwk(parse(text, option), half, option) };
  return readText(text, half, option);
}

/** Reads a public key. A set of keys in JSON Web Keys is found by its members. */
export function readPublicKey(key: unknown, option: string): Jwk {
  const read = readKey(key, "public", option);
  if ("jwk" in read) return read.jwk;
  throw invalidKey(`${option} is a private key. ${advice("public")}`);
}

function readText(text: string, half: Half, option: string): DerKey {
  const [, label, inside] = /^-----BEGIN ([A-Z0-9 ]+)-----\s([A-Za-z0-9+/=\s]+)-----END \1-----$/.exec(text) ?? [];
  if (label !== undefined && label !== "PUBLIC KEY" && label !== "PRIVATE KEY")
    throw invalidKey(`${option} is a PEM of "${label}". ${advice(half)}`);
  const der = base64Bytes(inside ?? text);
  if (der === undefined)
    throw invalidKey(`${option} is neither whole base64, PEM, nor a JSON Web Key. ${advice(half)}`);
  const read = readDer(der);
  if (read === undefined) throw invalidKey(`${option} is ${describeDer(der)}. ${advice(half)}`);
  const found = "jwk" in read ? "public" : "private";
  if (found !== half) throw invalidKey(`${option} is a ${found} key. ${advice(half)}`);
  return read;
}

/** The bytes of base64 with line ends in it; `undefined` if it is not base64. */
export function base64Bytes(text: string): Uint8Array | undefined {
  const base64 = text.replaceAll(/\s/g, "");
  if (base64.length > 8192 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function parse(text: string, option: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {}
  throw invalidKey(`${option} begins like a JSON Web Key, and is not JSON.`);
}

function readJwk(key: object, half: Half, option: string): Jwk {
  const { kty, crv, x, y, d, kid, use } = key as VisitorJwk & Readonly<Record<string, unknown>>;
  if (kty === "oct")
    throw invalidKey(`${option} is a shared secret. Pass it as \`secret\`, here and where it is signed.`);
  const isEd25519 = kty === "OKP" && crv === "Ed25519";
  const isP256 = kty === "EC" && crv === "P-256";
  if ((!isEd25519 && !isP256) || !is32Bytes(x) || (isP256 && !is32Bytes(y)))
    throw invalidKey(`${option} is a JSON Web Key of another kind, or not whole. ${advice(half)}`);
  if (use !== undefined && use !== "sig") throw invalidKey(`${option} is a key for encryption: its use is not "sig".`);
  if (half === "public" && d !== undefined) throw invalidKey(`${option} is a private key. ${advice(half)}`);
  if (half === "private" && !is32Bytes(d)) throw invalidKey(`${option} has no private part. ${advice(half)}`);
  return {
    ...(isEd25519 ? { kty, crv, x } : { kty: "EC", crv: "P-256", x, y: y as string }),
    ...(half === "private" && { d: d as string }),
    ...(typeof kid === "string" && { kid }),
  };
}

/** 43 characters of base64url are 32 bytes. */
function is32Bytes(value: unknown): value is string {
  return typeof value === "string" && /^[\w-]{43}$/.test(value) && base64url.encode(base64url.decode(value)) === value;
}

function advice(half: Half): string {
  return `It must be the ${half} key of a visitor pair: Ed25519 or P-256${half === "private" ? ", not encrypted" : ""}.`;
}
