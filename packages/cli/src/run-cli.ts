import { executeLine } from "./execute-line.js";
import type { ExitCode } from "./exit-code.js";

/**
 * Runs `ck` with the standard streams, the environment and the signals of this process. Never rejects: an error is printed on standard error, or as
 * JSON on standard output, and becomes the exit code.
 *
 * @param args - the arguments after `ck`
 * @returns the exit code, one of `EXIT_CODES`
 * @example
 * ```ts
 * import { runCli } from "@ck/cli";
 *
 * async function deployKey(): Promise<boolean> {
 *   return (await runCli(["key", "deploy"])) === 0;
 * }
 * ```
 */
export async function runCli(args: readonly string[]): Promise<ExitCode> {
  const { stdin, stdout, stderr, env } = process;
  const interrupt = new AbortController();
  // Once: a second Ctrl+C ends the process at once.
  const onSignal = (): void => interrupt.abort();
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  try {
    return await executeLine(args, { stdin, stdout, stderr, env, signal: interrupt.signal });
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}
