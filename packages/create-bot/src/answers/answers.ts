/** What hosts the bot. */
export type Adapter = "express" | "koa" | "fastify" | "hono" | "node" | "next" | "workers" | "lambda" | "catalyst";
/** What the bot does. */
export type Template = "hello" | "leave" | "language-model";
/** What the project is written in. */
export type Language = "typescript" | "javascript";
/** What installs the project's packages. */
export type PackageManager = "npm" | "pnpm" | "yarn" | "bun";

export const ADAPTERS: readonly Adapter[] = [
  "express",
  "koa",
  "fastify",
  "hono",
  "node",
  "next",
  "workers",
  "lambda",
  "catalyst",
];

export const TEMPLATES: readonly Template[] = ["hello", "leave", "language-model"];

export const LANGUAGES: readonly Language[] = ["typescript", "javascript"];

export const PACKAGE_MANAGERS: readonly PackageManager[] = ["npm", "pnpm", "yarn", "bun"];

/** What a project is made from. */
export interface Answers {
  /** The package's name: lower-case letters, digits, `-`, `_` and `.`. */
  readonly name: string;
  readonly adapter: Adapter;
  readonly template: Template;
  readonly language: Language;
  readonly packageManager: PackageManager;
  /** Whether it has a test and a workflow that runs it. */
  readonly tests: boolean;
  /** Whether it has a Dockerfile. Only for adapters with a server of their own. */
  readonly docker: boolean;
}

/** The answers that hold where none is given. */
export const DEFAULTS: Omit<Answers, "name"> = {
  adapter: "express",
  template: "hello",
  language: "typescript",
  packageManager: "npm",
  tests: true,
  docker: false,
};

/** The adapters whose project is a server that Node runs. */
const SERVERS: readonly Adapter[] = ["express", "koa", "fastify", "hono", "node", "catalyst"];

/** Whether the project of an adapter is a server that Node runs. */
export function isServer(adapter: Adapter): boolean {
  return SERVERS.includes(adapter);
}
