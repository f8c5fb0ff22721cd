import { CommanderError } from "commander";
import { Interrupted } from "./context.js";
import { complaintOf } from "./error.js";
import { EXIT_CODES, type ExitCode } from "./exit-code.js";
import { createProgram } from "./program.js";
import { printable, printableJson } from "./terminal/printable.js";
import { createStyle, wantsColor } from "./terminal/style.js";
import type { Terminal } from "./terminal/terminal.js";

/**
 * Runs `ck` with the standard streams, the environment and the signals of this process. Never rejects: what goes wrong is told on the standard error,
 * or as JSON on the standard output, and is the exit code.
 *
 * @param args what stands behind `ck`
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
  // Once: the second Ctrl+C ends the process whatever it does.
  const onSignal = (): void => interrupt.abort();
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  const terminal: Terminal = { stdin, stdout, stderr, env, signal: interrupt.signal };
  let exitCode: ExitCode = EXIT_CODES.ok;
  try {
    await createProgram({ terminal, finish: (code) => (exitCode = code) }).parseAsync(args, { from: "user" });
  } catch (error) {
    exitCode = report(error, args, terminal);
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
  return exitCode;
}

function report(error: unknown, args: readonly string[], { stdout, stderr, env }: Terminal): ExitCode {
  if (error instanceof Interrupted) return EXIT_CODES.interrupted;
  const asJson = args.includes("--json");
  const giveJson = (code: string, message: string): void =>
    void stdout.write(`${printableJson({ error: { code, message } }, 2)}\n`);
  if (error instanceof CommanderError) {
    // Commander has said it already, be it a mistake or the help that was asked for.
    if (error.exitCode === 0) return EXIT_CODES.ok;
    if (asJson) giveJson("ERR_USAGE", error.message.replace(/^error: /, ""));
    return EXIT_CODES.usage;
  }
  const { code, message, exitCode } = complaintOf(error);
  const words = printable(message);
  if (asJson) giveJson(code, words);
  else stderr.write(`${createStyle(wantsColor(stderr.isTTY, env)).red("ck:")} ${words}\n`);
  if (exitCode === EXIT_CODES.fault && (env["CK_DEBUG"] ?? "") !== "" && error instanceof Error)
    stderr.write(`${error.stack ?? ""}\n`);
  return exitCode;
}
