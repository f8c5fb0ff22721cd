/**
 * What the platform can ask of a webhook server: the four of the vendor's page, then the two handlers that arrive at the
 * same URL when they are switched on.
 *
 * Source: docs/contract.md §1. `welcome` and `failure` are grade S.
 */
export const TODOS = ["prompt", "execute", "fallback", "button", "welcome", "failure"] as const;

/**
 * The two environments that a request can come from. Case-sensitive.
 *
 * Source: docs/contract.md §1, grade D.
 */
export const ENVIRONMENTS = ["development", "production"] as const;

/**
 * The header that carries the DSA signature of a request, in the page's spelling; header names are case-insensitive.
 *
 * Source: docs/contract.md §5, grade D.
 */
export const SIGNATURE_HEADER = "X-CONVOKRAFT-SIGNATURE";

/**
 * The maximum size of a response: UTF-8 bytes of the whole body.
 *
 * Source: docs/contract.md §4, grade D. The page says 100 KB; 100,000 is right whether its KB is 1000 bytes or 1024.
 */
export const RESPONSE_LIMIT_BYTES = 100_000;

/**
 * How long the platform waits for a response, in milliseconds, network included.
 *
 * Source: docs/contract.md §4, grade D.
 */
export const RESPONSE_TIMEOUT_MS = 5_000;

/**
 * The maximum number of custom buttons of an action.
 *
 * Source: docs/contract.md §4, grade S.
 */
export const MAX_BUTTONS = 3;

/**
 * The maximum number of params of an action.
 *
 * Source: docs/contract.md §1 "Params", grade D. A rule of the console, not enforced on requests.
 */
export const MAX_PARAMS_PER_ACTION = 20;

/**
 * The maximum length of a param name, in characters.
 *
 * Source: docs/contract.md §1 "Params", grade D. A rule of the console, not enforced on requests.
 */
export const MAX_PARAM_NAME_LENGTH = 50;

/**
 * The maximum number of digits after the point of a Decimal param.
 *
 * Source: docs/contract.md §1 "Params", grade D.
 */
export const MAX_DECIMAL_PRECISION = 5;

/**
 * The types that the console has for a param, as `convokraft.json` spells them.
 *
 * Source: docs/contract.md §1 "Params", grade D.
 */
export const PARAM_TYPES = [
  "string",
  "integer",
  "integer-range",
  "decimal",
  "decimal-range",
  "date",
  "date-range",
  "date-time",
  "date-time-range",
  "time",
  "time-range",
  "selection",
  "multi-selection",
  "user",
  "boolean",
  "email",
] as const;

/** One of {@link PARAM_TYPES}. */
export type ParamType = (typeof PARAM_TYPES)[number];

/**
 * The names that the console refuses for a param because its own scripts use them.
 *
 * Source: docs/contract.md §1 "Params", grade D.
 */
export const RESERVED_PARAM_NAMES = [
  "userInput",
  "previousParam",
  "additionalParams",
  "sessionData",
  "broadcast",
  "previousUserMsgs",
  "cache",
  "org",
  "user",
] as const;

/**
 * The maximum nesting depth of a request or a response; the object itself counts as 1. A bound of this package, not of the
 * platform.
 */
export const MAX_DEPTH = 64;
