import type { DefinitionProblem } from "./definition/problem.js";

/** Every way in which the emulator refuses its set-up. The list is closed: a `switch` over it can be checked for completeness. */
export type EmulatorErrorCode =
  // The bot's definition
  /** The definition breaks a rule; `problems` lists all of them. */
  | "ERR_DEFINITION"
  /** The definition's file cannot be read; see the `cause`. */
  | "ERR_DEFINITION_FILE"
  // The vault
  /** No key: the bot is not secured, or not deployed since. */
  | "ERR_VAULT_NO_KEY"
  /** The passphrase is not the one that the vault was made with. */
  | "ERR_VAULT_PASSPHRASE"
  /** The vault is locked with the other of passphrase and key file. */
  | "ERR_VAULT_LOCK_KIND"
  /** Others than the owner may read or write the key file. */
  | "ERR_VAULT_KEY_FILE_RIGHTS"
  /** There is a vault, and its key file is gone. */
  | "ERR_VAULT_KEY_FILE_MISSING"
  /** The key file is that of another vault, or no key file. */
  | "ERR_VAULT_KEY_FILE_WRONG"
  /** The vault's file is damaged, and was set aside. */
  | "ERR_VAULT_CORRUPT"
  /** The vault's file was written by a later version of this package. */
  | "ERR_VAULT_VERSION"
  /** Another process has been writing the vault for longer than is waited. */
  | "ERR_VAULT_BUSY"
  /** The file system refused a read or a write; see the `cause`. */
  | "ERR_VAULT_FILE"
  // Chats and recordings
  /** The chat was closed. */
  | "ERR_CHAT_CLOSED"
  /** A visitor cannot choose or click what is not offered. */
  | "ERR_NOT_OFFERED"
  /** The file is no recording, was written by a later version of this package, or cannot be read; see the `cause`. */
  | "ERR_RECORDING"
  // What a call was given
  | "ERR_INVALID_OPTION";

/** Options of an {@link EmulatorError}. */
export interface EmulatorErrorOptions {
  readonly cause?: unknown;
  /** What is wrong with a definition. Default: none. */
  readonly problems?: readonly DefinitionProblem[];
}

/**
 * What this package throws. Recognise it by `code`: an ESM and a CJS copy of a class are two classes, so `instanceof` can fail.
 *
 * @example
 * ```ts
 * import { parseDefinition, type EmulatorError } from "@ck/emulator";
 *
 * try {
 *   parseDefinition("{}", { file: "convokraft.json" });
 * } catch (error) {
 *   (error as EmulatorError).code; // → "ERR_DEFINITION"
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
 * Tells whether something that was thrown came from this package, whichever copy of it.
 *
 * @example
 * ```ts
 * import { isEmulatorError } from "@ck/emulator";
 *
 * console.log(isEmulatorError(new TypeError())); // false
 * ```
 */
export function isEmulatorError(error: unknown): error is EmulatorError {
  return error instanceof Error && error.name === "EmulatorError" && "code" in error;
}
