// Built into this package, which has no dependency: a page may load its one file as it is.
import { describeWrongOptions } from "@ck/protocol";

/** The `code` of a {@link PageError}. */
export type PageErrorCode =
  /** An option or an argument has a value that it cannot have. Fix: change it as the message says. */
  | "ERR_INVALID_OPTION"
  /** The chat window's script has not loaded in time. Fix: see whether the page includes it, and whether something blocks it. */
  | "ERR_NO_CHAT_WINDOW"
  /** The server refuses to let this page wait for late answers. Fix: correct the address, or add the page's origin to `origins` of `lateAnswerStream`. */
  | "ERR_STREAM_REFUSED";

/** What went wrong on the page. Recognise it with {@link isPageError} or by its `code`. */
export class PageError extends Error {
  override readonly name: string = "PageError";
  readonly code: PageErrorCode;

  constructor(code: PageErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Whether a value is a {@link PageError}. Also true for one of another copy of this package, where `instanceof` is false.
 *
 * @param error - any value
 * @example
 * ```ts
 * import { chatWindow, isPageError } from "@ck/page";
 *
 * const isOurs = await chatWindow({ timeoutMs: 1 }).then(() => false, isPageError);
 * isOurs; // → true
 * ```
 */
export function isPageError(error: unknown): error is PageError {
  return (
    typeof error === "object" && error !== null && "name" in error && error.name === "PageError" && "code" in error
  );
}

/** @throws {@link PageError} `ERR_INVALID_OPTION`: there is another option, which would be ignored silently */
export function requireKnownOptions(options: object, known: readonly string[], owner: string): void {
  const wrong = describeWrongOptions(options, known, owner);
  if (wrong !== undefined) throw new PageError("ERR_INVALID_OPTION", wrong);
}
