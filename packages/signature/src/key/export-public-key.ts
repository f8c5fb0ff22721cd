import { encodeBase64 } from "../bytes/base64.js";
import { SignatureError } from "../error.js";
import { importPublicKey, type PublicKeyInput, type PublicKeyNumbers } from "./import-public-key.js";
import { publicParts } from "./key.js";
import { writePem } from "../key-format/key-bytes.js";

/** The forms that a public key can be written in. */
export interface PublicKeyForms {
  /** SubjectPublicKeyInfo in PEM, with a line break at its end. */
  readonly pem: string;
  /** The same as one line of bare Base64, as Java and the bot's console print it (docs/contract.md §5, grade I). */
  readonly base64: string;
  /** The same in DER. */
  readonly der: Uint8Array;
  /** `p`, `q`, `g` and `y`. */
  readonly numbers: PublicKeyNumbers;
}

/**
 * Writes a public key.
 *
 * @param key - an imported key, or anything that {@link importPublicKey} accepts
 * @param form - `"pem"` (default), `"base64"`, `"der"` or `"numbers"`
 * @returns the key in that form
 * @throws {@link SignatureError} `ERR_INVALID_OPTION`: there is no such form
 * @throws {@link SignatureError} the codes of {@link importPublicKey}
 * @example
 * ```ts
 * import { exportPublicKey, generateKeyPair } from "@ck/signature";
 *
 * const { publicKey } = await generateKeyPair();
 * console.log(exportPublicKey(publicKey, "base64").slice(0, 4)); // MIID
 * ```
 */
export function exportPublicKey(key: PublicKeyInput): string;
export function exportPublicKey<Form extends keyof PublicKeyForms>(
  key: PublicKeyInput,
  form: Form,
): PublicKeyForms[Form];
export function exportPublicKey(
  key: PublicKeyInput,
  form: keyof PublicKeyForms = "pem",
): PublicKeyForms[keyof PublicKeyForms] {
  const { p, q, g, y, spki } = publicParts(importPublicKey(key));
  switch (form) {
    case "pem":
      return writePem("PUBLIC KEY", spki);
    case "base64":
      return encodeBase64(spki);
    case "der":
      return Uint8Array.from(spki);
    case "numbers":
      return { p, q, g, y };
    default:
      throw new SignatureError("ERR_INVALID_OPTION", 'The form of a key must be "pem", "base64", "der" or "numbers".');
  }
}
