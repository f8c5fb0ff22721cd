import { checkOptions } from "../check-options.js";
import type { EmulatedBot } from "../emulated-bot.js";
import { EmulatorError } from "../error.js";
import { checkDefinition, readDefinitionValue, type CheckedDefinition } from "./check-definition.js";
import type { EmulatedBotDefinition } from "./definition.js";
import { formatPath } from "./json/path.js";
import { formatProblem, type DefinitionProblem } from "./problem.js";

/** How many problems the message of an error shows; its `problems` holds all. */
const SHOWN = 50;

/** Options of {@link defineEmulatedBot}. */
export interface DefineOptions {
  /** Called with each warning: what the real console would refuse, or a likely mistake. Default: ignored. */
  readonly onWarning?: ((warning: DefinitionProblem) => void) | undefined;
}

/** Options of {@link parseDefinition}. */
export interface ParseDefinitionOptions extends DefineOptions {
  /** The file's name in messages. Default `"convokraft.json"`. */
  readonly file?: string | undefined;
}

const PARSE_OPTIONS = { file: true, onWarning: true } satisfies Record<keyof ParseDefinitionOptions, true>;

/**
 * Parses the text of a `convokraft.json`, and fills in the defaults. It is strict JSON; `$comment` can stand in every
 * object.
 *
 * @param text - JSON; at most 1,000,000 characters
 * @throws {@link EmulatorError} `ERR_DEFINITION`: the definition is wrong; `problems` lists all, with line and column
 * @example
 * ```ts
 * import { parseDefinition } from "@ck/emulator";
 *
 * const bot = parseDefinition('{ "name": "leave_bot", "webhook": "http://localhost:3000/convokraft" }');
 * console.log(bot.handlers.fallback); // true
 * ```
 */
export function parseDefinition(text: string, options: ParseDefinitionOptions = {}): EmulatedBot {
  checkOptions(options, PARSE_OPTIONS, "parseDefinition");
  return accept(checkDefinition(text), { ...options, file: options.file ?? "convokraft.json" });
}

/**
 * Checks a definition that is written in code, and fills in the defaults.
 *
 * @throws {@link EmulatorError} `ERR_DEFINITION`: the definition is wrong; `problems` lists all
 * @example
 * ```ts
 * import { defineEmulatedBot } from "@ck/emulator";
 *
 * const bot = defineEmulatedBot({
 *   name: "leave_bot",
 *   webhook: { url: "http://localhost:3000/convokraft", secured: false },
 *   actions: [{ namespace: "ApplyLeave", params: [{ name: "days", type: "integer" }] }],
 * });
 * console.log(bot.actions[0]?.sentences); // [ 'apply leave' ]
 * ```
 */
export function defineEmulatedBot(definition: EmulatedBotDefinition, options: DefineOptions = {}): EmulatedBot {
  checkOptions(options, { onWarning: true } satisfies Record<keyof DefineOptions, true>, "defineEmulatedBot");
  const { bot, findings } = readDefinitionValue(definition);
  const problems = findings.map(({ path, message, severity }) => ({ path: formatPath(path), message, severity }));
  const failed = problems.some(({ severity }) => severity === "error");
  return accept(failed ? { problems } : { bot, problems }, options);
}

function accept({ bot, problems }: CheckedDefinition, { file, onWarning }: ParseDefinitionOptions): EmulatedBot {
  if (bot === undefined) {
    const errors = problems.filter(({ severity }) => severity === "error");
    const count = errors.length === 1 ? "an error" : `${errors.length} errors`;
    const lines = problems.slice(0, SHOWN).map((problem) => `\n  ${formatProblem(problem, file)}`);
    if (problems.length > SHOWN) lines.push(`\n  and ${problems.length - SHOWN} more`);
    throw new EmulatorError("ERR_DEFINITION", `${file ?? "The definition"} has ${count}:${lines.join("")}`, {
      problems,
    });
  }
  for (const warning of problems) onWarning?.(warning);
  return bot;
}
