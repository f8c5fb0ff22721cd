import { existsSync } from "node:fs";
import { formatProblem, readDefinition, type EmulatedBot } from "@ck/emulator";
import type { Run } from "../context.js";
import type { ProjectFlags } from "../flags.js";
import { printableLine } from "../terminal/printable.js";

/**
 * Reads the bot's definition; warnings go to standard error.
 *
 * @throws {@link EmulatorError} `ERR_DEFINITION`, `ERR_DEFINITION_FILE`: it is invalid, or cannot be read
 */
export async function openBot({ config }: ProjectFlags, { output }: Run): Promise<EmulatedBot> {
  return readDefinition(config, {
    onWarning: (problem) => output.hint(printableLine(formatProblem(problem, config))),
  });
}

/** The same for commands that work without a definition. */
export async function openBotIfAny(flags: ProjectFlags, run: Run): Promise<EmulatedBot | undefined> {
  return existsSync(flags.config) ? openBot(flags, run) : undefined;
}
