/** One thing that is wrong with a definition, or worth a look. */
export interface DefinitionProblem {
  /** Where it stands, as keys and positions: `actions[0].params[1].name`. Empty for the whole. */
  readonly path: string;
  /** The line in the file, from 1. Absent for a definition that was written in code. */
  readonly line?: number;
  /** The column in that line, from 1, in UTF-16 units as editors count. */
  readonly column?: number;
  /** What was expected, what came, and what to do. */
  readonly message: string;
  /** An `error` keeps the bot from starting. A `warning` says what the real console would not take, or what is likely a slip. */
  readonly severity: "error" | "warning";
}

/**
 * Writes a problem in one line, in the form that terminals and editors make a link of: `convokraft.json:12:15: error: …`.
 *
 * @param problem - as `EmulatorError.problems` and `onWarning` give it
 * @param file - the name of the definition's file. Default: none
 * @example
 * ```ts
 * import { formatProblem } from "@ck/emulator";
 *
 * const problem = { path: "name", line: 2, column: 3, message: "It is empty.", severity: "error" } as const;
 * console.log(formatProblem(problem, "convokraft.json")); // convokraft.json:2:3: error: name: It is empty.
 * ```
 */
export function formatProblem(problem: DefinitionProblem, file = ""): string {
  const { path, line, column, message, severity } = problem;
  const place = [file, line, column].filter((part) => part !== undefined && part !== "").join(":");
  return [place, severity, path, message].filter((part) => part !== "").join(": ");
}
