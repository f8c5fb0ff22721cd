export * from "./emulated-bot.js";
export { EmulatorError, isEmulatorError, type EmulatorErrorCode, type EmulatorErrorOptions } from "./error.js";
export { formatProblem, type DefinitionProblem } from "./definition/problem.js";
