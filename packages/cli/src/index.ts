/**
 * The `ck` command as a function, and the check of `ck check` for a test of yours.
 *
 * @module
 */
export { checkWebhook, type CheckOptions } from "./check/check-webhook.js";
export type { CheckFinding, CheckReport, FindingId, FindingLevel } from "./check/finding.js";
export { EXIT_CODES, type ExitCode } from "./exit-code.js";
export { runCli } from "./run-cli.js";
