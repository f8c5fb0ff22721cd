import {
  readInteger,
  readSequence,
  TAG,
  writeElement,
  writeInteger,
  writeSequence,
  type DerElement,
} from "../bytes/der.js";
import { decodeHex, encodeHex } from "../bytes/hex.js";

/** How a passphrase becomes a key. */
export type KeyDerivation =
  | { readonly name: "pbkdf2"; readonly hash: string; readonly salt: Uint8Array; readonly iterations: number }
  | {
      readonly name: "scrypt";
      readonly salt: Uint8Array;
      readonly cost: number;
      readonly blockSize: number;
      readonly parallelization: number;
    };

/** What PBES2 says about an encrypted key (RFC 8018 §6.2, RFC 7914 §7). */
export interface Pbes2 {
  readonly derivation: KeyDerivation;
  readonly cipher: { readonly name: string; readonly keyLength: number };
  readonly iv: Uint8Array;
}

const PBES2 = "2a864886f70d01050d";
const PBKDF2 = "2a864886f70d01050c";
const SCRYPT = "2b06010401da47040b";
const HMAC_SHA256 = "2a864886f70d0209";
const AES_256_CBC = "60864801650304012a";

/*
 * Lists rather than objects with these names as keys, because a bundler cannot drop an object whose keys are computed, and a server
 * that only verifies needs neither.
 */
const PSEUDO_RANDOM_FUNCTIONS = [
  { oid: "2a864886f70d0207", hash: "sha1" },
  { oid: "2a864886f70d0208", hash: "sha224" },
  { oid: HMAC_SHA256, hash: "sha256" },
  { oid: "2a864886f70d020a", hash: "sha384" },
  { oid: "2a864886f70d020b", hash: "sha512" },
] as const;

const CIPHERS = [
  { oid: "2a864886f70d0307", name: "des-ede3-cbc", keyLength: 24 },
  { oid: "608648016503040102", name: "aes-128-cbc", keyLength: 16 },
  { oid: "608648016503040116", name: "aes-192-cbc", keyLength: 24 },
  { oid: AES_256_CBC, name: "aes-256-cbc", keyLength: 32 },
] as const;

/** Reads the algorithm of an EncryptedPrivateKeyInfo; undefined if it is not a known one. */
export function readPbes2(algorithm: DerElement): Pbes2 | undefined {
  const [scheme, parameters] = readSequence(algorithm) ?? [];
  if (oid(scheme) !== PBES2) return undefined;
  const [derivationElement, cipherElement] = readSequence(parameters) ?? [];
  const [cipherOid, iv] = readSequence(cipherElement) ?? [];
  const cipher = CIPHERS.find((known) => known.oid === oid(cipherOid));
  const derivation = readDerivation(derivationElement);
  if (cipher === undefined || derivation === undefined || iv?.tag !== TAG.octetString) return undefined;
  return { derivation, cipher, iv: iv.content };
}

function readDerivation(element: DerElement | undefined): KeyDerivation | undefined {
  const [scheme, parameters] = readSequence(element) ?? [];
  const members = readSequence(parameters) ?? [];
  const salt = members[0]?.tag === TAG.octetString ? members[0].content : undefined;
  if (salt === undefined) return undefined;
  const numbers = members.map((member) => Number(readInteger(member) ?? 0n));
  if (oid(scheme) === PBKDF2) {
    const [, iterations = 0] = numbers;
    const prf = members.find(({ tag }) => tag === TAG.sequence);
    // HMAC with SHA-1 is the default (RFC 8018 A.2).
    const prfOid = oid(readSequence(prf)?.[0]);
    const hash = prf === undefined ? "sha1" : PSEUDO_RANDOM_FUNCTIONS.find((known) => known.oid === prfOid)?.hash;
    return hash === undefined || iterations < 1 ? undefined : { name: "pbkdf2", hash, salt, iterations };
  }
  if (oid(scheme) === SCRYPT) {
    const [, cost = 0, blockSize = 0, parallelization = 0] = numbers;
    return { name: "scrypt", salt, cost, blockSize, parallelization };
  }
  return undefined;
}

function oid(element: DerElement | undefined): string | undefined {
  return element?.tag === TAG.oid ? encodeHex(element.content) : undefined;
}

/** Writes an EncryptedPrivateKeyInfo: PBES2 with PBKDF2, HMAC-SHA-256 and AES-256-CBC, which OpenSSL, Java and Python all read. */
export function writeEncryptedKey(
  salt: Uint8Array,
  iterations: number,
  iv: Uint8Array,
  encrypted: Uint8Array,
): Uint8Array {
  const derivation = writeSequence(
    writeOid(PBKDF2),
    writeSequence(
      writeElement(TAG.octetString, salt),
      writeInteger(BigInt(iterations)),
      writeSequence(writeOid(HMAC_SHA256), writeElement(TAG.null)),
    ),
  );
  const cipher = writeSequence(writeOid(AES_256_CBC), writeElement(TAG.octetString, iv));
  const algorithm = writeSequence(writeOid(PBES2), writeSequence(derivation, cipher));
  return writeSequence(algorithm, writeElement(TAG.octetString, encrypted));
}

function writeOid(hex: string): Uint8Array {
  return writeElement(TAG.oid, decodeHex(hex) ?? new Uint8Array());
}
