/**
 * What the platform can ask of a webhook server, in the order of the contract page, then the two handlers that
 * arrive at the same URL when they are switched on.
 *
 * Source: contract §1. `welcome` and `failure` are grade S.
 *
 * @example
 * ```ts
 * import { TODOS } from "@ck/protocol";
 *
 * TODOS.includes("fallback"); // → true
 * ```
 */
export const TODOS = ["prompt", "execute", "fallback", "button", "welcome", "failure"] as const;

/**
 * The two environments a request can come from. The names are case-sensitive.
 *
 * Source: contract §1, grade D.
 *
 * @example
 * ```ts
 * import { ENVIRONMENTS } from "@ck/protocol";
 *
 * ENVIRONMENTS.join(" or "); // → "development or production"
 * ```
 */
export const ENVIRONMENTS = ["development", "production"] as const;

/**
 * The header that carries the DSA signature of a request. Header names are case-insensitive; this is the page's spelling.
 *
 * Source: contract §5, grade D.
 *
 * @example
 * ```ts
 * import { SIGNATURE_HEADER } from "@ck/protocol";
 *
 * SIGNATURE_HEADER.toLowerCase(); // → "x-convokraft-signature"
 * ```
 */
export const SIGNATURE_HEADER = "X-CONVOKRAFT-SIGNATURE";

/**
 * The largest response, in UTF-8 bytes of the whole body.
 *
 * Source: contract §4, grade D. The page says 100 KB; 100,000 is right whether its KB is 1000 bytes or 1024.
 *
 * @example
 * ```ts
 * import { RESPONSE_LIMIT_BYTES } from "@ck/protocol";
 *
 * RESPONSE_LIMIT_BYTES; // → 100_000
 * ```
 */
export const RESPONSE_LIMIT_BYTES = 100_000;

/**
 * How long the platform waits for a response, in milliseconds. Answer earlier: the network needs a part of it.
 *
 * Source: contract §4, grade D.
 *
 * @example
 * ```ts
 * import { RESPONSE_TIMEOUT_MS } from "@ck/protocol";
 *
 * RESPONSE_TIMEOUT_MS; // → 5_000
 * ```
 */
export const RESPONSE_TIMEOUT_MS = 5_000;

/**
 * The most custom buttons that one action can show.
 *
 * Source: contract §4, grade S.
 *
 * @example
 * ```ts
 * import { MAX_BUTTONS } from "@ck/protocol";
 *
 * MAX_BUTTONS; // → 3
 * ```
 */
export const MAX_BUTTONS = 3;

/**
 * The most params that the console lets one action have.
 *
 * Source: contract §1 "Params", grade D. A rule of the console: it is not enforced on what arrives.
 *
 * @example
 * ```ts
 * import { MAX_PARAMS_PER_ACTION } from "@ck/protocol";
 *
 * MAX_PARAMS_PER_ACTION; // → 20
 * ```
 */
export const MAX_PARAMS_PER_ACTION = 20;

/**
 * The longest param name that the console accepts, in characters.
 *
 * Source: contract §1 "Params", grade D. A rule of the console: it is not enforced on what arrives.
 *
 * @example
 * ```ts
 * import { MAX_PARAM_NAME_LENGTH } from "@ck/protocol";
 *
 * MAX_PARAM_NAME_LENGTH; // → 50
 * ```
 */
export const MAX_PARAM_NAME_LENGTH = 50;

/**
 * The most digits after the point that the console lets a Decimal param have.
 *
 * Source: contract §1 "Params", grade D.
 *
 * @example
 * ```ts
 * import { MAX_DECIMAL_PRECISION } from "@ck/protocol";
 *
 * MAX_DECIMAL_PRECISION; // → 5
 * ```
 */
export const MAX_DECIMAL_PRECISION = 5;

/**
 * The names that the console refuses for a param, because its own scripts use them.
 *
 * Source: contract §1 "Params", grade D.
 *
 * @example
 * ```ts
 * import { RESERVED_PARAM_NAMES } from "@ck/protocol";
 *
 * RESERVED_PARAM_NAMES.includes("broadcast"); // → true
 * ```
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
 * How deep a request or a response may be nested: the object itself is 1. Our own bound, not the platform's.
 *
 * @example
 * ```ts
 * import { MAX_DEPTH } from "@ck/protocol";
 *
 * MAX_DEPTH; // → 64
 * ```
 */
export const MAX_DEPTH = 64;
