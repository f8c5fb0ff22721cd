/**
 * Keep what a bot has to remember in Redis, so that several processes share it: {@link redisStore}.
 * @module
 */
export { RedisStoreError } from "./errors.js";
export type { RedisStoreErrorCode } from "./errors.js";
export { redisStore } from "./store.js";
export type { RedisClient, RedisStore, RedisStoreOptions } from "./store.js";
