import { confirm, isCancel, select, text } from "@clack/prompts";
import { ADAPTERS, DEFAULTS, isServer, PACKAGE_MANAGERS, type Answers } from "../answers/answers.js";
import { checkName } from "../answers/check-name.js";
import { CreateBotError } from "../error.js";
import type { Flags } from "./read-flags.js";
import type { Terminal } from "./terminal.js";

const ADAPTER_LABELS: Readonly<Record<Answers["adapter"], string>> = {
  express: "Express",
  koa: "Koa",
  fastify: "Fastify",
  hono: "Hono",
  node: "plain Node",
  next: "Next.js",
  workers: "Cloudflare Workers",
  lambda: "AWS Lambda",
  catalyst: "Catalyst",
};

/**
 * Asks for what the flags do not say.
 *
 * @returns the flags, with an answer to each question
 * @throws {@link CreateBotError} `ERR_CANCELLED`: the person pressed Ctrl+C
 */
export async function ask(flags: Flags, terminal: Terminal): Promise<Flags & Answers & { readonly folder: string }> {
  const common = { input: terminal.stdin, output: terminal.stdout };
  const folder =
    flags.folder ??
    (await answered(
      text({
        ...common,
        message: "What is the bot called?",
        placeholder: "my-bot",
        defaultValue: "my-bot",
        validate: (value) => checkName(value || "my-bot"),
      }),
    ));
  const name = flags.name ?? folder;
  const adapter =
    flags.adapter ??
    (await answered(
      select<Answers["adapter"]>({
        ...common,
        message: "What does it run in?",
        options: ADAPTERS.map((value) => ({ value, label: ADAPTER_LABELS[value] })),
        initialValue: DEFAULTS.adapter,
      }),
    ));
  const template =
    flags.template ??
    (await answered(
      select<Answers["template"]>({
        ...common,
        message: "What does it start with?",
        options: [
          { value: "hello", label: "Hello", hint: "one action with one question" },
          { value: "leave", label: "A leave bot", hint: "params of each kind, a card, a question asked again" },
          { value: "language-model", label: "A language model", hint: "any OpenAI-compatible endpoint" },
        ],
        initialValue: DEFAULTS.template,
      }),
    ));
  const language =
    flags.language ??
    (await answered(
      select<Answers["language"]>({
        ...common,
        message: "In which language?",
        options: [
          { value: "typescript", label: "TypeScript" },
          { value: "javascript", label: "JavaScript" },
        ],
        initialValue: DEFAULTS.language,
      }),
    ));
  const packageManager =
    flags.packageManager ??
    (await answered(
      select<Answers["packageManager"]>({
        ...common,
        message: "With which package manager?",
        options: PACKAGE_MANAGERS.map((value) => ({ value })),
        initialValue: callerOf(terminal.env),
      }),
    ));
  const tests =
    flags.tests ??
    (await answered(
      confirm({ ...common, message: "A test, and a workflow that runs it?", initialValue: DEFAULTS.tests }),
    ));
  const docker =
    flags.docker ??
    (isServer(adapter) &&
      (await answered(confirm({ ...common, message: "A Dockerfile?", initialValue: DEFAULTS.docker }))));
  return { ...flags, folder, name, adapter, template, language, packageManager, tests, docker };
}

/** The package manager that runs this program, by what it says of itself in the environment. */
export function callerOf(env: Terminal["env"]): Answers["packageManager"] {
  const caller = env["npm_config_user_agent"]?.split("/")[0];
  return PACKAGE_MANAGERS.find((name) => name === caller) ?? DEFAULTS.packageManager;
}

/** @throws {@link CreateBotError} `ERR_CANCELLED`: the person pressed Ctrl+C */
async function answered<T>(question: Promise<T>): Promise<Exclude<T, symbol>> {
  const answer = await question;
  if (isCancel(answer)) throw new CreateBotError("ERR_CANCELLED", "Cancelled. Nothing was written.");
  return answer as Exclude<T, symbol>;
}
