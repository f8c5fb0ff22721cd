import { bigintToBytes, modPow } from "../bytes/bigint.js";
import { sizeOf, type DomainParameters, type UnusualSize } from "../domain-parameters.js";
import { checkGroup, checkSize } from "./check-parameters.js";
import { openEncryptedKey, openEncryptedPem } from "../key-format/open-encrypted-key.js";
import { SignatureError } from "../error.js";
import { checkOptionNames } from "../option-names.js";
import { keyIdOf, makePublicKey } from "./import-public-key.js";
import { isPrivateKey, isPublicKey, makeKey, privateParts, type PrivateKey, type PublicKey } from "./key.js";
import { writeSpki } from "../key-format/key-bytes.js";
import type { NodeKeyObject } from "../key-format/key-object.js";
import { readKeyStructure, type KeyStructure } from "../key-format/key-structure.js";
import { readKeyText } from "../key-format/key-text.js";

/** The numbers of a private key; `y` is computed from them. */
export interface PrivateKeyNumbers extends DomainParameters {
  readonly x: bigint;
}

/** What can be imported: text in any form, DER, the numbers, a `KeyObject` of Node, or an imported key. */
export type PrivateKeyInput = string | Uint8Array | ArrayBuffer | PrivateKeyNumbers | NodeKeyObject | PrivateKey;

/** Options of {@link importPrivateKey}. */
export interface ImportPrivateKeyOptions {
  /** What the key is encrypted with. Required for an encrypted key, ignored otherwise. */
  readonly passphrase?: string | undefined;
  /** Sizes (modulus/divisor, in bits) to accept besides 1024/160, 2048/224, 2048/256 and 3072/256. Default: none. */
  readonly allow?: readonly UnusualSize[] | undefined;
}

/**
 * Imports a DSA private key: PKCS#8 in PEM, Base64 or DER, encrypted or not, or OpenSSL's `BEGIN DSA PRIVATE KEY`. The parameters are
 * checked as for a public key, and so is the range of the private number.
 *
 * How long it takes to open an encrypted key was decided by whoever encrypted it: usually about 0.2 s, on the calling thread.
 *
 * @param input - the key; an imported key is returned as it is
 * @param options - the passphrase, and the sizes to accept
 * @returns the imported key
 * @throws {@link SignatureError} `ERR_PASSPHRASE_MISSING`: the key is encrypted, and there is no passphrase
 * @throws {@link SignatureError} `ERR_PASSPHRASE_WRONG`: the passphrase does not open the key
 * @throws {@link SignatureError} an `ERR_KEY_…` or `ERR_PRIVATE_KEY_…` code: what is wrong with the key
 * @example
 * ```ts
 * import { generateKeyPair, importPrivateKey } from "@ck/signature";
 *
 * const { privateKey } = await generateKeyPair({ passphrase: "correct horse" });
 * const key = importPrivateKey(privateKey, { passphrase: "correct horse" });
 * console.log(key); // nothing secret is shown
 * ```
 */
export function importPrivateKey(input: PrivateKeyInput, options: ImportPrivateKeyOptions = {}): PrivateKey {
  checkOptionNames(options, ["passphrase", "allow"], "importPrivateKey");
  if (isPrivateKey(input)) {
    privateParts(input);
    return input;
  }
  if (isPublicKey(input)) throw publicGiven();
  const { parameters, x, y: claimed } = readNumbers(input, options.passphrase);
  checkSize(sizeOf(parameters), options.allow, "importPrivateKey");
  checkGroup(parameters);
  const { p, q, g } = parameters;
  if (x <= 0n || x >= q) {
    throw new SignatureError(
      "ERR_PRIVATE_KEY_RANGE",
      "The key's private number x is not between 0 and q: the key is damaged. Make a new key pair.",
    );
  }
  const y = modPow(g, x, p);
  if (claimed !== undefined && claimed !== y) {
    throw new SignatureError(
      "ERR_PRIVATE_KEY_MISMATCH",
      "The key's public number does not belong to its private number: the key is damaged. Make a new key pair.",
    );
  }
  const spki = writeSpki(parameters, y);
  return makeKey<PrivateKey>(
    { type: "private", ...sizeOf(parameters), keyId: keyIdOf(spki) },
    { p, q, g, y, x, spki, qBytes: bigintToBytes(q), prepared: new Map() },
  );
}

/**
 * Gives the public key that belongs to a private key.
 *
 * @param key - an imported private key
 * @returns the public key, imported
 * @throws {@link SignatureError} `ERR_KEY_FOREIGN_OBJECT`: the object only looks like an imported key
 * @example
 * ```ts
 * import { generateKeyPair, importPrivateKey, publicKeyOf } from "@ck/signature";
 *
 * const { privateKey } = await generateKeyPair();
 * const key = importPrivateKey(privateKey);
 * console.log(publicKeyOf(key).keyId === key.keyId); // true
 * ```
 */
export function publicKeyOf(key: PrivateKey): PublicKey {
  const parts = privateParts(key);
  return makePublicKey(parts, parts.y);
}

function readNumbers(
  input: Exclude<PrivateKeyInput, PrivateKey>,
  passphrase: string | undefined,
): { parameters: DomainParameters; x: bigint; y?: bigint } {
  if (isNumbers(input)) return { parameters: input, x: input.x };
  const text = readKeyText(input, "private");
  const der = text.encryptedPem === undefined ? text.der : openEncryptedPem(text.encryptedPem, passphrase);
  let structure: KeyStructure = readKeyStructure(der);
  if (structure.kind === "encrypted") structure = readKeyStructure(openEncryptedKey(structure, passphrase));
  if (structure.kind === "public") throw publicGiven();
  if (structure.kind === "encrypted") {
    throw new SignatureError("ERR_KEY_ENCRYPTION", "The key is encrypted twice. Decrypt it once, then import it.");
  }
  return structure;
}

function isNumbers(input: unknown): input is PrivateKeyNumbers {
  if (typeof input !== "object" || input === null) return false;
  return ["p", "q", "g", "x"].every((name) => {
    const value = (input as Record<string, unknown>)[name];
    return typeof value === "bigint" && value >= 0n;
  });
}

function publicGiven(): SignatureError {
  return new SignatureError(
    "ERR_KEY_IS_PUBLIC",
    "This is a public key, but signing needs a private key. Pass the private half of the pair.",
  );
}
