import type { DefinitionProblem } from "./definition/problem.js";

/** Every error code of this package. The list is closed, so a `switch` can be checked for completeness. */
export type EmulatorErrorCode =
  // The bot's definition
  /** The definition breaks a rule. Fix: correct what `problems` lists; each entry says where and how. */
  | "ERR_DEFINITION"
  /** The definition file cannot be read. Fix: check its path, permissions and encoding; see `cause`. */
  | "ERR_DEFINITION_FILE"
  // The vault
  /** There is no key to sign with. Fix: call `secure()`; for production call `deploy()` as well. */
  | "ERR_VAULT_NO_KEY"
  /** The passphrase is wrong. Fix: enter the passphrase that the vault was created with. */
  | "ERR_VAULT_PASSPHRASE"
  /** The vault is locked the other way. Fix: open it with `keyFile` instead of `passphrase`, or the reverse. */
  | "ERR_VAULT_LOCK_KIND"
  /** Other users can read or write the key file. Fix: `chmod 600` it, and rotate the key if it may have been read. */
  | "ERR_VAULT_KEY_FILE_RIGHTS"
  /** The vault exists, but its key file does not. Fix: restore the key file from a backup. */
  | "ERR_VAULT_KEY_FILE_MISSING"
  /** The key file belongs to another vault, or is not a key file. Fix: pass the right file. */
  | "ERR_VAULT_KEY_FILE_WRONG"
  /** The vault file is damaged and was renamed. Fix: restore a backup, or secure the bot again. */
  | "ERR_VAULT_CORRUPT"
  /** A later version of this package wrote the vault. Fix: update this package. */
  | "ERR_VAULT_VERSION"
  /** Another process kept the vault locked for too long. Fix: try again, and stop that process if it hangs. */
  | "ERR_VAULT_BUSY"
  /** The vault's folder, or a file in it, is a symbolic link. Fix: replace the link with a real folder or file. */
  | "ERR_VAULT_LINK"
  /** The file system refused to read or write. Fix: see `cause`; free disk space or correct the permissions. */
  | "ERR_VAULT_FILE"
  // Chats and recordings
  /** The chat is closed. Fix: open another one. */
  | "ERR_CHAT_CLOSED"
  /** The visitor chose or clicked something that is not offered. Fix: use an id that the last messages offer. */
  | "ERR_NOT_OFFERED"
  /** The file is not a recording, or cannot be read or written. Fix: record again, update this package, or see `cause`. */
  | "ERR_RECORDING"
  // Arguments
  /** An option or argument has the wrong type or value. Fix: correct what the message names. */
  | "ERR_INVALID_OPTION";

/** Options of an {@link EmulatorError}. */
export interface EmulatorErrorOptions {
  readonly cause?: unknown;
  /** What is wrong with a definition. Default: none. */
  readonly problems?: readonly DefinitionProblem[];
}

/**
 * The error that this package throws. Recognise it with {@link isEmulatorError}: an ESM and a CJS copy of a class are
 * two classes, so `instanceof` can fail.
 *
 * @example
 * ```ts
 * import { isEmulatorError, parseDefinition } from "@ck/emulator";
 *
 * try {
 *   parseDefinition("{}");
 * } catch (error) {
 *   if (isEmulatorError(error)) console.log(error.code); // ERR_DEFINITION
 * }
 * ```
 */
export class EmulatorError extends Error {
  override readonly name: string = "EmulatorError";
  readonly code: EmulatorErrorCode;
  /** What is wrong with a definition, in the order of the file; empty for other codes. */
  readonly problems: readonly DefinitionProblem[];

  constructor(code: EmulatorErrorCode, message: string, { cause, problems = [] }: EmulatorErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.problems = problems;
  }
}

/**
 * Tells whether an error was thrown by this package, by whichever copy of it.
 *
 * @example
 * ```ts
 * import { isEmulatorError } from "@ck/emulator";
 *
 * console.log(isEmulatorError(new TypeError())); // false
 * ```
 */
export function isEmulatorError(error: unknown): error is EmulatorError {
  if (typeof error !== "object" || error === null) return false;
  return "code" in error && "name" in error && error.name === "EmulatorError";
}
