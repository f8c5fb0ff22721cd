/**
 * The largest answer of an integration function, in UTF-8 bytes of the whole body.
 *
 * Grade S: the vendor's pages about functions say 3 MB; the page about webhooks says nothing. 3,000,000 fits whether 1 MB
 * means 1000 KB or 1024.
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
 * Grade S: the vendor's pages about functions say 15 seconds; the page about webhooks says nothing.
 *
 * @example
 * ```ts
 * import { INTEGRATION_TIMEOUT_MS } from "@ck/catalyst";
 *
 * INTEGRATION_TIMEOUT_MS; // → 15_000
 * ```
 */
export const INTEGRATION_TIMEOUT_MS = 15_000;
