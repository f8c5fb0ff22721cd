import { existsSync } from "node:fs";
import { defineEmulatedBot, formatProblem, type EmulatedBot } from "@ck/emulator";
import type { Run } from "../context.js";
import { readBot } from "../dev/read-bot.js";
import { findEntry } from "../dev/read-project.js";
import type { ProjectFlags } from "../flags.js";
import { openBot } from "./open-bot.js";
import { openProjectVault } from "./open-vault.js";
import type { BotFlag } from "./several-bots.js";

/**
 * The bot as a file describes it, if one is named; otherwise as `convokraft.json` does, or else the author's file.
 *
 * @throws {@link CliError} `ERR_SETUP`: there is neither, or the file has no bot
 * @throws {@link EmulatorError} `ERR_DEFINITION`, `ERR_DEFINITION_FILE`, `ERR_VAULT_…`
 */
export async function readAnyBot(
  file: string | undefined,
  flags: ProjectFlags & BotFlag,
  run: Run,
): Promise<EmulatedBot> {
  if (file === undefined && existsSync(flags.config)) return openBot(flags, run);
  const entry = findEntry(file);
  const { base64 } = await (await openProjectVault(flags, run.terminal)).secure();
  return defineEmulatedBot(await readBot(entry, { terminal: run.terminal, publicKey: base64, bot: flags.bot }), {
    onWarning: (problem) => run.output.hint(formatProblem(problem)),
  });
}
