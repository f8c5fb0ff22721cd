import { Hono } from "hono";
import type { JobRow, JobsView, JobView } from "../api/views.js";
import { HttpError } from "../http/http-error.js";
import { readJson } from "../http/read-json.js";
import type { GivenUpJob, GivenUpJobs } from "../jobs.js";

/** How many jobs the page lists. */
const MOST_LISTED = 100;

/** Shows the jobs that were given up, and has them retried or dropped. */
export function jobRoutes(jobs: GivenUpJobs | undefined): Hono {
  const routes = new Hono();
  routes.get("/jobs", async (context) => {
    const found = await ask(() => queueOf(jobs).failed({ offset: 0, limit: MOST_LISTED + 1 }));
    return context.json<JobsView>({
      jobs: found.slice(0, MOST_LISTED).map(rowOf),
      hasMore: found.length > MOST_LISTED,
    });
  });
  routes.get("/jobs/:id", async (context) => {
    const id = context.req.param("id");
    const found = await ask(() => queueOf(jobs).failed({ offset: 0, limit: MOST_LISTED }));
    const job = found.find((each) => each.id === id) ?? refuse();
    // What the visitor said is shown to one who asks for this job, and is not in the list.
    return context.json<JobView>({ ...rowOf(job), data: job.data });
  });
  for (const change of ["retry", "drop"] as const)
    routes.post(`/jobs/:id/${change}`, async (context) => {
      await readJson(context);
      const id = context.req.param("id");
      if (!(await ask(() => queueOf(jobs)[change](id)))) refuse();
      return context.json({});
    });
  return routes;
}

function rowOf({ id, reason, attempts, addedAt, failedAt }: GivenUpJob): JobRow {
  return { id, reason, attempts, addedAt: addedAt.toISOString(), failedAt: failedAt.toISOString() };
}

function queueOf(jobs: GivenUpJobs | undefined): GivenUpJobs {
  if (jobs !== undefined) return jobs;
  throw new HttpError(409, "ERR_NO_QUEUE", "The page does not know the queue. Give it with --redis.");
}

async function ask<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (cause) {
    if (cause instanceof HttpError) throw cause;
    const message = "The queue does not answer. See whether Redis runs, and whether it is the one of --redis.";
    throw new HttpError(503, "ERR_QUEUE", message, { cause });
  }
}

function refuse(): never {
  throw new HttpError(404, "ERR_NO_JOB", "This job is not among those that were given up. It may have been retried.");
}
