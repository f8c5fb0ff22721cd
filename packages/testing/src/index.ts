/**
 * For tests: {@link conformance}, the suite that every adapter passes.
 * @module
 */
export type { Ability, ConformanceAdapter, ConformanceSettings, Layout, Place, Served } from "./conformance/adapter.js";
export type { Observed } from "./conformance/bot.js";
export { conformance, conformanceGaps } from "./conformance/conformance.js";
export type { ConformanceCase, ConformanceGap, ConformanceOptions } from "./conformance/conformance.js";
export { listen } from "./conformance/listen.js";
export { startProgram } from "./conformance/program.js";
export type { Program } from "./conformance/program.js";
export { remoteAdapter } from "./conformance/remote.js";
