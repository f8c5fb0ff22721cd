/**
 * Limits how much one visitor or chat session may ask of a bot: {@link rateLimit} is a hook around a limiter of rate-limiter-flexible.
 * @module
 */
export { RATE_LIMIT_CHANNEL, rateLimit } from "./rate-limit.js";
export type { LimitedBy, Limiter, RateLimitEvent, RateLimitOptions } from "./rate-limit.js";
