import { mkdir } from "node:fs/promises";
import path from "node:path";
import { saveExchange, type EmulatedBot, type Exchange, type Sign } from "@ck/emulator";
import type { Environment } from "@ck/protocol";
import type { Command } from "commander";
import { checkWebhook, type CheckOptions } from "../check/check-webhook.js";
import type { CheckFinding, CheckReport, FindingLevel } from "../check/finding.js";
import { perform, type Context, type Run } from "../context.js";
import { CliError } from "../error.js";
import { EXIT_CODES, type ExitCode } from "../exit-code.js";
import {
  limitsOf,
  withEnvironment,
  withExamples,
  withLimits,
  withPrivateKey,
  withProject,
  withSignature,
  type EnvironmentFlag,
  type LimitFlags,
} from "../flags.js";
import { openBotIfAny } from "../project/open-bot.js";
import { readJsonObject } from "../project/read-json-object.js";
import { openSigning, signatureOptions, type Signing, type SigningFlags } from "../project/keys/signing.js";
import { waitForServer, withTarget, type TargetFlags } from "../project/target.js";
import { writeJUnit } from "../report/junit.js";
import { printableLine } from "../terminal/printable.js";
import type { Output } from "../terminal/terminal.js";
import { withBot } from "../project/several-bots.js";

type CheckFlags = SigningFlags &
  EnvironmentFlag &
  LimitFlags &
  TargetFlags & {
    readonly execute: boolean;
    readonly unsigned?: boolean;
    readonly overlap?: boolean;
    readonly params?: string;
    readonly save?: string;
    readonly junit?: string;
  };

/** Adds `ck check`. */
export function addCheck(program: Command, context: Context): void {
  const command = program
    .command("check")
    .summary("test whether a webhook server keeps the contract")
    .description(
      "Tests a webhook server in any language: what it must reject, what it must answer, and in which form. It sends prompt, button and execute with sample values, so use a server whose data does not matter. Exit code 1 if something failed.",
    )
    .argument("[url]", "the server (default: as in convokraft.json)")
    .option("--no-execute", "skip execute and button, which make the bot act")
    .option("--params <file>", "values for params: a JSON object, by name or by action and name")
    .option("--unsigned", "send no signatures: the bot is not secured")
    .option("--overlap", "the server may accept the retired key too, while two keys overlap")
    .option("--save <folder>", "save the exchanges behind each failure, for ck resend and ck explain")
    .option("--junit <file>", "write a JUnit report");
  withExamples(
    withLimits(
      withSignature(
        withPrivateKey(withEnvironment(withBot(withProject(withTarget(command))), "the environment to test")),
      ),
    ),
    [
      ["ck check", "the server of convokraft.json"],
      ["ck check https://bot.example.com/convokraft --no-execute", "a live server"],
      [
        "ck check --url http://localhost:8080/hook --wait --key test-key.pem --junit check.xml",
        "in CI, without a vault",
      ],
    ],
  ).action((url: string | undefined, flags: CheckFlags) => perform(context, flags, (run) => check(url, flags, run)));
}

async function check(given: string | undefined, flags: CheckFlags, run: Run): Promise<ExitCode> {
  const { terminal, output } = run;
  if (given !== undefined && flags.url !== undefined)
    throw new CliError("ERR_INVALID_OPTION", "Give the URL once: as an argument or with --url.");
  const bot = await openBotIfAny(flags, run);
  const url = given ?? flags.url ?? bot?.webhook.url;
  if (url === undefined)
    throw new CliError("ERR_INVALID_OPTION", `Give the URL of the server: there is no ${flags.config}.`);
  const params = flags.params === undefined ? undefined : await readJsonObject(flags.params, terminal);
  const signers = await signersOf(flags, run, bot);
  await waitForServer(url, flags);
  // Only once it is known to be a URL without a password.
  let isBegun = false;
  const failures: { readonly finding: CheckFinding; readonly exchanges: readonly Exchange[] }[] = [];
  const report = await checkWebhook({
    url,
    bot,
    ...signers,
    environment: flags.env,
    limits: limitsOf(flags),
    withoutExecute: !flags.execute,
    overlap: flags.overlap,
    params,
    onFinding(finding, exchanges) {
      if (!isBegun) output.say(`${output.style.bold("ck check")} ${printableLine(url)}\n`);
      isBegun = true;
      if (finding.level === "failed") failures.push({ finding, exchanges });
    },
  });
  const saved = flags.save === undefined ? undefined : await saveFailures(flags.save, failures);
  if (flags.junit !== undefined) await writeJUnit(flags.junit, "ck check", report.findings.map(toJUnitCase));
  output.give({ ...report, ...(saved && { saved }) });
  showReport(report, output);
  for (const file of saved ?? []) output.hint(`wrote ${file}`);
  return report.passed ? EXIT_CODES.ok : EXIT_CODES.found;
}

