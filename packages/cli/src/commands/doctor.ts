import type { Command } from "commander";
import { perform, type Context, type Run } from "../context.js";
import { EXIT_CODES, type ExitCode } from "../exit-code.js";
import { withExamples, withLimits, withProject, type LimitFlags, type ProjectFlags } from "../flags.js";
import { examine } from "../doctor/examine.js";
import type { Symptom } from "../doctor/symptom.js";
import { printable } from "../terminal/printable.js";
import type { Output } from "../terminal/terminal.js";

/** `ck doctor` */
export function addDoctor(program: Command, context: Context): void {
  const command = program
    .command("doctor")
    .summary("find what is wrong with the set-up")
    .description(
      "Looks at Node, the definition, the vault, .gitignore, CK_PUBLIC_KEY, and at the server: is it there, does it let genuine requests in, does it refuse others. Exit code 1 where something must be mended.",
    );
  withExamples(withLimits(withProject(command)), [
    ["ck doctor", "before anything else is tried"],
    ['CK_PUBLIC_KEY="$KEY" ck doctor', "is that the key of this bot?"],
  ]).action((flags: ProjectFlags & LimitFlags) => perform(context, flags, (run) => doctor(flags, run)));
}

async function doctor(flags: ProjectFlags & LimitFlags, run: Run): Promise<ExitCode> {
  const { output } = run;
  const symptoms: Symptom[] = [];
  for await (const symptom of examine(flags, run)) {
    symptoms.push(symptom);
    show(symptom, output);
  }
  const healthy = symptoms.every(({ level }) => level !== "fault");
  output.give({ healthy, symptoms });
  return healthy ? EXIT_CODES.ok : EXIT_CODES.found;
}

const WORDS = { ok: "ok", fault: "MEND", note: "note" } as const;

/** As wide as `CK_PUBLIC_KEY`. */
const ABOUT_WIDTH = 13;

function show({ about, level, message: words, fix: mend }: Symptom, { style, say }: Output): void {
  const paint = { ok: style.green, fault: style.red, note: style.yellow }[level];
  say(`${paint(WORDS[level].padEnd(4))}  ${style.bold(about.padEnd(ABOUT_WIDTH))}  ${printable(words)}`);
  if (mend !== undefined) say(`      ${style.cyan("→")} ${printable(mend)}`);
}
