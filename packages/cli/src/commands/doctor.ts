import type { Command } from "commander";
import { perform, type Context, type Run } from "../context.js";
import { EXIT_CODES, type ExitCode } from "../exit-code.js";
import { withExamples, withLimits, withProject } from "../flags.js";
import { examine, type DoctorFlags } from "../doctor/examine.js";
import type { Symptom } from "../doctor/symptom.js";
import { withTarget } from "../project/target.js";
import { printable } from "../terminal/printable.js";
import type { Output } from "../terminal/terminal.js";

/** Adds `ck doctor`. */
export function addDoctor(program: Command, context: Context): void {
  const command = program
    .command("doctor")
    .summary("find out what is wrong with the set-up")
    .description(
      "Checks Node, convokraft.json, the vault with the keys that sign, .gitignore, CK_PUBLIC_KEY and the server: whether it is up, accepts genuine requests and rejects others. Exit code 1 if something failed.",
    )
    .option("--bot <file>", "compare the bot of this file with convokraft.json; the file is run for a moment");
  withExamples(withLimits(withProject(withTarget(command))), [
    ["ck doctor", "run this first"],
    ["ck doctor --bot bot.ts", "do the code and convokraft.json describe the same bot?"],
    ['CK_PUBLIC_KEY="$KEY" ck doctor', "is that the key of this bot?"],
  ]).action((flags: DoctorFlags) => perform(context, flags, (run) => doctor(flags, run)));
}

async function doctor(flags: DoctorFlags, run: Run): Promise<ExitCode> {
  const { output } = run;
  const symptoms: Symptom[] = [];
  for await (const symptom of examine(flags, run)) {
    symptoms.push(symptom);
    show(symptom, output);
  }
  const healthy = symptoms.every(({ level }) => level !== "failed");
  output.give({ healthy, symptoms });
  return healthy ? EXIT_CODES.ok : EXIT_CODES.found;
}

const LABELS = { passed: "ok", failed: "FAIL", note: "note" } as const;

const ABOUT_WIDTH = "CK_PUBLIC_KEY".length;

function show({ about, level, message, fix }: Symptom, { style, say }: Output): void {
  const paint = { passed: style.green, failed: style.red, note: style.yellow }[level];
  say(`${paint(LABELS[level].padEnd(4))}  ${style.bold(about.padEnd(ABOUT_WIDTH))}  ${printable(message)}`);
  if (fix !== undefined) say(`      ${style.cyan("→")} ${printable(fix)}`);
}