async function signersOf(
  flags: CheckFlags,
  { terminal }: Run,
  bot: EmulatedBot | undefined,
): Promise<Pick<CheckOptions, "sign" | "signWith" | "retiredSign" | "otherKeys">> {
  if (flags.unsigned === true || (bot?.webhook.secured === false && flags.key === undefined)) return {};
  const signing = await openSigning(flags, terminal, bot);
  const { sign, signWith, vault, keyId } = signing;
  if ((await keyId(flags.env)) === undefined)
    throw new CliError(
      "ERR_SETUP",
      `There is no key to sign with for ${flags.env}. Create one with \`ck init\` or \`ck key deploy\`, name one with --key, or use --unsigned.`,
    );
  if (vault === undefined) return { sign, signWith };
  const keys = await vault.history();
  const hasRetired = keys.some(({ environments }) => environments.length === 0);
  const retiredSign = hasRetired ? vault.signer({ ...signatureOptions(flags, bot), key: "previous" }) : undefined;
  return { sign, signWith, retiredSign, otherKeys: await otherEnvironmentOf(signing, flags.env) };
}

/** The key of the other environment, which the server may hold by mistake. */
async function otherEnvironmentOf({ sign, keyId }: Signing, env: Environment): Promise<Readonly<Record<string, Sign>>> {
  const other = env === "development" ? "production" : "development";
  const [own, others] = [await keyId(env), await keyId(other)];
  return others === undefined || others === own ? {} : { [`the ${other} key`]: (body) => sign(body, other) };
}

async function saveFailures(
  folder: string,
  failures: readonly { readonly finding: CheckFinding; readonly exchanges: readonly Exchange[] }[],
): Promise<readonly string[]> {
  const files: string[] = [];
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new CliError("ERR_SETUP", `${folder} cannot be created (${String((cause as NodeJS.ErrnoException).code)}).`);
  }
  for (const [index, { finding, exchanges }] of failures.entries())
    for (const [at, exchange] of exchanges.entries()) {
      const file = path.join(folder, `${index + 1}-${finding.id}-${at + 1}.json`);
      await saveExchange(file, exchange);
      files.push(file);
    }
  return files;
}

function toJUnitCase({ id, subject, level, message, fix }: CheckFinding): Parameters<typeof writeJUnit>[2][number] {
  return {
    name: subject === undefined ? id : `${id}: ${subject}`,
    ...(level === "failed" && { failure: { message, details: fix } }),
    ...(level === "skipped" && { skipped: message }),
  };
}

function showReport(report: CheckReport, output: Output): void {
  const { style, say } = output;
  if (report.diagnosis !== undefined) {
    say(style.red(style.bold(printableLine(report.diagnosis.message))));
    say(`${style.cyan("→")} ${report.diagnosis.fix}\n`);
  }
  for (const finding of report.findings) showFinding(finding, output);
  say(`\n${(report.passed ? style.green : style.red)(summarize(report))}`);
}

const LABELS: Readonly<Record<FindingLevel, string>> = { passed: "ok", failed: "FAIL", note: "note", skipped: "skip" };

const ID_WIDTH = "malformed-signature".length;

function showFinding({ id, level, subject, message, fix }: CheckFinding, output: Output): void {
  const { style } = output;
  const paint = { passed: style.green, failed: style.red, note: style.yellow, skipped: style.dim }[level];
  const about = subject === undefined ? "" : `${printableLine(subject)}: `;
  output.say(
    `${paint(LABELS[level].padEnd(4))}  ${style.bold(id.padEnd(ID_WIDTH))}  ${about}${printableLine(message)}`,
  );
  if (fix !== undefined) output.say(`      ${style.cyan("→")} ${fix}`);
}

function summarize({ counts, requests }: CheckReport): string {
  const { passed, failed, note, skipped } = counts;
  const notes = `${note} ${note === 1 ? "note" : "notes"}`;
  return `${passed} passed, ${failed} failed, ${notes}, ${skipped} skipped; ${requests} requests`;
}
