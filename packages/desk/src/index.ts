/**
 * The page of the emulator with its server.
 *
 * @module
 */
export { DeskError, isDeskError, type DeskErrorCode } from "./error.js";
export type { ServerView } from "./api/views.js";
export type { GivenUpJob, GivenUpJobs } from "./jobs.js";
export { serveDesk, type DeskOptions, type ServedDesk } from "./serve-desk.js";
