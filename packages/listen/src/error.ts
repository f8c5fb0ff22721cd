/** Every error that this package throws. The list is closed. */
export type ListenErrorCode =
  /** An option is invalid. Fix: the message names it and what it must be. */
  | "ERR_INVALID_OPTION"
  /** The folder of recordings cannot be used. Fix: give another folder, or your user access to it. */
  | "ERR_FOLDER"
  /** The port cannot be listened on. Fix: give another port. */
  | "ERR_PORT";

/** What this package throws. Recognise it with {@link isListenError}. */
export class ListenError extends Error {
  override readonly name: string = "ListenError";
  readonly code: ListenErrorCode;

  constructor(code: ListenErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Tells whether an error comes from this package, from any copy of it.
 *
 * @param error - anything that was thrown
 * @example
 * ```ts
 * import { isListenError } from "@ck/listen";
 *
 * isListenError(new TypeError()); // → false
 * ```
 */
export function isListenError(error: unknown): error is ListenError {
  return error instanceof Error && error.name === "ListenError" && "code" in error;
}
