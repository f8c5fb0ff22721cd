/** An error in a definition, or a warning. */
export interface DefinitionProblem {
  /** Where it is, as keys and positions: `actions[0].params[1].name`. Empty for the definition as a whole. */
  readonly path: string;
  /** The line in the file, from 1. Absent for a definition in code. */
  readonly line?: number;
  /** The column in that line, from 1, in UTF-16 code units as editors count. */
  readonly column?: number;
  /** What was expected, what was found, and what to do. */
  readonly message: string;
  /** An `error` prevents the bot from starting. A `warning` is refused by the real console, or a likely mistake. */
  readonly severity: "error" | "warning";
}

/**
 * Formats a problem as one line, which terminals and editors turn into a link: `convokraft.json:12:15: error: …`.
 *
 * @param problem - from `EmulatorError.problems` or `onWarning`
 * @param file - the name of the definition file. Default: none
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
