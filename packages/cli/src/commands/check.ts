import type { EmulatedBot, Sign, Vault } from "@ck/emulator";
import type { Command } from "commander";
import { checkWebhook } from "../check/check-webhook.js";
import type { CheckFinding, CheckReport, FindingLevel } from "../check/finding.js";
import { perform, type Context, type Run } from "../context.js";
import { CliError } from "../error.js";
import { EXIT_CODES, type ExitCode } from "../exit-code.js";
import {
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
import { openSigning, signatureOptions, type SigningFlags } from "../project/signing.js";
import { printableLine } from "../terminal/printable.js";
import type { Output } from "../terminal/terminal.js";

type CheckFlags = SigningFlags &
  EnvironmentFlag &
  LimitFlags & { readonly execute: boolean; readonly unsigned?: boolean };

/** Adds `ck check`. */
export function addCheck(program: Command, context: Context): void {
  const command = program
    .command("check")
    .summary("test whether a webhook server keeps the contract")
    .description(
      "Tests a webhook server in any language: what it must reject, what it must answer, and in which form. It sends prompt, button and execute with sample values, so use a server whose data does not matter. Exit code 1 if something failed.",
    )
    .argument("[url]", "the server (default: as in the definition)")
    .option("--no-execute", "skip execute and button, which make the bot act")
    .option("--unsigned", "send no signatures: the bot is not secured");
  withExamples(
    withLimits(withSignature(withPrivateKey(withEnvironment(withProject(command), "the environment to test")))),
    [
      ["ck check", "the server of convokraft.json"],
      ["ck check https://bot.example.com/convokraft --no-execute", "a live server"],
      ["ck check http://localhost:8080/hook --key test-key.pem --json", "in CI, without a vault"],
    ],
  ).action((url: string | undefined, flags: CheckFlags) => perform(context, flags, (run) => check(url, flags, run)));
}

async function check(given: string | undefined, flags: CheckFlags, run: Run): Promise<ExitCode> {
  const { output } = run;
  const bot = await openBotIfAny(flags, run);
  const url = given ?? bot?.webhook.url;
  if (url === undefined)
    throw new CliError("ERR_INVALID_OPTION", `Give the URL of the server: there is no ${flags.config}.`);
  const { sign, retiredSign } = await signers(flags, run, bot);
  // Only once it is known to be a URL without a password.
  let isBegun = false;
  const begin = (): void => {
    if (!isBegun) output.say(`${output.style.bold("ck check")} ${printableLine(url)}\n`);
    isBegun = true;
  };
  const report = await checkWebhook({
    url,
    bot,
    sign,
    retiredSign,
    environment: flags.env,
    limits: { timeoutMs: flags.timeoutMs, maxBytes: flags.maxBytes },
    withoutExecute: !flags.execute,
    onFinding(finding) {
      begin();
      showFinding(finding, output);
    },
  });
  output.give(report);
  output.say(`\n${(report.passed ? output.style.green : output.style.red)(summarize(report))}`);
  return report.passed ? EXIT_CODES.ok : EXIT_CODES.found;
}

async function signers(
  flags: CheckFlags,
  { terminal }: Run,
  bot: EmulatedBot | undefined,
): Promise<{ readonly sign?: Sign; readonly retiredSign?: Sign | undefined }> {
  if (flags.unsigned === true || (bot?.webhook.secured === false && flags.key === undefined)) return {};
  const { sign, vault, keyId } = await openSigning(flags, terminal, bot);
  if ((await keyId(flags.env)) === undefined)
    throw new CliError(
      "ERR_SETUP",
      `There is no key to sign with for ${flags.env}. Create one with \`ck init\` or \`ck key deploy\`, name one with --key, or use --unsigned.`,
    );
  return { sign, retiredSign: vault && (await retired(vault, flags, bot)) };
}

/** Signs with the key that was retired last, if there is one. */
async function retired(vault: Vault, flags: CheckFlags, bot: EmulatedBot | undefined): Promise<Sign | undefined> {
  const keys = await vault.history();
  if (keys.every(({ environments }) => environments.length > 0)) return undefined;
  return vault.signer({ ...signatureOptions(flags, bot), key: "previous" });
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
