import path from "node:path";
import { openStateFile } from "@ck/emulator";
import type { Command } from "commander";
import { markDone, readDone, trackSteps, type TrackedStep } from "../console/console-progress.js";
import { consoleSteps } from "../console/console-steps.js";
import { perform, type Context, type Run } from "../context.js";
import { CliError } from "../error.js";
import { EXIT_CODES, type ExitCode } from "../exit-code.js";
import { withExamples, withProject, type ProjectFlags } from "../flags.js";
import { vaultFolder } from "../project/open-vault.js";
import { readAnyBot } from "../project/read-any-bot.js";
import { BOT_OPTION, flagsOfBot, type BotFlag } from "../project/several-bots.js";
import { printable } from "../terminal/printable.js";

interface ConsoleFlags extends ProjectFlags, BotFlag {
  readonly url?: string;
  readonly done?: readonly string[];
}

/** Adds `ck console`. */
export function addConsole(program: Command, context: Context): void {
  const command = program
    .command("console")
    .summary("list what to enter in the real console, and what has to be done again")
    .description(
      "Prints, step by step, what to enter in the console of ConvoKraft for your bot, from its code or its convokraft.json. It remembers the steps that you mark as done, and after a change it says which have to be done again.",
    )
    .argument("[file]", "the file that exports or mounts the bot (default: convokraft.json, then server or bot)")
    .option("--url <url>", "the public URL of the webhook")
    .option("--done <steps...>", "mark steps as done, by their numbers, or all")
    .option(...BOT_OPTION);
  withExamples(withProject(command), [
    ["ck console bot.ts", "what to do"],
    ["ck console --url https://bot.example.com/convokraft", "with the address to enter"],
    ["ck console --done 1 2 3", "these are done"],
  ]).action((file: string | undefined, flags: ConsoleFlags) =>
    perform(context, flags, (run) => listSteps(file, flags, run)),
  );
}

async function listSteps(file: string | undefined, given: ConsoleFlags, run: Run): Promise<ExitCode> {
  const flags = given.bot === undefined ? given : flagsOfBot(given, given.bot);
  const { output } = run;
  const state = openStateFile(path.join(vaultFolder(flags), "console.json"));
  const kept = await state.read();
  const url = readUrl(flags.url) ?? keptUrl(kept) ?? "https://your-server.example/convokraft";
  const steps = consoleSteps(await readAnyBot(file, flags, run), url);
  const before = trackSteps(steps, readDone(kept));
  const done = flags.done === undefined ? readDone(kept) : markDone(readDone(kept), chosen(before, flags.done));
  if (flags.done !== undefined || flags.url !== undefined) await state.write({ url, done });

  const tracked = trackSteps(steps, done);
  output.give({
    steps: tracked.map(({ id, state: each, text, details }, index) => ({
      number: index + 1,
      id,
      state: each,
      text,
      details,
    })),
  });
  for (const [index, step] of tracked.entries()) show(step, index + 1, run);
  const left = tracked.filter(({ state: each }) => each !== "done").length;
  output.say(
    left === 0
      ? "\nEverything is done."
      : `\n${left} of ${tracked.length} steps are left. Mark what you have done: npx ck console --done 1 2, or --done all.`,
  );
  return EXIT_CODES.ok;
}

function show({ text, details, state }: TrackedStep, number: number, { output }: Run): void {
  const { style, say } = output;
  const mark = { "to-do": "[ ]", done: style.green("[x]"), again: style.yellow("[!]") }[state];
  say(`${mark} ${String(number).padStart(2)}  ${state === "again" ? "Again: " : ""}${printable(text)}`);
  if (state !== "done") for (const line of details) say(`          ${printable(line)}`);
}

/** The steps with these numbers. They are those of the list as it was printed last. */
function chosen(steps: readonly TrackedStep[], numbers: readonly string[]): readonly TrackedStep[] {
  if (numbers.includes("all")) return steps;
  return numbers.map((text) => {
    const step = /^\d{1,4}$/.test(text) ? steps[Number(text) - 1] : undefined;
    if (step !== undefined) return step;
    throw new CliError("ERR_INVALID_OPTION", `--done takes numbers from 1 to ${steps.length}, or all.`);
  });
}

function readUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "https:" || url?.protocol === "http:") return url.href;
  throw new CliError("ERR_INVALID_OPTION", "--url takes a full URL, such as https://bot.example.com/convokraft.");
}

function keptUrl(kept: unknown): string | undefined {
  const { url } = Object(kept) as { readonly url?: unknown };
  return typeof url === "string" ? url : undefined;
}
