export * from "./emulated-bot.js";
export { EmulatorError, isEmulatorError, type EmulatorErrorCode, type EmulatorErrorOptions } from "./error.js";
export { formatProblem, type DefinitionProblem } from "./definition/problem.js";
export type * from "./definition/definition.js";
export { checkDefinition, type CheckedDefinition } from "./definition/check-definition.js";
export {
  defineEmulatedBot,
  parseDefinition,
  type DefineOptions,
  type ParseDefinitionOptions,
} from "./definition/parse-definition.js";
export { readDefinition } from "./definition/read-definition.js";
export { starterDefinition, toJson, type StarterOptions } from "./definition/starter-definition.js";
export { PLATFORM_SIGNATURE } from "./vault/platform-signature.js";
