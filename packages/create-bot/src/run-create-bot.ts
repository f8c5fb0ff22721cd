import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { intro, outro } from "@clack/prompts";
import { DEFAULTS, type Answers } from "./answers/answers.js";
import { checkAnswers } from "./answers/check-answers.js";
import { CreateBotError, isCreateBotError } from "./error.js";
import { createCommand, runScript } from "./files/commands.js";
import { requireEmpty, writeProject } from "./files/write-project.js";
import { ask, callerOf } from "./terminal/ask.js";
import { readFlags, type Flags } from "./terminal/read-flags.js";
import type { Terminal } from "./terminal/terminal.js";

/** An answer to each question, and the folder. */
type Chosen = Answers & Pick<Flags, "install"> & { readonly folder: string };

/**
 * Runs `create-bot`: reads the flags, asks for the rest at a terminal, writes the project and installs its packages. Never
 * rejects: an error is printed on standard error, and becomes the exit code.
 *
 * @param args - the arguments after `create-bot`
 * @param terminal - the streams, the environment and the folder to start from. Default: those of this process
 * @returns 0: done; 1: the project is there, but its packages could not be installed; 2: the command line is wrong; 3: the
 *   folder cannot be used; 130: cancelled
 * @example
 * ```ts
 * import { runCreateBot } from "@ck/create-bot";
 *
 * async function createForCi(): Promise<boolean> {
 *   return (await runCreateBot(["my-bot", "--adapter", "hono", "--yes", "--no-install"])) === 0;
 * }
 * ```
 */
export async function runCreateBot(args: readonly string[], terminal: Terminal = ownTerminal()): Promise<number> {
  try {
    const flags = readFlags(args, terminal);
    return flags === undefined ? 0 : await create(await choose(flags, terminal), terminal);
  } catch (error) {
    if (!isCreateBotError(error)) throw error;
    terminal.stderr.write(`${error.message}\n`);
    return { ERR_INVALID_OPTION: 2, ERR_FOLDER: 3, ERR_CANCELLED: 130 }[error.code];
  }
}

function ownTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process;
  return { stdin, stdout, stderr, env, cwd: process.cwd() };
}

/** The answers of the command line, of the person, or the defaults. */
async function choose(flags: Flags, terminal: Terminal): Promise<Chosen> {
  const { stdin, stdout, env, cwd } = terminal;
  // What is wrong already is said before the first question.
  if (flags.name !== undefined) checkAnswers(answersOf({ ...flags, name: flags.name }));
  if (flags.folder !== undefined) await requireEmpty(path.resolve(cwd, flags.folder));
  if (flags.yes) {
    const folder = flags.folder ?? "my-bot";
    return { ...DEFAULTS, packageManager: callerOf(env), name: folder, ...flags, folder };
  }
  if (stdin.isTTY === true && stdout.isTTY === true) {
    intro("A new ConvoKraft bot", { output: stdout });
    return ask(flags, terminal);
  }
  const missing = missingFlags(flags);
  if (missing.length > 0)
    throw new CreateBotError(
      "ERR_INVALID_OPTION",
      `There is no terminal to ask at. Add ${missing.join(", ")}; or --yes, which takes the defaults.`,
    );
  return { ...DEFAULTS, ...(flags as Chosen) };
}

/** What the command line leaves open, as one would type it. */
function missingFlags(flags: Flags): string[] {
  return [
    flags.folder === undefined && "the folder's name",
    flags.adapter === undefined && "--adapter",
    flags.template === undefined && "--template",
    flags.language === undefined && "--language",
    flags.packageManager === undefined && "--package-manager",
    flags.tests === undefined && "--tests or --no-tests",
    flags.docker === undefined && "--docker or --no-docker",
  ].filter((flag) => flag !== false);
}

/** Writes the project, installs its packages, and says how to go on. */
async function create(chosen: Chosen, { stdout, stderr, cwd, env }: Terminal): Promise<number> {
  const { folder, install, packageManager } = chosen;
  const target = path.resolve(cwd, folder);
  const answers = checkAnswers(answersOf(chosen));
  const files = await writeProject(target, answers);
  stdout.write(`${files.length} files are in ${target}.\n`);
  const isInstalled = install && (await installPackages(packageManager, target, { stdout, stderr, env }));
  const here = path.relative(cwd, target);
  const steps = [
    ...(here === "" ? [] : [`cd ${here}`]),
    ...(isInstalled ? [] : [`${packageManager} install`]),
    runScript(packageManager, "dev"),
  ];
  if (install && !isInstalled)
    stderr.write(`\`${packageManager} install\` failed. The project is complete: repeat it there.\n`);
  outro(`Next:\n\n${steps.map((step) => `  ${step}`).join("\n")}`, { output: stdout });
  stdout.write(`The same again: ${createCommand(packageManager, folder, flagsOf(answers))}\n`);
  return install && !isInstalled ? 1 : 0;
}

/** The answers alone, without the other flags. */
function answersOf<A extends Partial<Answers>>(chosen: A): Omit<A, keyof Omit<Flags, keyof Answers>> {
  const { folder: _folder, yes: _yes, install: _install, ...answers } = chosen as A & Partial<Flags>;
  return answers;
}

function flagsOf({ adapter, template, language, packageManager, tests, docker }: Answers): string[] {
  const choices = { adapter, template, language, "package-manager": packageManager };
  return [
    ...Object.entries(choices).map(([flag, value]) => `--${flag} ${value}`),
    tests ? "--tests" : "--no-tests",
    docker ? "--docker" : "--no-docker",
  ];
}

async function installPackages(
  packageManager: string,
  cwd: string,
  { stdout, stderr, env }: Pick<Terminal, "stdout" | "stderr" | "env">,
): Promise<boolean> {
  stdout.write(`Installing its packages with ${packageManager} …\n`);
  // Windows starts command files by the shell only. No text of the person is in the line.
  const child = spawn(packageManager, ["install"], {
    cwd,
    env: { ...env },
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  child.stdout.pipe(stdout, { end: false });
  child.stderr.pipe(stderr, { end: false });
  try {
    const [code] = (await once(child, "close")) as [number | null];
    return code === 0;
  } catch {
    stderr.write(`${packageManager} is not installed.\n`);
    return false;
  }
}
