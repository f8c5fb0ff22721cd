import { EmulatorError, isEmulatorError } from "../../error.js";

/** The system's code of an error, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  const code: unknown = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

/** Wraps an error of the file system. An EmulatorError stays as it is. */
export function fileError(what: string, file: string, cause: unknown): EmulatorError {
  if (isEmulatorError(cause)) return cause;
  const code = codeOf(cause);
  return new EmulatorError("ERR_VAULT_FILE", `${what}: ${file} (${code ?? "unknown"}). ${fixFor(code)}`, { cause });
}

function fixFor(code: string | undefined): string {
  switch (code) {
    case "ENOSPC":
      return "The disk is full; nothing was changed. Free some space and try again.";
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return "Give your user access to it, or choose another location.";
    default:
      return "See the cause.";
  }
}
