import type { EmulatedBot } from "../emulated-bot.js";
import { Field, type Finding } from "./fields/field.js";
import { formatPath } from "./json/path.js";
import { readPositionedJson } from "./json/positioned-json.js";
import type { DefinitionProblem } from "./problem.js";
import { readBot } from "./fields/read-bot.js";

/** The result of {@link checkDefinition}. */
export interface CheckedDefinition {
  /** The bot, with all defaults. Absent if there is an error. */
  readonly bot?: EmulatedBot;
  /** Errors and warnings, in the order of the text. */
  readonly problems: readonly DefinitionProblem[];
}

/** The longest definition that is read, in UTF-16 code units. */
export const LONGEST_DEFINITION = 1_000_000;

/**
 * Checks the text of a definition without throwing: for editors and tools.
 *
 * @param text - JSON; at most 1,000,000 characters
 * @example
 * ```ts
 * import { checkDefinition, formatProblem } from "@ck/emulator";
 *
 * const { problems } = checkDefinition('{\n  "name": "leave_bot",\n  "webhok": "http://localhost:3000"\n}');
 * for (const problem of problems) console.log(formatProblem(problem));
 * ```
 */
export function checkDefinition(text: string): CheckedDefinition {
  if (text.length > LONGEST_DEFINITION) {
    const message = `The definition has more than ${LONGEST_DEFINITION} characters. Is this the right file?`;
    return { problems: [{ path: "", line: 1, column: 1, message, severity: "error" }] };
  }
  const { value, faults, isWellFormed, locate } = readPositionedJson(text);
  const problems: DefinitionProblem[] = faults.map(({ path, ...fault }) => ({
    path: formatPath(path),
    ...fault,
    severity: "error",
  }));
  const { bot, findings } = readDefinitionValue(value);
  // What a broken text means is a guess; only the faults of the text itself are certain.
  if (isWellFormed)
    problems.push(
      ...findings.map(({ path, at, message, severity }) => ({
        path: formatPath(path),
        ...locate(path, at),
        message,
        severity,
      })),
    );
  problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
  return problems.some(({ severity }) => severity === "error") ? { problems } : { bot, problems };
}

/** Checks a definition that is a value already. Its problems have a path, but no line. */
export function readDefinitionValue(value: unknown): {
  readonly bot: EmulatedBot;
  readonly findings: readonly Finding[];
} {
  const findings: Finding[] = [];
  const bot = readBot(new Field(value, [], findings));
  return { bot, findings };
}
