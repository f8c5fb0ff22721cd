import { equalBytes } from "../bytes/bytes.js";
import {
  declaredLength,
  readAll,
  readElement,
  readInteger,
  readSequence,
  TAG,
  writeInteger,
  writeSequence,
  type DerElement,
} from "../bytes/der.js";
import type { DomainParameters } from "../domain-parameters.js";
import { SignatureError } from "../error.js";
import { encodeHex } from "../bytes/hex.js";
import { writeSpki } from "./key-bytes.js";

/** The algorithms that keys name, by the content of their OID in hexadecimal digits. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  "2a8648ce380401": "DSA",
  "2a864886f70d010101": "RSA",
  "2a864886f70d01010a": "RSA",
  "2a8648ce3d0201": "EC",
  "2b656e": "X25519",
  "2b656f": "X448",
  "2b6570": "Ed25519",
  "2b6571": "Ed448",
  "2a864886f70d010301": "Diffie-Hellman",
  "2a8648ce3e0201": "Diffie-Hellman",
};

/** The numbers of a DSA key, as read from its DER; nothing about them has been checked. */
export type KeyStructure =
  | PublicStructure
  | { readonly kind: "private"; readonly parameters: DomainParameters; readonly x: bigint; readonly y?: bigint }
  | { readonly kind: "encrypted"; readonly algorithm: DerElement; readonly data: Uint8Array };

/** The numbers of a public key, and the only bytes that DER allows for it. */
export interface PublicStructure {
  readonly kind: "public";
  readonly parameters: DomainParameters;
  readonly y: bigint;
  readonly canonical: Uint8Array;
}

/**
 * Reads the DER of a key: SubjectPublicKeyInfo (RFC 5280 §4.1), PKCS#8 (RFC 5958), or OpenSSL's traditional DSA forms. Anything else
 * that people paste is refused with an error that names it.
 */
export function readKeyStructure(der: Uint8Array): KeyStructure {
  const outer = readElement(der);
  if (outer === undefined) {
    const declared = declaredLength(der);
    if (der[0] === TAG.sequence && declared !== undefined && declared > der.length) {
      throw new SignatureError(
        "ERR_KEY_TRUNCATED",
        `The key is cut off: it says that it has ${declared} bytes, but there are only ${der.length}. Copy it again, whole.`,
      );
    }
    throw unreadable();
  }
  if (outer.end !== der.length) {
    throw new SignatureError(
      "ERR_KEY_TRAILING_BYTES",
      `The key is followed by more bytes (${der.length - outer.end}). Copy the key again, alone.`,
    );
  }
  const members = readSequence(outer);
  if (members === undefined) throw unreadable();

  const tags = members.map(({ tag }) => tag);
  if (matches(tags, [TAG.sequence, TAG.bitString])) return readSpki(members);
  if (matches(tags, [TAG.sequence, TAG.octetString])) return readEncrypted(members);
  if (matches(tags.slice(0, 3), [TAG.integer, TAG.sequence, TAG.octetString])) return readPkcs8(members);
  if (matches(tags, [TAG.sequence, TAG.sequence, TAG.bitString])) throw certificate();
  if (tags.every((tag) => tag === TAG.integer)) return readTraditional(members);
  // ECPrivateKey (RFC 5915 §3): version 1, the number, the curve.
  if (matches(tags.slice(0, 2), [TAG.integer, TAG.octetString])) throw otherAlgorithm("EC");
  throw unreadable();
}

function matches(tags: readonly number[], expected: readonly number[]): boolean {
  return tags.length === expected.length && tags.every((tag, index) => tag === expected[index]);
}

function readSpki([algorithm, key]: readonly DerElement[]): KeyStructure {
  const parameters = readAlgorithm(algorithm);
  const y = key?.content[0] === 0 ? wholeInteger(key.content.subarray(1)) : undefined;
  if (y === undefined) throw unreadable();
  return { kind: "public", parameters, y, canonical: writeSpki(parameters, y) };
}

function readPkcs8([version, algorithm, key]: readonly DerElement[]): KeyStructure {
  // Version 1 (RFC 5958 §2) may carry the public key and, like version 0, attributes: neither is needed.
  const number = readInteger(version);
  if (number !== 0n && number !== 1n) throw unreadable();
  const parameters = readAlgorithm(algorithm);
  const x = key && wholeInteger(key.content);
  if (x === undefined) throw unreadable();
  return { kind: "private", parameters, x };
}

