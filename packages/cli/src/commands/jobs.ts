import type { FailedJob } from "@ck/bullmq";
import { Option, type Command } from "commander";
import { perform, type Context, type JsonFlag, type Run } from "../context.js";
import { EXIT_CODES, type ExitCode } from "../exit-code.js";
import { positive, withExamples, withJson } from "../flags.js";
import { findJob, noSuchJob, withQueue, type QueueFlags } from "../jobs/open-queue.js";
import { printable, printableLine } from "../terminal/printable.js";

type JobsFlags = QueueFlags & JsonFlag;
type ListFlags = JobsFlags & { readonly limit: number };

/** Adds `ck jobs list`, `show`, `retry` and `drop`. */
export function addJobs(program: Command, context: Context): void {
  const jobs = program
    .command("jobs")
    .summary("list, retry or drop the durable jobs that were given up")
    .description("Shows what the workers have given up, and repairs it: the dead letters of @ck/bullmq.");

  withQueueFlags(jobs.command("list").summary("list the jobs that were given up, the latest first"), context, [
    ["ck jobs list --redis redis://127.0.0.1:6379", "why each was given up"],
  ])
    .option("--limit <count>", "how many to list", positive, 20)
    .action((flags: ListFlags) => perform(context, flags, (run) => list(flags, run)));

  withQueueFlags(
    jobs.command("show").argument("<id>", "the job").summary("show one job, with the visitor's request"),
    context,
    [["ck jobs show 5f0c…", "what the visitor asked for, unless it is sealed"]],
  ).action((id: string, flags: JobsFlags) => perform(context, flags, (run) => show(id, flags, run)));

  withQueueFlags(
    jobs
      .command("retry")
      .argument("<id...>", "the jobs")
      .summary("put jobs back into the queue, with all their attempts"),
    context,
    [["ck jobs retry 5f0c…", "once its cause is repaired"]],
  ).action((ids: string[], flags: JobsFlags) => perform(context, flags, (run) => change("retried", ids, flags, run)));

  withQueueFlags(jobs.command("drop").argument("<id...>", "the jobs").summary("remove jobs for good"), context, [
    ["ck jobs drop 5f0c…", "nobody needs its answer any more"],
  ]).action((ids: string[], flags: JobsFlags) => perform(context, flags, (run) => change("dropped", ids, flags, run)));
}

function withQueueFlags(
  command: Command,
  { terminal }: Context,
  examples: readonly (readonly [string, string])[],
): Command {
  const redis = new Option("--redis <url>", "the Redis of the queue (default: REDIS_URL)");
  const url = terminal.env["REDIS_URL"];
  if (url !== undefined && url !== "") redis.default(url, "REDIS_URL");
  return withExamples(
    withJson(command)
      .addOption(redis)
      .option("--queue <name>", "the queue's name, as in bullQueue")
      .option("--prefix <prefix>", "the prefix of its keys, as in bullQueue"),
    examples,
  );
}

async function list(flags: ListFlags, { output }: Run): Promise<ExitCode> {
  const jobs = await withQueue(flags, (queue) => queue.failed({ limit: flags.limit }));
  // What a visitor said stays where it is: `ck jobs show` is for one who has a reason to read it.
  output.give({ jobs: jobs.map((job) => ({ ...job, data: undefined })) });
  if (jobs.length === 0) output.say("No job was given up.");
  for (const job of jobs) output.say(lineOf(job));
  if (jobs.length === flags.limit) output.hint(`The latest ${flags.limit}. --limit shows more.`);
  return EXIT_CODES.ok;
}

function lineOf({ id, failedAt, attempts, reason }: FailedJob): string {
  return `${id}  ${failedAt.toISOString()}  ${attempts} attempts  ${printableLine(reason)}`;
}

async function show(id: string, flags: JobsFlags, { output }: Run): Promise<ExitCode> {
  const job = await withQueue(flags, (queue) => findJob(queue, id));
  output.give(job);
  output.say(lineOf(job));
  output.say(`Added ${job.addedAt.toISOString()}.\n`);
  output.say(printable(job.data));
  return EXIT_CODES.ok;
}

async function change(
  what: "retried" | "dropped",
  ids: readonly string[],
  flags: JobsFlags,
  { output }: Run,
): Promise<ExitCode> {
  await withQueue(flags, async (queue) => {
    for (const id of ids) {
      const wasThere = await (what === "retried" ? queue.retry(id) : queue.drop(id));
      if (!wasThere) throw noSuchJob(id);
      output.say(`${what} ${id}`);
    }
  });
  output.give({ [what]: ids });
  return EXIT_CODES.ok;
}
