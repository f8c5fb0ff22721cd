import { cleanError } from "../clean-error.js";
import { BotError, isBotError } from "../error.js";

export function storeFailed(what: string, cause: unknown): BotError {
  // A value that cannot be opened is not the store's fault.
  if (isBotError(cause)) return cause;
  return new BotError("ERR_STORE", `The store of late answers failed. ${what} See the cause.`, {
    cause: cleanError(cause),
  });
}
