/**
 * The largest answer of an integration function, in UTF-8 bytes of the whole body.
 *
 * 3 MB by the vendor's pages on its functions, not by the one on webhooks: grade S. 3,000,000 is right whether its MB is 1000 KB or 1024.
 *
 * @example
 * ```ts
 * import { INTEGRATION_LIMIT_BYTES } from "@ck/catalyst";
 *
 * INTEGRATION_LIMIT_BYTES; // → 3_000_000
 * ```
 */
export const INTEGRATION_LIMIT_BYTES = 3_000_000;

/**
 * How long the platform waits for an integration function, in ms.
 *
 * 15 seconds by the vendor's pages on its functions, not by the one on webhooks: grade S.
 *
 * @example
 * ```ts
 * import { INTEGRATION_TIMEOUT_MS } from "@ck/catalyst";
 *
 * INTEGRATION_TIMEOUT_MS; // → 15_000
 * ```
 */
export const INTEGRATION_TIMEOUT_MS = 15_000;
