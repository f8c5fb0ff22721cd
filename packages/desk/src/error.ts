/** Every error code of this package. The list is closed, so a `switch` can be checked for completeness. */
export type DeskErrorCode =
  /** An option of `serveDesk` has the wrong type or value. Fix: correct what the message names. */
  | "ERR_INVALID_OPTION"
  /** The port cannot be used. Fix: choose another one, or 0 for any free port; see `cause`. */
  | "ERR_LISTEN";

/**
 * The error that this package throws. Recognise it with {@link isDeskError}: an ESM and a CJS copy of a class are two
 * classes, so `instanceof` can fail.
 *
 * @example
 * ```ts
 * import { isDeskError, serveDesk, type DeskOptions } from "@ck/desk";
 *
 * async function serve(options: DeskOptions): Promise<void> {
 *   try {
 *     console.log((await serveDesk(options)).url);
 *   } catch (error) {
 *     if (isDeskError(error) && error.code === "ERR_LISTEN") console.error("Choose another port.");
 *   }
 * }
 * ```
 */
export class DeskError extends Error {
  override readonly name: string = "DeskError";
  readonly code: DeskErrorCode;

  constructor(code: DeskErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Tells whether an error was thrown by this package, by whichever copy of it.
 *
 * @example
 * ```ts
 * import { DeskError, isDeskError } from "@ck/desk";
 *
 * isDeskError(new TypeError()); // → false
 * isDeskError(new DeskError("ERR_INVALID_OPTION", "…")); // → true
 * ```
 */
export function isDeskError(error: unknown): error is DeskError {
  if (typeof error !== "object" || error === null) return false;
  return "code" in error && "name" in error && error.name === "DeskError";
}
