import { readFile } from "node:fs/promises";
import { checkDefinition, formatProblem, type EmulatedBot, type Vault } from "@ck/emulator";
import type { Run } from "../context.js";
import type { LimitFlags, ProjectFlags } from "../flags.js";
import { atUrl, waitForServer, type TargetFlags } from "../project/target.js";
import { recordingsFolder } from "../project/find-recording.js";
import { examineCode, examineRecordings } from "./examine-drift.js";
import { examineServer } from "./examine-server.js";
import { examineGitignore, examineVariable, examineVault } from "./examine-vault.js";
import { fail, note, pass, type Symptom } from "./symptom.js";

/** What `ck doctor` can be told. */
export type DoctorFlags = ProjectFlags &
  LimitFlags &
  TargetFlags & {
    /** The file whose bot is compared with the definition. */
    readonly bot?: string;
  };

/** The oldest Node that the packages run on. */
const OLDEST = [20, 19] as const;

/** Examines a project from the ground up. What depends on something missing is left out. */
export async function* examine(flags: DoctorFlags, run: Run): AsyncGenerator<Symptom> {
  yield examineNode(process.versions.node);
  const { bot, symptoms } = await examineDefinition(flags);
  yield* symptoms;
  const isSecured = bot?.webhook.secured !== false;
  if (!isSecured) yield note("vault", "The bot is not secured, so it needs no key: anybody can call its server.");
  let vault: Vault | undefined;
  if (isSecured) {
    const opened = await examineVault(flags, run);
    vault = opened.vault;
    yield* opened.symptoms;
    yield await examineGitignore(flags);
    if (vault !== undefined) yield* examineVariable(vault, run);
  }
  if (bot !== undefined) {
    const publicKey = (await vault?.showKey("development"))?.base64 ?? "";
    if (flags.bot !== undefined) yield* examineCode(flags.bot, { bot, terminal: run.terminal, publicKey });
    yield* examineRecordings(recordingsFolder(flags), bot);
  }
  if (bot === undefined || (isSecured && vault === undefined)) return;
  const target = atUrl(bot, flags);
  await waitForServer(target.webhook.url, flags);
  yield* examineServer({ bot: target, vault, flags });
}

/** Examines the version of Node. @param version - as in `process.versions.node` */
export function examineNode(version: string): Symptom {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isNewEnough = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
  if (isNewEnough) return pass("node", `Node ${version}.`);
  return fail("node", `Node ${version} is too old.`, `Install Node ${OLDEST.join(".")} or later.`);
}

async function examineDefinition({ config }: ProjectFlags): Promise<{
  readonly bot?: EmulatedBot | undefined;
  readonly symptoms: readonly Symptom[];
}> {
  const text = await readFile(config, "utf8").catch(() => undefined);
  if (text === undefined) {
    const fix = "Create one with `ck init`, or point to yours with --config.";
    return { symptoms: [fail("definition", `${config} does not exist or cannot be read.`, fix)] };
  }
  const { bot, problems } = checkDefinition(text);
  const symptoms = problems.map((problem) => {
    const message = formatProblem(problem, config);
    return problem.severity === "error"
      ? fail("definition", message, "Correct that line.")
      : note("definition", message);
  });
  if (bot === undefined) return { symptoms };
  const summary = `${config}: ${bot.name}, ${bot.actions.length} actions, webhook ${bot.webhook.url}.`;
  return { bot, symptoms: [pass("definition", summary), ...symptoms] };
}