function readEncrypted([algorithm, data]: readonly DerElement[]): KeyStructure {
  if (algorithm === undefined || data === undefined) throw unreadable();
  return { kind: "encrypted", algorithm, data: data.content };
}

/** OpenSSL's own forms: version, p, q, g, y, x for a private key; y, p, q, g for a public one. */
function readTraditional(members: readonly DerElement[]): KeyStructure {
  const numbers = members.map(readInteger);
  if (numbers.length === 2 || numbers.length === 9) throw otherAlgorithm("RSA");
  if (numbers.length === 3) {
    throw new SignatureError(
      "ERR_KEY_IS_PARAMETERS",
      "These are domain parameters (p, q, g), not a key. Pass the key that was made from them.",
    );
  }
  if (numbers.length === 6) {
    const [version, p, q, g, y, x] = numbers;
    if (version !== 0n || p === undefined || q === undefined || g === undefined || y === undefined || x === undefined)
      throw unreadable();
    return { kind: "private", parameters: { p, q, g }, x, y };
  }
  const [y, p, q, g] = numbers;
  if (numbers.length !== 4 || y === undefined || p === undefined || q === undefined || g === undefined)
    throw unreadable();
  return { kind: "public", parameters: { p, q, g }, y, canonical: writeSequence(...[y, p, q, g].map(writeInteger)) };
}

function readAlgorithm(element: DerElement | undefined): DomainParameters {
  const [oid, rest] = readSequence(element) ?? [];
  if (oid?.tag !== TAG.oid) throw unreadable();
  const name = ALGORITHMS[encodeHex(oid.content)];
  if (name !== "DSA") throw otherAlgorithm(name);
  if (rest === undefined || rest.tag === TAG.null) {
    throw new SignatureError(
      "ERR_KEY_WITHOUT_PARAMETERS",
      "The DSA key lacks p, q and g, probably because it was taken from a certificate chain. Export the key with its parameters.",
    );
  }
  const members = readSequence(rest) ?? [];
  const [p, q, g] = members.map(readInteger);
  if (members.length !== 3 || p === undefined || q === undefined || g === undefined) throw unreadable();
  return { p, q, g };
}

function wholeInteger(bytes: Uint8Array): bigint | undefined {
  const elements = readAll(bytes);
  return elements?.length === 1 ? readInteger(elements[0]) : undefined;
}

/** Refuses any spelling of a key but the one that DER allows. */
export function requireCanonical(given: Uint8Array, canonical: Uint8Array): void {
  if (equalBytes(given, canonical)) return;
  throw new SignatureError(
    "ERR_KEY_NOT_CANONICAL",
    "The key's numbers can be read, but DER does not allow this spelling of them (a redundant zero or an extra part). Export the key again.",
  );
}

function otherAlgorithm(name: string | undefined): SignatureError {
  const fix = "ConvoKraft signs with DSA: use the key that the bot's console shows.";
  if (name === "RSA")
    return new SignatureError("ERR_KEY_IS_RSA", `This is an RSA key, but a DSA key is needed. ${fix}`);
  if (name === "EC") {
    return new SignatureError(
      "ERR_KEY_IS_EC",
      `This is an elliptic curve key (for ECDSA), but a DSA key is needed. ${fix}`,
    );
  }
  if (name?.startsWith("Ed") === true || name?.startsWith("X") === true) {
    return new SignatureError("ERR_KEY_IS_EDWARDS", `This is an ${name} key, but a DSA key is needed. ${fix}`);
  }
  return new SignatureError(
    "ERR_KEY_ALGORITHM",
    `This is a key for ${name ?? "an unknown algorithm"}, but a DSA key is needed. ${fix}`,
  );
}

function certificate(): SignatureError {
  return new SignatureError(
    "ERR_KEY_IS_CERTIFICATE",
    "This is a certificate (or a request for one), not a key. Extract the key: `openssl x509 -in cert.pem -pubkey -noout`, or with `req` in place of `x509`.",
  );
}

function unreadable(): SignatureError {
  return new SignatureError(
    "ERR_KEY_UNREADABLE",
    "The bytes are not a key in any known form (SubjectPublicKeyInfo, PKCS#8, OpenSSL's DSA forms). Copy the key again.",
  );
}
