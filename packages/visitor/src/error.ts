/** Everything that can be wrong with the keys, the options or the visitor that is signed. */
export type VisitorErrorCode =
  /** An option has a value that it cannot have, or the visitor cannot be signed. Fix: see the message, which names what it is. */
  | "ERR_INVALID_OPTION"
  /** A key is missing, is of another kind, or cannot be read. Fix: make one with `ck visitor-key`, and use the private half to sign and the public half to verify. */
  | "ERR_INVALID_KEY";

/**
 * What is set up wrong where visitors are signed or verified. A token that is refused is no error. No message holds a key, a token, or anything of the
 * visitor's.
 */
export class VisitorError extends Error {
  override readonly name = "VisitorError";
  readonly code: VisitorErrorCode;

  constructor(code: VisitorErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Recognises a {@link VisitorError} of this or another copy of this package.
 *
 * @param error - whatever was caught
 *
 * @example
 * ```ts
 * import { isVisitorError, signVisitor } from "@ck/visitor";
 *
 * try {
 *   await signVisitor({ id: "u-17" }, { key: process.env["CK_VISITOR_KEY"], expiresIn: "15m" });
 * } catch (error) {
 *   if (isVisitorError(error)) console.error(error.code);
 * }
 * ```
 */
export function isVisitorError(error: unknown): error is VisitorError {
  try {
    const { name, code, message } = Object(error) as { readonly [K in "name" | "code" | "message"]?: unknown };
    return name === "VisitorError" && typeof code === "string" && typeof message === "string";
  } catch {
    // Anything can be thrown, also a proxy that throws when it is looked at.
    return false;
  }
}

/** @internal */
export function invalid(message: string): VisitorError {
  return new VisitorError("ERR_INVALID_OPTION", message);
}

/** @internal */
export function invalidKey(message: string, options?: ErrorOptions): VisitorError {
  return new VisitorError("ERR_INVALID_KEY", message, options);
}
