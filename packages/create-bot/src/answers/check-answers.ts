import { CreateBotError } from "../error.js";
import { ADAPTERS, DEFAULTS, isServer, LANGUAGES, PACKAGE_MANAGERS, TEMPLATES, type Answers } from "./answers.js";
import { checkName } from "./check-name.js";
import { nearestName } from "./nearest-name.js";

/** The flags whose value is one of a few. */
export type ChoiceFlag = "adapter" | "template" | "language" | "package-manager";

/** What each of them takes. */
export const CHOICES: Readonly<Record<ChoiceFlag, readonly string[]>> = {
  adapter: ADAPTERS,
  template: TEMPLATES,
  language: LANGUAGES,
  "package-manager": PACKAGE_MANAGERS,
};

/**
 * Fills in the defaults and checks everything.
 *
 * @throws {@link CreateBotError} `ERR_INVALID_OPTION`: an answer is none of the possible ones
 */
export function checkAnswers(given: Partial<Answers> & Pick<Answers, "name">): Answers {
  checkNames(given);
  // What is undefined counts as left out.
  const present = Object.fromEntries(Object.entries<unknown>({ ...given }).filter(([, value]) => value !== undefined));
  const answers: Answers = { name: given.name, ...DEFAULTS, ...present };
  const wrong = checkName(answers.name);
  if (wrong !== undefined) throw new CreateBotError("ERR_INVALID_OPTION", wrong);
  checkChoice("adapter", answers.adapter);
  checkChoice("template", answers.template);
  checkChoice("language", answers.language);
  checkChoice("package-manager", answers.packageManager);
  if (answers.docker && !isServer(answers.adapter)) {
    const servers = ADAPTERS.filter(isServer).join(", ");
    throw new CreateBotError(
      "ERR_INVALID_OPTION",
      `A Dockerfile needs an adapter with a server of its own: ${servers}. ${answers.adapter} has none: leave --docker out.`,
    );
  }
  return answers;
}

/** A misspelled answer would be ignored silently. */
function checkNames(given: object): void {
  const known = ["name", ...Object.keys(DEFAULTS)];
  const wrong = Object.entries(given).find(([name, value]) => value !== undefined && !known.includes(name));
  if (wrong === undefined) return;
  const [name] = wrong;
  const meant = nearestName(name, known);
  throw new CreateBotError(
    "ERR_INVALID_OPTION",
    `Unknown option \`${name}\`.${meant === undefined ? "" : ` Did you mean \`${meant}\`?`} The options of a project are ${known.join(", ")}.`,
  );
}

/**
 * Checks one answer.
 *
 * @throws {@link CreateBotError} `ERR_INVALID_OPTION`: it is none of the possible ones
 */
export function checkChoice(flag: ChoiceFlag, value: string): void {
  const choices = CHOICES[flag];
  if (choices.includes(value)) return;
  const meant = nearestName(value, choices);
  const shown = value.length > 40 ? `${value.slice(0, 40)}…` : value;
  throw new CreateBotError(
    "ERR_INVALID_OPTION",
    `There is no ${flag.replace("-", " ")} \`${shown}\`.${meant === undefined ? "" : ` Did you mean \`${meant}\`?`} --${flag} takes ${choices.join(", ")}.`,
  );
}
