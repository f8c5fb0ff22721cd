import type { Context } from "../context.js";
import type { Dispatched } from "../answer/dispatch.js";
import { BotError } from "../error.js";
import { toHex } from "../hex.js";
import type { Job, JobQueue } from "./job.js";
import { askStore } from "../store/store.js";
import type { Signer, Visit } from "../visit.js";
import { wait } from "../time/wait.js";
import { find, noteRunning, storeFailed, type LateDesk } from "./late-store.js";
import { applyChanges, type Kept } from "./kept.js";
import { digest, keyOf, newToken, questionOf, type Ticket } from "./ticket.js";
import { encodeWork } from "./work.js";

/** How long to wait before the store is asked again whether a job is done, in ms: briefly at first, for the job that is quick. */
const FIRST_WAIT_MS = 25;
const LAST_WAIT_MS = 250;
/** The same where the queue tells when it is done. */
const TOLD_WAIT_MS = 1_000;

/** Thrown where a job's handler failed at a worker: the author was told there. */
export class FailedElsewhere extends Error {}

/** A durable action under way. */
export interface Enqueued {
  /** What to promise when the deadline comes first; `undefined` until the queue has the job. */
  readonly ticket: () => Ticket | undefined;
  readonly done: Promise<Dispatched>;
}

/** What is to be done elsewhere. */
export interface Order {
  readonly context: Context;
  /** The action, as the bot declares it. */
  readonly action: string;
  readonly visit: Visit;
  /** The largest answer, in bytes. */
  readonly maxBytes: number;
}

/** Has a worker do an `execute`, and waits for what comes of it until the deadline. */
export function enqueue(desk: LateDesk, queue: JobQueue, { context, action, visit, maxBytes }: Order): Enqueued {
  const { signer, deadline } = visit;
  let ticket: Ticket | undefined;

  async function run(): Promise<Dispatched> {
    const { request } = context;
    const id = await jobIdOf(signer);
    const until = Date.now() + 2 * desk.ttlMs;
    const made: Ticket = { action, question: await questionOf(request), token: await tokenOf(desk, id), until };
    const key = await keyOf(made, request, signer?.keyId);
    const job: Job = { id, data: encodeWork({ id, key, keyId: signer?.keyId, maxBytes, request }) };
    await Promise.all([
      noteRunning(desk, key, desk.ttlMs).catch((cause: unknown) => {
        throw storeFailed("A durable action was not begun.", cause);
      }),
      queue.add(job).catch((cause: unknown) => {
        throw new BotError("ERR_QUEUE", `The queue did not take in a job of actions.${action}. See the cause.`, {
          cause,
        });
      }),
    ]);
    ticket = made;
    const told = queue.done?.(id, { signal: deadline.signal });
    const kept = await waitFor(desk, key, told, deadline.signal);
    context.broadcast = applyChanges(context.broadcast, kept.changes);
    return kept;
  }
  return { ticket: () => ticket, done: run() };
}

/** The same job for the same request, whoever takes it in. */
async function jobIdOf(signer: Signer | undefined): Promise<string> {
  if (signer === undefined) return `job-${newToken()}`;
  return `job-${toHex(await digest(JSON.stringify([signer.keyId, toHex(signer.signature)]), 24))}`;
}

/** The same token for the same job: one that two processes take in at once is still one. */
async function tokenOf({ store, timeoutMs, ttlMs }: LateDesk, id: string): Promise<string> {
  const own = newToken();
  const value = new TextEncoder().encode(own);
  try {
    const there = await askStore(timeoutMs, () => store.setIfAbsent(`late:${id}`, value, { ttlMs }));
    return there == null ? own : new TextDecoder().decode(there);
  } catch (cause) {
    throw storeFailed("A durable action was not begun.", cause);
  }
}

async function waitFor(
  desk: LateDesk,
  key: string,
  told: Promise<unknown> | undefined,
  signal: AbortSignal,
): Promise<Kept & { state: "ready" }> {
  let isToBeTold = told !== undefined;
  // That it fails only means that the store has to be asked more often.
  const news = told?.then(stopListening, stopListening);
  function stopListening(): void {
    isToBeTold = false;
  }
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(1.5 * waitMs, LAST_WAIT_MS)) {
    // A store that fails now may answer in a moment, and the deadline is not far.
    const kept = await find(desk, key).catch(() => undefined);
    signal.throwIfAborted();
    if (kept?.state === "failed") throw new FailedElsewhere();
    if (kept?.state === "ready") return kept;
    await (isToBeTold ? wait(TOLD_WAIT_MS, { signal, news }) : wait(waitMs, { signal }));
  }
}
