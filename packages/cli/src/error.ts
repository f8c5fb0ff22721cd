import { isEmulatorError } from "@ck/emulator";
import { isListenError } from "@ck/listen";
import { isSignatureError } from "@ck/signature";
import { EXIT_CODES, type ExitCode } from "./exit-code.js";

/**
 * The error codes that `ck` itself prints with `--json`. It also passes on the codes of `@ck/emulator`, `@ck/signature`, `@ck/listen` and `@ck/desk`. The list is
 * closed.
 */
export type CliErrorCode =
  /** The command line is wrong. Fix: run the command with `--help`. */
  | "ERR_INVALID_OPTION"
  /** A file, a key, a passphrase or a terminal is missing or unusable. Fix: the message names it; `ck doctor` looks at the whole set-up. */
  | "ERR_SETUP"
  /** A bug in `ck`. Fix: run it again with `CK_DEBUG=1`, and report what it prints. */
  | "ERR_FAULT";

/** What `ck` throws when it cannot do what it was asked to. */
export class CliError extends Error {
  override readonly name: string = "CliError";

  constructor(
    readonly code: Exclude<CliErrorCode, "ERR_FAULT">,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

/** An error as `ck` reports it. */
export interface ReportedError {
  readonly code: string;
  readonly message: string;
  readonly exitCode: ExitCode;
}

/** The libraries' messages speak of calls; whoever reads these types commands. */
const IN_COMMANDS: Readonly<Record<string, string>> = {
  ERR_VAULT_NO_KEY:
    "The vault, .ck, has no key for this. `ck init` creates the first one, `ck key deploy` takes it to production, and `ck key rotate` replaces it.",
};

/** Turns anything that was thrown into what `ck` reports. */
export function describeError(error: unknown): ReportedError {
  if (error instanceof CliError) return report(error.code, error.message);
  const { code } = (error ?? {}) as { readonly code?: unknown };
  // The desk is only loaded by its own command, so its errors are recognised by their name.
  const isDesk = error instanceof Error && error.name === "DeskError";
  if ((isEmulatorError(error) || isSignatureError(error) || isListenError(error) || isDesk) && typeof code === "string")
    return report(code, IN_COMMANDS[code] ?? error.message.replace(/ See the cause\.$/, ""));
  const kind = error instanceof Error ? error.name : typeof error;
  return {
    code: "ERR_FAULT" satisfies CliErrorCode,
    message: `This is a bug in ck (${kind}${typeof code === "string" ? `, ${code}` : ""}). Set CK_DEBUG=1 to see where.`,
    exitCode: EXIT_CODES.fault,
  };
}

function report(code: string, message: string): ReportedError {
  return { code, message, exitCode: code === "ERR_INVALID_OPTION" ? EXIT_CODES.usage : EXIT_CODES.setup };
}
