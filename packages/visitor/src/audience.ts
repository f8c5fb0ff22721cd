import type { Environment } from "@ck/protocol";
import { invalid } from "./error.js";

/** The `typ` of the header. No other token that a site signs with the same key can be taken for one of these (RFC 8725 §3.11). */
export const TOKEN_TYPE = "ck-visitor+jwt";

/** The longest token that is made or read, in characters. */
export const MAX_TOKEN_LENGTH = 4096;

/** The longest id of a visitor, a token or a session, in UTF-16 units. */
export const MAX_ID_LENGTH = 256;

/** The `aud` claim: which bot, in which environment. */
export function audienceOf(bot: string | undefined, environment: Environment): string {
  return ["convokraft", ...(bot === undefined ? [] : [encodeURIComponent(bot)]), environment].join(":");
}

/** @throws {@link VisitorError} `ERR_INVALID_OPTION`: it is given, and is not a name */
export function requireBot(bot: unknown): void {
  if (bot !== undefined && !isId(bot)) throw invalid("bot must be a name of 1 to 256 characters, or left out.");
}

/** Whether a value can name a visitor, a token or a session: text without control characters or halves of characters. */
export function isId(value: unknown): value is string {
  // `\p{Cs}` with the flag u: half of a surrogate pair.
  return typeof value === "string" && value !== "" && value.length <= MAX_ID_LENGTH && !/[\p{Cc}\p{Cs}]/u.test(value);
}
