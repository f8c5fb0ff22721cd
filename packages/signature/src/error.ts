/**
 * Why a key, an option or the runtime was refused. The list is closed: a `switch` over it can be checked for completeness.
 *
 * Everything here is for the author of a server to mend. What a request brings never ends in one of these:
 * see `VerifyFailureReason`.
 */
export type SignatureErrorCode =
  // The text or the bytes of a key
  | "ERR_KEY_EMPTY"
  | "ERR_KEY_INPUT_TYPE"
  | "ERR_KEY_TOO_LONG"
  | "ERR_KEY_UNREADABLE"
  | "ERR_KEY_PEM_INCOMPLETE"
  | "ERR_KEY_SEVERAL"
  | "ERR_KEY_TRUNCATED"
  | "ERR_KEY_TRAILING_BYTES"
  | "ERR_KEY_NOT_CANONICAL"
  | "ERR_KEY_FOREIGN_OBJECT"
  // Another thing than the key that is wanted
  | "ERR_KEY_IS_PRIVATE"
  | "ERR_KEY_IS_PUBLIC"
  | "ERR_KEY_IS_CERTIFICATE"
  | "ERR_KEY_IS_PARAMETERS"
  | "ERR_KEY_IS_OPENSSH"
  | "ERR_KEY_IS_RSA"
  | "ERR_KEY_IS_EC"
  | "ERR_KEY_IS_EDWARDS"
  | "ERR_KEY_ALGORITHM"
  | "ERR_KEY_WITHOUT_PARAMETERS"
  // The numbers in it
  | "ERR_KEY_MODULUS_TOO_SMALL"
  | "ERR_KEY_DIVISOR_TOO_SMALL"
  | "ERR_KEY_SIZE"
  | "ERR_KEY_MODULUS_NOT_PRIME"
  | "ERR_KEY_DIVISOR_NOT_PRIME"
  | "ERR_KEY_DIVISOR_MISMATCH"
  | "ERR_KEY_GENERATOR_TRIVIAL"
  | "ERR_KEY_GENERATOR_RANGE"
  | "ERR_KEY_GENERATOR_ORDER"
  | "ERR_KEY_Y_TRIVIAL"
  | "ERR_KEY_Y_MINUS_ONE"
  | "ERR_KEY_Y_RANGE"
  | "ERR_KEY_Y_ORDER"
  | "ERR_PRIVATE_KEY_RANGE"
  | "ERR_PRIVATE_KEY_MISMATCH"
  // Private keys that are locked
  | "ERR_PASSPHRASE_MISSING"
  | "ERR_PASSPHRASE_WRONG"
  | "ERR_KEY_ENCRYPTION"
  // What a call was given
  | "ERR_NO_KEYS"
  | "ERR_BODY_TYPE"
  | "ERR_INVALID_OPTION"
  | "ERR_LOAD_TIMEOUT"
  // What the runtime cannot do
  | "ERR_ASYNC_ONLY"
  | "ERR_RUNTIME";

/**
 * What this package throws. Recognise it by `code`: an ESM and a CJS copy of a class are two classes, so `instanceof` can fail.
 *
 * Messages say what was expected, what came (its shape, never its content) and what to do.
 *
 * @example
 * ```ts
 * import { importPublicKey, type SignatureError } from "@ck/signature";
 *
 * try {
 *   importPublicKey("");
 * } catch (error) {
 *   (error as SignatureError).code; // → "ERR_KEY_EMPTY"
 * }
 * ```
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
 * Tells whether something that was thrown came from this package, whichever copy of it.
 *
 * @example
 * ```ts
 * import { isSignatureError } from "@ck/signature";
 *
 * console.log(isSignatureError(new TypeError())); // false
 * ```
 */
export function isSignatureError(error: unknown): error is SignatureError {
  return error instanceof Error && error.name === "SignatureError" && "code" in error;
}
