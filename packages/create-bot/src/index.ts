/**
 * The command behind `npm create @ck/bot` as functions: {@link runCreateBot}, {@link writeProject} and {@link projectFiles}.
 *
 * @module
 */
export type { Adapter, Answers, Language, PackageManager, Template } from "./answers/answers.js";
export { CreateBotError, isCreateBotError } from "./error.js";
export type { CreateBotErrorCode } from "./error.js";
export { projectFiles } from "./files/project-files.js";
export type { ProjectOptions } from "./files/project-files.js";
export { writeProject } from "./files/write-project.js";
export { runCreateBot } from "./run-create-bot.js";
export type { Terminal } from "./terminal/terminal.js";
