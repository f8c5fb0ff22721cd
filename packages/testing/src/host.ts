/**
 * Runs next to an adapter in another process or runtime, so that the conformance suite can test it there. It loads in
 * every runtime.
 * @module
 */
export { watchedBot } from "./conformance/bot.js";
export type { Observed, WatchedBot } from "./conformance/bot.js";
export { conformanceHost } from "./conformance/host.js";
export type { Mounted, MountBot } from "./conformance/host.js";
