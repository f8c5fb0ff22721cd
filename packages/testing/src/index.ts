/**
 * For tests: {@link converse} talks to a bot in process, and {@link conformance} is the suite that every adapter passes.
 * @module
 */
export { LAYOUTS } from "./conformance/adapter.js";
export type { ConformanceSettings } from "./conformance/settings.js";
export type { Ability, ConformanceAdapter, Layout, Place, Served } from "./conformance/adapter.js";
export type { Observed } from "./conformance/bot.js";
export { conformance, conformanceGaps } from "./conformance/conformance.js";
export type { ConformanceCase, ConformanceGap, ConformanceOptions } from "./conformance/conformance.js";
export { listen } from "./conformance/listen.js";
export { startProgram } from "./conformance/program.js";
export type { Program } from "./conformance/program.js";
export { remoteAdapter } from "./conformance/remote.js";
export type {
  AsJson,
  ButtonOptions,
  ConverseOptions,
  PromptOptions,
  RequestOptions,
  StartOf,
  StoredOf,
  Talked,
  TestChat,
  Turn,
} from "./converse/chat.js";
export { converse } from "./converse/converse.js";
