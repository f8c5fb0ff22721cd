import { BotError } from "../../error.js";
import { cleanError } from "../../clean-error.js";
import { within } from "../../time/deadline.js";
import type { JobQueue } from "./job.js";

/**
 * Whether the job of a promised answer is still waiting or running. A queue that fails or is slow counts as yes: the
 * action must not be started a second time.
 */
export async function isStillQueued(
  queue: JobQueue | undefined,
  job: string,
  { timeoutMs, report }: { readonly timeoutMs: number; readonly report: (error: unknown) => void },
): Promise<boolean> {
  if (queue?.has === undefined) return false;
  try {
    return await within(timeoutMs, Promise.resolve(queue.has(job)), true);
  } catch (error) {
    const message = "The queue could not tell whether a job is done; it counts as running. See the cause.";
    report(new BotError("ERR_QUEUE", message, { cause: cleanError(error) }));
    return true;
  }
}
