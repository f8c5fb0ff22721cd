/**
 * The `ck` command as a function, and `ck check` for your own tests.
 *
 * @module
 */
export { checkWebhook, type CheckOptions } from "./check/check-webhook.js";
export type { CheckFinding, CheckReport, FindingId, FindingLevel } from "./check/finding.js";
export type { CliErrorCode } from "./error.js";
export { EXIT_CODES, type ExitCode } from "./exit-code.js";
export { runCli } from "./run-cli.js";
