import { CommanderError } from "commander";
import { Interrupted } from "./context.js";
import { describeError } from "./error.js";
import { EXIT_CODES, type ExitCode } from "./exit-code.js";
import { createProgram } from "./program.js";
import { printable, printableJson } from "./terminal/printable.js";
import { createStyle, wantsColor } from "./terminal/style.js";
import type { Terminal } from "./terminal/terminal.js";

/** Runs one command line at a terminal. Never rejects: an error is printed and becomes the exit code. */
export async function executeLine(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT_CODES.ok;
  try {
    await createProgram({ terminal, finish: (code) => (exitCode = code) }).parseAsync(args, { from: "user" });
  } catch (error) {
    return report(error, args, terminal);
  }
  return exitCode;
}

function report(error: unknown, args: readonly string[], { stdout, stderr, env }: Terminal): ExitCode {
  if (error instanceof Interrupted) return EXIT_CODES.interrupted;
  const asJson = args.includes("--json");
  const giveJson = (code: string, message: string): void =>
    void stdout.write(`${printableJson({ error: { code, message } }, { indented: true })}\n`);
  if (error instanceof CommanderError) {
    // Commander has printed it already, whether a mistake or the help that was asked for.
    if (error.exitCode === 0) return EXIT_CODES.ok;
    if (asJson) giveJson("ERR_INVALID_OPTION", error.message.replace(/^error: /, ""));
    return EXIT_CODES.usage;
  }
  const { code, message, exitCode } = describeError(error);
  const safe = printable(message);
  if (asJson) giveJson(code, safe);
  else stderr.write(`${createStyle(wantsColor(stderr.isTTY, env)).red("ck:")} ${safe}\n`);
  if (exitCode === EXIT_CODES.fault && (env["CK_DEBUG"] ?? "") !== "" && error instanceof Error)
    stderr.write(`${error.stack ?? ""}\n`);
  return exitCode;
}
