/** Every way in which the desk refuses. The list is closed: a `switch` over it can be checked for completeness. */
export type DeskErrorCode =
  /** An option of `serveDesk` has a value that it cannot have. Fix: change it as the message says. */
  | "ERR_INVALID_OPTION"
  /** The page's server cannot listen on the port; see the `cause`. Fix: choose another port, or 0 for any free one. */
  | "ERR_LISTEN";

/**
 * What this package throws. Recognise it by `code`: an ESM and a CJS copy of a class are two classes, so `instanceof` can fail.
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
 * Tells whether something that was thrown came from this package, whichever copy of it.
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
  return error instanceof Error && error.name === "DeskError" && "code" in error;
}
