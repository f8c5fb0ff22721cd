import { isEmulatorError } from "@ck/emulator";
import { isSignatureError } from "@ck/signature";
import { EXIT_CODES, type ExitCode } from "./exit-code.js";

/** What `ck` itself refuses. */
export class CliError extends Error {
  override readonly name: string = "CliError";

  constructor(
    /** `ERR_USAGE`: the command line. `ERR_SETUP`: a file, a key, a terminal. */
    readonly code: "ERR_USAGE" | "ERR_SETUP",
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

/** What a person or a program is told about something that was thrown. */
export interface Complaint {
  readonly code: string;
  readonly message: string;
  readonly exitCode: ExitCode;
}

/** The libraries speak of calls; whoever reads this types commands. */
const IN_COMMANDS: Readonly<Record<string, string>> = {
  ERR_VAULT_NO_KEY:
    "The vault has no key for this. `ck init` makes the first one, `ck key deploy` takes it to production, and `ck key rotate` makes the next.",
};

/** Puts what was thrown into words. */
export function complaintOf(error: unknown): Complaint {
  if (error instanceof CliError) return complain(error.code, error.message);
  const { code } = (error ?? {}) as { readonly code?: unknown };
  // The desk loads only for its own command, so its errors are known by their name.
  const isDesk = error instanceof Error && error.name === "DeskError";
  if ((isEmulatorError(error) || isSignatureError(error) || isDesk) && typeof code === "string")
    return complain(code, IN_COMMANDS[code] ?? error.message.replace(/ See the cause\.$/, ""));
  const kind = error instanceof Error ? error.name : typeof error;
  return {
    code: "ERR_FAULT",
    message: `This is a fault of ck itself (${kind}${typeof code === "string" ? `, ${code}` : ""}). CK_DEBUG=1 shows where.`,
    exitCode: EXIT_CODES.fault,
  };
}

function complain(code: string, message: string): Complaint {
  const isUsage = code === "ERR_USAGE" || code === "ERR_INVALID_OPTION";
  return { code, message, exitCode: isUsage ? EXIT_CODES.usage : EXIT_CODES.setup };
}
