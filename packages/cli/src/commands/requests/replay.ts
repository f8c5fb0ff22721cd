import { Option, type Command } from "commander";
import { perform, type Context, type Run } from "../../context.js";
import { EXIT_CODES, type ExitCode } from "../../exit-code.js";
import {
  limitsOf,
  collect,
  withExamples,
  withLimits,
  withPrivateKey,
  withProject,
  withSignature,
  type LimitFlags,
} from "../../flags.js";
import { findRecording } from "../../project/find-recording.js";
import { openBot, openBotIfAny } from "../../project/open-bot.js";
import { openSigning, signatureOptions, type SigningFlags } from "../../project/keys/signing.js";
import { atUrl, waitForServer, withTarget, type TargetFlags } from "../../project/target.js";
import type { Comparison } from "../../replay/compare.js";
import { replayFile, type ReplayOptions, type ReplayResult } from "../../replay/replay-file.js";
import { writeJUnit, type JUnitCase } from "../../report/junit.js";
import { printableLine } from "../../terminal/printable.js";
import type { Output } from "../../terminal/terminal.js";
import { withBot } from "../../project/several-bots.js";

type ReplayFlags = SigningFlags &
  LimitFlags &
  TargetFlags & {
    readonly ignore?: readonly string[];
    readonly compare?: Comparison;
    readonly resign?: boolean;
    readonly all?: boolean;
    readonly junit?: string;
  };

/** Adds `ck replay`. */
export function addReplay(program: Command, context: Context): void {
  const command = program
    .command("replay")
    .summary("run recorded exchanges and saved chats as tests")
    .description(
      "Sends recorded exchanges and saved chats again, and compares the answers. It shows the first deviation and folds what follows from it. Exit code 1 if an answer differs, 3 if the server cannot be reached.",
    )
    .argument("<files...>", "recorded exchanges and saved chats, or parts of their names in .ck/recordings")
    .option("--ignore <path>", "a path that may differ, such as response.body.message; repeatable", collect)
    .addOption(
      new Option("--compare <how>", "every value, or only keys and types (default: exact; shape if redacted)").choices([
        "exact",
        "shape",
      ]),
    )
    .option("--resign", "sign recorded exchanges again (saved chats always are)")
    .option("--all", "show every difference")
    .option("--junit <file>", "write a JUnit report");
  withExamples(withLimits(withSignature(withPrivateKey(withBot(withProject(withTarget(command)))))), [
    ["ck replay apply-for-leave.json", "a chat saved with `ck chat --save`"],
    ["ck replay tests/*.json --url http://localhost:8080/hook --wait --junit replay.xml", "in CI"],
    ["ck replay failed.json --ignore response.body.message", "the wording may change"],
  ]).action((files: string[], flags: ReplayFlags) => perform(context, flags, (run) => replayAll(files, flags, run)));
}

async function replayAll(files: readonly string[], flags: ReplayFlags, run: Run): Promise<ExitCode> {
  const { terminal, output } = run;
  const options = await optionsOf(flags, run);
  const results: ReplayResult[] = [];
  for (const file of files) {
    const result = await replayFile((await findRecording(file, flags)) ?? file, options, terminal);
    results.push(result);
    showResult(result, flags.all ?? false, output);
  }
  const count = (status: ReplayResult["status"]): number => results.filter((each) => each.status === status).length;
  const [same, different, unreachable] = [count("same"), count("different"), count("unreachable")];
  output.give({ passed: same === results.length, counts: { same, different, unreachable }, replays: results });
  output.say(`\n${same} as recorded, ${different} different, ${unreachable} unreachable`);
  if (flags.junit !== undefined) await writeJUnit(flags.junit, "ck replay", results.map(toJUnitCase));
  if (unreachable > 0) return EXIT_CODES.setup;
  return different > 0 ? EXIT_CODES.found : EXIT_CODES.ok;
}

async function optionsOf(flags: ReplayFlags, run: Run): Promise<ReplayOptions> {
  const { url, ignore = [], compare: comparison } = flags;
  const resign = flags.resign === true ? (await signingOf(flags, run)).sign : undefined;
  if (url !== undefined) await waitForServer(url, flags);
  let isFirst = true;
  return {
    url,
    limits: limitsOf(flags),
    ignore,
    comparison,
    resign,
    async openBot() {
      const bot = atUrl(await openBot(flags, run), flags);
      if (isFirst && url === undefined) await waitForServer(bot.webhook.url, flags);
      isFirst = false;
      if (!bot.webhook.secured) return { bot };
      const { sign, vault } = await openSigning(flags, run.terminal, bot);
      return {
        bot,
        sign,
        ...(vault && { staleSign: vault.signer({ ...signatureOptions(flags, bot), key: "previous" }) }),
      };
    },
  };
}

async function signingOf(flags: ReplayFlags, run: Run): ReturnType<typeof openSigning> {
  return openSigning(flags, run.terminal, await openBotIfAny(flags, run));
}

const LABELS = { same: "ok", different: "FAIL", unreachable: "FAIL" } as const;

function showResult(result: ReplayResult, all: boolean, { style, say }: Output): void {
  const { file, status, deviation, consequences, message } = result;
  const paint = status === "same" ? style.green : style.red;
  say(`${paint(LABELS[status].padEnd(4))}  ${style.bold(printableLine(file))}  ${summaryOf(result)}`);
  if (message !== undefined) say(`      ${printableLine(message)}`);
  for (const difference of deviation?.differences ?? []) say(`      ${printableLine(difference.message)}`);
  if (all) for (const difference of consequences) say(style.dim(`      ${printableLine(difference.message)}`));
  else if (consequences.length > 0)
    say(
      style.dim(
        `      … and ${consequences.length} later ${consequences.length === 1 ? "difference" : "differences"} (--all shows them)`,
      ),
    );
}

function summaryOf({ status, requests, deviation }: ReplayResult): string {
  const sent = `${requests} ${requests === 1 ? "request" : "requests"}`;
  if (status === "same") return `${sent}, as recorded`;
  return status === "unreachable"
    ? "the server cannot be reached"
    : `${sent}; the first deviation: ${deviation?.where ?? ""}`;
}

function toJUnitCase(result: ReplayResult): JUnitCase {
  const { file, status, deviation, consequences, message, seconds } = result;
  if (status === "same") return { name: file, seconds };
  const differences = [...(deviation?.differences ?? []), ...consequences].map((each) => each.message);
  return {
    name: file,
    seconds,
    failure: { message: message ?? differences[0] ?? "It differs.", details: differences.join("\n") || message },
  };
}
