import { isNewerJob, type Finding } from "@ck/bot";
import type { Job, Queue } from "bullmq";
import type { Client } from "./connect.js";
import { describePolicy, readPolicy } from "./eviction.js";

/** How many jobs of each state are looked at: a worker that is too old meets the first of them soon. */
const MOST_JOBS = 100;

/** What is set up wrong with a queue that answers. */
export async function checkQueue(queue: Queue<string>, client: Client): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const policy = await readPolicy(client);
  if (policy !== undefined) {
    findings.push({
      severity: "warning",
      about: "queue",
      message: describePolicy(policy),
      fix: "Set it to noeviction.",
    });
  }
  const jobs = (await queue.getJobs(["waiting", "delayed", "active"], 0, MOST_JOBS - 1)) as (Job<string> | undefined)[];
  const newer = jobs.filter((job) => typeof job?.data === "string" && isNewerJob(job.data)).length;
  if (newer > 0) {
    findings.push({
      severity: "warning",
      about: "queue",
      message: `${newer} of ${jobs.length} jobs were queued by a newer release than this process, which cannot run them.`,
      fix: "Deploy the newer release here: to the workers first, then to the web processes.",
    });
  }
  return findings;
}
