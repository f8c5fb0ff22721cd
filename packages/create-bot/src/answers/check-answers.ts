import { describeWrongOptions, nearestName } from "@ck/protocol";
import { CreateBotError } from "../error.js";
import { ADAPTERS, DEFAULTS, isServer, LANGUAGES, PACKAGE_MANAGERS, TEMPLATES, type Answers } from "./answers.js";
import { checkName } from "./check-name.js";

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
 * @throws {@link CreateBotError} `ERR_INVALID_OPTION`: an answer is not among those that are possible
 */
export function checkAnswers(given: Partial<Answers> & Pick<Answers, "name">): Answers {
  // A misspelled answer would be ignored silently.
  const unknown = describeWrongOptions(given, ["name", ...Object.keys(DEFAULTS)], "a project");
  if (unknown !== undefined) throw new CreateBotError("ERR_INVALID_OPTION", unknown);
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

/**
 * Checks one answer.
 *
 * @throws {@link CreateBotError} `ERR_INVALID_OPTION`: it is not among those that are possible
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
