/**
 * Keep what a bot has to remember in Redis, so that several processes share it: {@link redisStore}.
 * @module
 */
export { RedisStoreError } from "./error.js";
export type { RedisStoreErrorCode } from "./error.js";
export { redisStore } from "./store.js";
export type { RedisClient, RedisStore, RedisStoreOptions } from "./store.js";
