/**
 * Why a key, an option or the runtime was refused. The list is closed: a `switch` over it can be checked for completeness.
 *
 * All of these are for the author of a server to fix. What a request contains never ends in one of them:
 * see {@link VerifyFailureReason}.
 */
export type SignatureErrorCode =
  // The text or the bytes of a key
  /** The key is an empty string or has no bytes. Fix: set the variable or the file that should hold it. */
  | "ERR_KEY_EMPTY"
  /** The key is not a string, bytes, an `ArrayBuffer`, a `KeyObject` or an imported key. Fix: pass the key in one of these forms. */
  | "ERR_KEY_INPUT_TYPE"
  /** The key is longer than any DSA key can be. Fix: pass the key alone, without the text around it. */
  | "ERR_KEY_TOO_LONG"
  /** The text or the bytes are not a key in any known form. Fix: copy the key again from where it was made. */
  | "ERR_KEY_UNREADABLE"
  /** The PEM lacks its BEGIN or END line. Fix: copy it whole; in a `.env` file put it in quotes. */
  | "ERR_KEY_PEM_INCOMPLETE"
  /** The text contains several PEM blocks. Fix: import them one by one; `verify` takes an array of keys. */
  | "ERR_KEY_SEVERAL"
  /** The key is shorter than it says. Fix: copy it again, whole. */
  | "ERR_KEY_TRUNCATED"
  /** There are more bytes after the end of the key. Fix: copy the key again, alone. */
  | "ERR_KEY_TRAILING_BYTES"
  /** The key is spelled in a way that DER forbids. Fix: export the key again. */
  | "ERR_KEY_NOT_CANONICAL"
  /** The object looks like an imported key but is a copy of one. Fix: use what the import returned, in the same thread. */
  | "ERR_KEY_FOREIGN_OBJECT"
  // Something other than the key that is needed
  /** A private key was given where a public key is needed. Fix: pass the public key, and replace the pair if the private key leaked. */
  | "ERR_KEY_IS_PRIVATE"
  /** A public key was given where a private key is needed. Fix: pass the private half of the pair. */
  | "ERR_KEY_IS_PUBLIC"
  /** A certificate was given. Fix: extract its key with `openssl x509 -in cert.pem -pubkey -noout`. */
  | "ERR_KEY_IS_CERTIFICATE"
  /** Domain parameters were given, which contain no key. Fix: pass the key that was made from them. */
  | "ERR_KEY_IS_PARAMETERS"
  /** The key is in OpenSSH's format. Fix: convert it with `ssh-keygen -e -m PKCS8 -f key.pub`. */
  | "ERR_KEY_IS_OPENSSH"
  /** The key is an RSA key. Fix: use the DSA key that the bot's console shows. */
  | "ERR_KEY_IS_RSA"
  /** The key is an elliptic curve key. Fix: use the DSA key that the bot's console shows. */
  | "ERR_KEY_IS_EC"
  /** The key is an Ed25519, Ed448, X25519 or X448 key. Fix: use the DSA key that the bot's console shows. */
  | "ERR_KEY_IS_EDWARDS"
  /** The key belongs to another algorithm. Fix: use the DSA key that the bot's console shows. */
  | "ERR_KEY_ALGORITHM"
  /** The key lacks p, q and g. Fix: export the key with its parameters. */
  | "ERR_KEY_WITHOUT_PARAMETERS"
  // The numbers in it
  /** The modulus p has fewer than 1024 bits, so signatures can be forged. Fix: make a new key pair. */
  | "ERR_KEY_MODULUS_TOO_SMALL"
  /** The divisor q has fewer than 160 bits, so signatures can be forged. Fix: make a new key pair. */
  | "ERR_KEY_DIVISOR_TOO_SMALL"
  /** The key has a size outside FIPS 186-4. Fix: check that it is the bot's key; 1024/224 and 4096/256 can be allowed by name. */
  | "ERR_KEY_SIZE"
  /** The modulus p is not a prime, so signatures can be forged. Fix: copy the key again; if p stays the same, do not use the key. */
  | "ERR_KEY_MODULUS_NOT_PRIME"
  /** The divisor q is not a prime, so signatures can be forged. Fix: copy the key again; if q stays the same, do not use the key. */
  | "ERR_KEY_DIVISOR_NOT_PRIME"
  /** The divisor q does not divide p−1. Fix: copy the key again. */
  | "ERR_KEY_DIVISOR_MISMATCH"
  /** The generator g is 0, 1 or p−1, so signatures can be forged. Fix: do not use the key. */
  | "ERR_KEY_GENERATOR_TRIVIAL"
  /** The generator g is not below p, so signatures can be forged. Fix: do not use the key. */
  | "ERR_KEY_GENERATOR_RANGE"
  /** The generator g does not have the order q. Fix: copy the key again; if g stays the same, do not use the key. */
  | "ERR_KEY_GENERATOR_ORDER"
  /** The public number y is 0 or 1, so signatures can be forged. Fix: do not use the key. */
  | "ERR_KEY_Y_TRIVIAL"
  /** The public number y is p−1, so signatures can be forged. Fix: do not use the key. */
  | "ERR_KEY_Y_MINUS_ONE"
  /** The public number y is not below p. Fix: copy the key again; if y stays the same, do not use the key. */
  | "ERR_KEY_Y_RANGE"
  /** The public number y is not in the group of the key's parameters. Fix: copy the key again; if y stays the same, do not use it. */
  | "ERR_KEY_Y_ORDER"
  /** The private number x is not between 0 and q. Fix: copy the key again, or make a new pair. */
  | "ERR_PRIVATE_KEY_RANGE"
  /** The public number inside the private key does not belong to its private number. Fix: copy the key again, or make a new pair. */
  | "ERR_PRIVATE_KEY_MISMATCH"
  // Encrypted private keys
  /** The private key is encrypted and there is no passphrase, or an empty one. Fix: pass `{ passphrase }`. */
  | "ERR_PASSPHRASE_MISSING"
  /** The private key cannot be opened with this passphrase. Fix: check for blanks around it, and that it belongs to this key. */
  | "ERR_PASSPHRASE_WRONG"
  /** The key's encryption is unknown, too expensive, or not available in this runtime. Fix: encrypt the key again as the message says. */
  | "ERR_KEY_ENCRYPTION"
  // What a call was given
  /** There is no key to verify with. Fix: pass the public key that the bot's console shows. */
  | "ERR_NO_KEYS"
  /** The body to sign is neither a string nor bytes. Fix: serialise it once, sign that, and send the same bytes. */
  | "ERR_BODY_TYPE"
  /** An option or argument has a value that is not allowed. Fix: use one of the values that the message lists. */
  | "ERR_INVALID_OPTION"
  /** The keys were not loaded in time. Fix: check the place they come from, or raise `timeoutMs`. */
  | "ERR_LOAD_TIMEOUT"
  // What the runtime cannot do
  /** This runtime computes the hash only asynchronously. Fix: use `verify` instead of `verifySync`, and `signAsync` instead of `sign`. */
  | "ERR_ASYNC_ONLY"
  /** The runtime lacks what the call needs, or a policy of its own forbids it. Fix: see the message. */
  | "ERR_RUNTIME"
  /**
   * The engine in WebAssembly and `node:crypto` disagreed about a signature. The request was rejected, and the engine is switched off for the
   * process. Fix: report it; checks go on with `node:crypto`.
   */
  | "ERR_ENGINE_DISAGREES";

/**
 * What this package throws. Recognise it with {@link isSignatureError} or by `code`: the ESM and the CJS copy of a class are two
 * classes, so `instanceof` can fail. Messages contain no part of a secret.
 */
export class SignatureError extends Error {
  override readonly name: string = "SignatureError";
  readonly code: SignatureErrorCode;

  constructor(code: SignatureErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Tells whether an error came from this package, whichever copy of it.
 *
 * @param error - what was caught
 * @returns whether `error` is a {@link SignatureError}
 * @example
 * ```ts
 * import { importPublicKey, isSignatureError } from "@ck/signature";
 *
 * try {
 *   importPublicKey("");
 * } catch (error) {
 *   if (isSignatureError(error)) console.log(error.code); // ERR_KEY_EMPTY
 * }
 * ```
 */
export function isSignatureError(error: unknown): error is SignatureError {
  return (
    typeof error === "object" &&
    error !== null &&
    (error as { readonly name?: unknown }).name === "SignatureError" &&
    "code" in error
  );
}
