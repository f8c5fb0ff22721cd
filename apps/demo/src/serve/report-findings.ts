import { startupChecks, type StartupCheckOptions } from "@ck/bot";
import { SetupError } from "../program/setup-error.js";

/**
 * Prints what is set up wrong, one line each.
 * @throws SetupError if requests would fail
 */
export async function reportFindings(options: StartupCheckOptions): Promise<void> {
  const findings = await startupChecks(options);
  const lines = findings.map(({ severity, message, fix }) => ({ severity, line: `${message} ${fix}` }));
  for (const { severity, line } of lines) if (severity === "warning") console.warn(`ck demo: ${line}`);
  const error = lines.find(({ severity }) => severity === "error");
  if (error) throw new SetupError(error.line);
}
