import { EmulatorError, isEmulatorError } from "../../error.js";

/** The system's code of an error, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  const code: unknown = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

/** Wraps what the file system said; what is ours already stays as it is. */
export function fileError(what: string, file: string, cause: unknown): EmulatorError {
  if (isEmulatorError(cause)) return cause;
  const code = codeOf(cause);
  const mend =
    code === "ENOSPC"
      ? "The disk is full. Make room, and try again; nothing was changed."
      : code === "EACCES" || code === "EPERM" || code === "EROFS"
        ? "Give your user the right to it, or choose another place."
        : "See the cause.";
  return new EmulatorError("ERR_VAULT_FILE", `${what}: ${file} (${code ?? "unknown"}). ${mend}`, { cause });
}
