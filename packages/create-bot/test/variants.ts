import { ADAPTERS, LANGUAGES, TEMPLATES, type Answers } from "../src/answers/answers.js";
import { projectFiles } from "../src/files/project-files.js";

/** A project of each adapter, template and language. */
export const variants: readonly { name: string; answers: Pick<Answers, "adapter" | "template" | "language"> }[] =
  ADAPTERS.flatMap((adapter) =>
    TEMPLATES.flatMap((template) =>
      LANGUAGES.map((language) => ({
        name: `${adapter}, ${template}, ${language}`,
        answers: { adapter, template, language },
      })),
    ),
  );

/** The files of a variant. */
export function filesOf(answers: (typeof variants)[number]["answers"]): Map<string, string> {
  return projectFiles({ name: "my-bot", ...answers });
}
