import { bigintToBytes } from "../bytes/bigint.js";
import { isUnusual, sizeOf, type DomainParameters, type KeySize, type UnusualSize } from "../domain-parameters.js";
import { checkGroup, checkPublicNumber, checkSize } from "./check-parameters.js";
import { describeValue } from "../describe-value.js";
import { SignatureError } from "../error.js";
import { checkOptionNames } from "../option-names.js";
import { encodeHex } from "../bytes/hex.js";
import { writeSpki } from "../key-format/key-bytes.js";
import {
  isPrivateKey,
  isPublicKey,
  makeKey,
  publicParts,
  type KeyWarning,
  type PublicKey,
  type PublicKeyParts,
} from "./key.js";
import type { NodeKeyObject } from "../key-format/key-object.js";
import { readKeyStructure, requireCanonical } from "../key-format/key-structure.js";
import { readKeyText } from "../key-format/key-text.js";
import { digestSync } from "../hash/digest.js";

/** The four numbers of a public key. */
export interface PublicKeyNumbers extends DomainParameters {
  readonly y: bigint;
}

/** What can be imported: text in any form, DER, the numbers, a `KeyObject` of Node, or an imported key. */
export type PublicKeyInput = string | Uint8Array | ArrayBuffer | PublicKeyNumbers | NodeKeyObject | PublicKey;

/** Options of {@link importPublicKey}. */
export interface ImportPublicKeyOptions {
  /** Sizes (modulus/divisor, in bits) to accept besides 1024/160, 2048/224, 2048/256 and 3072/256. Default: none. */
  readonly allow?: readonly UnusualSize[] | undefined;
  /** Called once for each warning about the key; the warnings are also in `key.warnings`. */
  readonly onWarning?: ((warning: KeyWarning) => void) | undefined;
}

/**
 * Imports a DSA public key in any form that people paste: PEM in any layout, the bare Base64 that the bot's console and Java print,
 * Base64url, hexadecimal digits, Base64 of a whole PEM, DER, or a `KeyObject` of `node:crypto`. Quotes, variable names and other
 * leftovers of settings files around the key are ignored.
 *
 * The importers of runtimes check almost nothing: they accept a key with `y = 1`, for which anyone can forge signatures. This one
 * checks the size, the algorithm, the spelling, the group, that `q` is a prime, and the public number (FIPS 186-4 §4.1, SP 800-56A
 * §5.6.2.3.1). Testing whether `p` is a prime can take a second: see {@link checkPublicKey}.
 *
 * @param input - the key; an imported key is returned as it is
 * @param options - the sizes to accept, and a hook for warnings
 * @returns the imported key
 * @throws {@link SignatureError} an `ERR_KEY_…` code: what is wrong with the key
 * @example
 * ```ts
 * import { generateKeyPair, importPublicKey } from "@ck/signature";
 *
 * const { publicKey } = await generateKeyPair();
 * const key = importPublicKey(publicKey);
 * console.log(key.modulusLength, key.divisorLength, key.keyId);
 * ```
 */
export function importPublicKey(input: PublicKeyInput, options: ImportPublicKeyOptions = {}): PublicKey {
  checkOptionNames(options, ["allow", "onWarning"], "importPublicKey");
  if (isPublicKey(input)) {
    publicParts(input);
    return input;
  }
  const { onWarning } = options;
  if (onWarning !== undefined && typeof onWarning !== "function") {
    throw new SignatureError(
      "ERR_INVALID_OPTION",
      `The option "onWarning" must be a function; got ${describeValue(onWarning)}.`,
    );
  }
  const numbers = readNumbers(input);
  checkSize(sizeOf(numbers), options.allow);
  checkGroup(numbers);
  checkPublicNumber(numbers, numbers.y);
  const key = makePublicKey(numbers, numbers.y);
  for (const warning of key.warnings) onWarning?.(warning);
  return key;
}

function readNumbers(input: Exclude<PublicKeyInput, PublicKey>): PublicKeyNumbers {
  if (isPrivateKey(input)) throw privateGiven();
  if (isNumbers(input)) return input;
  const { der, label } = readKeyText(input, "public");
  // The DER of an encrypted private key cannot be read here.
  if (label?.endsWith("PRIVATE KEY") === true) throw privateGiven();
  const structure = readKeyStructure(der);
  if (structure.kind !== "public") throw privateGiven();
  requireCanonical(der, structure.canonical);
  return { ...structure.parameters, y: structure.y };
}

function isNumbers(input: unknown): input is PublicKeyNumbers {
  if (typeof input !== "object" || input === null) return false;
  return ["p", "q", "g", "y"].every((name) => {
    const value = (input as Record<string, unknown>)[name];
    return typeof value === "bigint" && value >= 0n;
  });
}

function privateGiven(): SignatureError {
  return new SignatureError(
    "ERR_KEY_IS_PRIVATE",
    "This is a private key, but a public key is needed. A private key does not belong on a server that only verifies: pass the public key, and make a new pair if the private key was stored or sent anywhere.",
  );
}

/** Makes a public key from numbers that have been checked. */
export function makePublicKey(parameters: DomainParameters, y: bigint): PublicKey {
  const spki = writeSpki(parameters, y);
  const { p, q, g } = parameters;
  const parts: PublicKeyParts = { p, q, g, y, spki, qBytes: bigintToBytes(q), prepared: new Map() };
  const size = sizeOf(parameters);
  return makeKey<PublicKey>({ type: "public", ...size, keyId: keyIdOf(spki), warnings: warningsFor(size) }, parts);
}

/** The id of a key: the first 16 hexadecimal digits of the SHA-256 of its SubjectPublicKeyInfo. */
export function keyIdOf(spki: Uint8Array): string {
  return encodeHex(digestSync("sha256", spki).subarray(0, 8));
}

function warningsFor({ modulusLength, divisorLength }: KeySize): readonly KeyWarning[] {
  const warnings: KeyWarning[] = [];
  if (modulusLength < 2048) {
    warnings.push({
      code: "WEAK_MODULUS",
      message: `The key has a modulus of ${modulusLength} bits. No such key is known to have been broken, but today's minimum is 2048: replace it when the platform lets you.`,
    });
  }
  if (isUnusual(modulusLength, divisorLength)) {
    warnings.push({
      code: "UNUSUAL_SIZE",
      message: `The key's size ${modulusLength}/${divisorLength} is not one of FIPS 186-4; it was accepted because the configuration allows it.`,
    });
  }
  return Object.freeze(warnings.map((warning) => Object.freeze(warning)));
}
