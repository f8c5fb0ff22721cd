import { toJson } from "@ck/emulator";
import { checkAnswers } from "../answers/check-answers.js";
import type { Answers } from "../answers/answers.js";
import { botFile } from "./bot-file.js";
import { consoleDefinition } from "./console-file.js";
import { DOCKER_IGNORE, dockerFile, workflowFile } from "./deploy-files.js";
import { kindOf } from "./kind.js";
import { modelFile } from "./model-file.js";
import { packageFile } from "./package-file.js";
import { readmeFile } from "./readme-file.js";
import { hostFiles } from "./server-file.js";
import { envExample, gitIgnore, packageManagerFiles, tsConfig } from "./settings-files.js";
import { testFile } from "./test-file.js";

/** What {@link projectFiles} makes a project from: what is left out has the default of the command. */
export type ProjectOptions = Partial<Answers> & Pick<Answers, "name">;

/**
 * The files of a project, each text by its path.
 *
 * @param options - the name, and the answers that differ from the defaults
 * @throws {@link CreateBotError} `ERR_INVALID_OPTION`: an answer is not among those that are possible
 * @example
 * ```ts
 * import { projectFiles } from "@ck/create-bot";
 *
 * const files = projectFiles({ name: "my-bot", adapter: "koa", language: "javascript", tests: false });
 * [...files.keys()].slice(0, 3); // → ["bot.js", "server.js", "env.js"]
 * ```
 */
export function projectFiles(options: ProjectOptions): Map<string, string> {
  const kind = kindOf(checkAnswers(options));
  const { extension } = kind;
  return new Map([
    [`bot.${extension}`, botFile(kind)],
    ...(kind.asksModel ? [[`model.${extension}`, modelFile(kind)] as const] : []),
    ...hostFiles(kind),
    ...(kind.tests ? [[`bot.test.${extension}`, testFile(kind)] as const] : []),
    ["convokraft.json", toJson(consoleDefinition(kind))],
    ["package.json", packageFile(kind)],
    ...(kind.typescript ? [["tsconfig.json", tsConfig(kind)] as const] : []),
    ...packageManagerFiles(kind),
    [".env.example", envExample(kind)],
    [".gitignore", gitIgnore(kind)],
    ...(kind.tests ? [[".github/workflows/test.yml", workflowFile(kind)] as const] : []),
    ...(kind.docker
      ? ([
          ["Dockerfile", dockerFile(kind)],
          [".dockerignore", DOCKER_IGNORE],
        ] as const)
      : []),
    ["README.md", readmeFile(kind)],
  ]);
}
