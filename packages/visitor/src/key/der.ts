import { base64url } from "jose";
import type { Jwk } from "./jwk.js";

/** A public key becomes a JSON Web Key; a private one stays as it is, for jose to read. */
export type DerKey = { readonly jwk: Jwk } | { readonly pkcs8: Uint8Array; readonly alg: "EdDSA" | "ES256" };

/** What stands before the key in a SubjectPublicKeyInfo: always these bytes, since DER has one form (RFC 8410 §4, RFC 5480 §2). */
const SPKI_ED25519 = "302a300506032b6570032100";
const SPKI_P256 = "3059301306072a8648ce3d020106082a8648ce3d03010703420004";

/** SEQUENCE, its length in one or two bytes, version 0 or 1, then the algorithm (RFC 5958 §2). */
const PKCS8_ED25519 = /^30(?:81)?..02010[01]300506032b6570/;
const PKCS8_P256 = /^30(?:81)?..02010[01]301306072a8648ce3d020106082a8648ce3d030107/;

/** Other kinds of keys, by the object identifier of their algorithm. */
const OTHERS = [
  ["06072a8648ce3804", "a DSA key, as the platform's is"],
  ["06092a864886f70d0101", "an RSA key"],
  ["06092a864886f70d01050d", "an encrypted key"],
  ["06072a8648ce3d0201", "a key on another curve"],
] as const;

/** The key in some bytes; `undefined` if they are none of the four forms. */
export function readDer(der: Uint8Array): DerKey | undefined {
  const hex = hexOf(der);
  if (hex.startsWith(SPKI_ED25519) && der.length === 44)
    return { jwk: { kty: "OKP", crv: "Ed25519", x: base64url.encode(der.subarray(12)) } };
  if (hex.startsWith(SPKI_P256) && der.length === 91)
    return {
      jwk: {
        kty: "EC",
        crv: "P-256",
        x: base64url.encode(der.subarray(27, 59)),
        y: base64url.encode(der.subarray(59)),
      },
    };
  if (PKCS8_ED25519.test(hex)) return { pkcs8: der, alg: "EdDSA" };
  if (PKCS8_P256.test(hex)) return { pkcs8: der, alg: "ES256" };
  return undefined;
}

/** What the bytes are instead, for a message. */
export function describeDer(der: Uint8Array): string {
  const hex = hexOf(der);
  return OTHERS.find(([identifier]) => hex.includes(identifier))?.[1] ?? "not a key";
}

/** Whether the bytes are one whole DER SEQUENCE, as every key and certificate is. */
export function isSequence(bytes: Uint8Array): boolean {
  const [tag, first = 0, second = 0, third = 0] = bytes;
  if (tag !== 0x30) return false;
  if (first < 0x80) return bytes.length === 2 + first;
  if (first === 0x81) return bytes.length === 3 + second;
  return first === 0x82 && bytes.length === 4 + second * 256 + third;
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
