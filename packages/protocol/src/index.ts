/**
 * The ConvoKraft webhook contract in TypeScript: requests in, responses out, params decoded, limits named.
 *
 * Pure: no I/O, no dependency, any JavaScript runtime.
 *
 * @module
 */
export * from "./constants.js";
export * from "./error.js";
export type * from "./standard-schema.js";
export type * from "./request-parts.js";
export type * from "./request.js";
export * from "./parse-request.js";
export * from "./match-action-name.js";
export type * from "./response-parts.js";
export type * from "./response.js";
export { option, button, type OptionInput, type ButtonInput } from "./option.js";
export { note, card } from "./card.js";
export { prompt, askNext, proceed, type PromptOptions } from "./prompt.js";
export {
  execution,
  handled,
  welcome,
  failure,
  type ExecutionOptions,
  type HandledOptions,
  type WelcomeOptions,
} from "./answer.js";
export * from "./serialize-response.js";
export { isUnset, type Decoded } from "./decoded.js";
export * from "./decode-text.js";
export * from "./decode-number.js";
export * from "./decode-boolean.js";
export * from "./decode-date.js";
export { decodeTime } from "./decode-time.js";
export * from "./decode-range.js";
export * from "./decode-selection.js";
export * from "./parse-response.js";
