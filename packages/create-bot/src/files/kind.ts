import { isServer, type Answers } from "../answers/answers.js";

/** What the texts of a project depend on, worked out once. */
export interface Kind extends Answers {
  readonly typescript: boolean;
  /** Whether the bot asks a language model. */
  readonly asksModel: boolean;
  /** The extension of its sources: `ts` or `js`. */
  readonly extension: "ts" | "js";
  /** The file that `npm run dev` and `npm start` run. Next.js has one of its own. */
  readonly entry: string;
  /** Some type syntax, which JavaScript does without. */
  readonly type: (syntax: string) => string;
  /** The specifier that imports a source of the project. */
  readonly from: (source: string) => string;
}

export function kindOf(answers: Answers): Kind {
  const typescript = answers.language === "typescript";
  const extension = typescript ? "ts" : "js";
  // The bundler of Next does not find a `.ts` file by the name of the `.js` file that it becomes.
  const suffix = typescript && answers.adapter === "next" ? "" : ".js";
  return {
    ...answers,
    typescript,
    asksModel: answers.template === "language-model",
    extension,
    entry: `${isServer(answers.adapter) ? "server" : "local"}.${extension}`,
    type: (syntax) => (typescript ? syntax : ""),
    from: (source) => `${source}${suffix}`,
  };
}
