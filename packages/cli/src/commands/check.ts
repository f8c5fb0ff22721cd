import type { EmulatedBot, Sign, Vault } from "@ck/emulator";
import type { Command } from "commander";
import { checkWebhook } from "../check/check-webhook.js";
import type { CheckFinding, FindingLevel } from "../check/finding.js";
import { perform, type Context, type Run } from "../context.js";
import { CliError } from "../error.js";
import { EXIT_CODES, type ExitCode } from "../exit-code.js";
import {
  withEnvironment,
  withExamples,
  withLimits,
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

/** `ck check` */
export function addCheck(program: Command, context: Context): void {
  const command = program
    .command("check")
    .summary("hold a webhook server to the contract, and report")
    .description(
      "A conformance conversation with a server, in whatever language it is written: what it must refuse, what it must answer, and how. It sends prompt, button and execute with sample values, so point it at a server whose data do not matter. Exit code 1 where something must be mended.",
    )
    .argument("[url]", "the server (default: as the definition says)")
    .option("--no-execute", "leave out execute and button, which make the bot act")
    .option("--key <file>", "a private key (default: the vault's)")
    .option("--unsigned", "the bot is not secured: sign nothing");
  withExamples(withLimits(withSignature(withEnvironment(withProject(command), "which environment to speak for"))), [
    ["ck check", "the server of convokraft.json"],
    ["ck check https://bot.example.com/convokraft --no-execute", "one that is live"],
    ["ck check http://localhost:8080/hook --key test-key.pem --json", "in a pipeline, without a vault"],
  ]).action((url: string | undefined, flags: CheckFlags) => perform(context, flags, (run) => check(url, flags, run)));
}

async function check(given: string | undefined, flags: CheckFlags, run: Run): Promise<ExitCode> {
  const { output } = run;
  const bot = await openBotIfAny(flags, run);
  const url = given ?? bot?.webhook.url;
  if (url === undefined)
    throw new CliError("ERR_USAGE", `Give the URL of the server: there is no ${flags.config} that says it.`);
  const { sign, retiredSign } = await signers(flags, run, bot);
  // Not before it is known to be a URL, and one without a password.
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
  const { ok, fault, note, skipped } = report.counts;
  const summary = `${ok} ok, ${fault} to mend, ${note} to know, ${skipped} skipped; ${report.requests} requests`;
  output.say(`\n${(fault === 0 ? output.style.green : output.style.red)(summary)}`);
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
      `There is no key to sign with for ${flags.env}. \`ck init\` and \`ck key deploy\` make one; --key names one; --unsigned does without.`,
    );
  return { sign, retiredSign: vault && (await retired(vault, flags, bot)) };
}

/** What signs with the key that was retired last, where there is one. */
async function retired(vault: Vault, flags: CheckFlags, bot: EmulatedBot | undefined): Promise<Sign | undefined> {
  const keys = await vault.history();
  if (keys.every(({ environments }) => environments.length > 0)) return undefined;
  return vault.signer({ ...signatureOptions(flags, bot), key: "previous" });
}

const WORDS: Readonly<Record<FindingLevel, string>> = { ok: "ok", fault: "MEND", note: "note", skipped: "skip" };

/** As wide as the longest of them. */
const ID_WIDTH = "malformed-signature".length;

/** Prints one finding, for a person. */
export function showFinding({ id, level, subject, message: words, fix: mend }: CheckFinding, output: Output): void {
  const { style } = output;
  const paint = { ok: style.green, fault: style.red, note: style.yellow, skipped: style.dim }[level];
  const about = subject === undefined ? "" : `${printableLine(subject)}: `;
  output.say(`${paint(WORDS[level].padEnd(4))}  ${style.bold(id.padEnd(ID_WIDTH))}  ${about}${printableLine(words)}`);
  if (mend !== undefined) output.say(`      ${style.cyan("→")} ${mend}`);
}
