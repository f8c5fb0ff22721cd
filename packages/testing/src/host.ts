/**
 * What runs beside an adapter in another process or runtime, so that the conformance suite can try it there: the suite's bot, and a server of the Fetch kind
 * around it. Loads in every runtime.
 * @module
 */
export { watchedBot } from "./conformance/bot.js";
export type { Observed, WatchedBot } from "./conformance/bot.js";
export { conformanceHost } from "./conformance/host.js";
export type { Mounted, MountBot } from "./conformance/host.js";
