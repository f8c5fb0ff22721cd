import { TAG, writeElement, writeInteger, writeSequence } from "../bytes/der.js";
import type { DomainParameters } from "../domain-parameters.js";
import { encodeBase64 } from "../bytes/base64.js";

/** The OID of id-dsa, 1.2.840.10040.4.1 (RFC 3279 §2.3.2). */
const ID_DSA = [0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01] as const;

/** Writes Dss-Parms (RFC 3279 §2.3.2). */
export function writeParameters({ p, q, g }: DomainParameters): Uint8Array {
  return writeSequence(writeInteger(p), writeInteger(q), writeInteger(g));
}

function algorithm(parameters: DomainParameters): Uint8Array {
  return writeSequence(writeElement(TAG.oid, Uint8Array.from(ID_DSA)), writeParameters(parameters));
}

/** Writes a SubjectPublicKeyInfo (RFC 3279 §2.3.2). */
export function writeSpki(parameters: DomainParameters, y: bigint): Uint8Array {
  return writeSequence(algorithm(parameters), writeElement(TAG.bitString, Uint8Array.of(0), writeInteger(y)));
}

/** Writes an unencrypted PKCS#8 PrivateKeyInfo (RFC 5958 §2). */
export function writePkcs8(parameters: DomainParameters, x: bigint): Uint8Array {
  return writeSequence(writeInteger(0n), algorithm(parameters), writeElement(TAG.octetString, writeInteger(x)));
}

/** Writes DER as PEM, in lines of 64 characters (RFC 7468 §2). */
export function writePem(label: string, der: Uint8Array): string {
  const lines = encodeBase64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
