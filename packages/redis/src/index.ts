/**
 * Keeps what a bot remembers in Redis, so that several processes share it: {@link redisStore}.
 * @module
 */
export { isRedisStoreError, RedisStoreError } from "./error.js";
export type { RedisStoreErrorCode } from "./error.js";
export { redisStore } from "./store.js";
export type { RedisClient, RedisStore, RedisStoreOptions } from "./store.js";
