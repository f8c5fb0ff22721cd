/** The `code` of a {@link CreateBotError}. */
export type CreateBotErrorCode =
  /** An answer is missing, or not among those that are possible. Fix: the message names the flag and what it takes. */
  | "ERR_INVALID_OPTION"
  /** The folder is not empty, or cannot be written. Fix: take another folder. Nothing was changed. */
  | "ERR_FOLDER"
  /** The person pressed Ctrl+C. Nothing was written. Fix: run it again. */
  | "ERR_CANCELLED";

/** Why no project was created. Recognise it with {@link isCreateBotError} or by its `code`. */
export class CreateBotError extends Error {
  override readonly name: string = "CreateBotError";
  readonly code: CreateBotErrorCode;

  constructor(code: CreateBotErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Whether a value is a {@link CreateBotError}. Also true for one of another copy of this package, where `instanceof` is false.
 *
 * @param error - any value
 * @example
 * ```ts
 * import { isCreateBotError, projectFiles } from "@ck/create-bot";
 *
 * let message = "";
 * try {
 *   projectFiles({ name: "my-bot", adapter: "expres" as "express" });
 * } catch (error) {
 *   if (isCreateBotError(error)) message = error.message;
 * }
 * message.startsWith("There is no adapter `expres`. Did you mean `express`?"); // → true
 * ```
 */
export function isCreateBotError(error: unknown): error is CreateBotError {
  return (
    typeof error === "object" && error !== null && "name" in error && error.name === "CreateBotError" && "code" in error
  );
}
