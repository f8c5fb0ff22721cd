import type { Context } from "../context.js";
import type { Dispatched } from "../answer/dispatch.js";
import { BotError } from "../error.js";
import { toHex } from "../hex.js";
import type { Job, JobQueue } from "./job.js";
import { askStore } from "../store/store.js";
import type { Signer, Visit } from "../visit.js";
import { wait } from "../time/wait.js";
import { find, noteRunning, storeFailed, type LateStore } from "./late-store.js";
import { applyChanges, type Kept } from "./kept.js";
import { digest, keyOf, newToken, questionOf, type Ticket } from "./ticket.js";
import { encodeWork } from "./work.js";

/** How long to wait before the store is polled again, in ms. Short at first, for quick jobs. */
const FIRST_WAIT_MS = 25;
const LAST_WAIT_MS = 250;
/** The same if the queue has `done`. */
const WATCHED_WAIT_MS = 1_000;

/** Thrown when a job's handler failed in a worker, which has reported the error. */
export class FailedElsewhere extends Error {}

/** A durable action in flight. */
export interface Enqueued {
  /** What to promise at the deadline; `undefined` until the queue has accepted the job. */
  readonly ticket: () => Ticket | undefined;
  readonly done: Promise<Dispatched>;
}

/** What a worker is asked to do. */
export interface Order {
  readonly context: Context;
  /** The action, as the bot declares it. */
  readonly action: string;
  readonly visit: Visit;
  /** The largest answer, in bytes. */
  readonly maxBytes: number;
}

/** Queues an `execute` for a worker, and waits for its answer until the deadline. */
export function enqueue(late: LateStore, queue: JobQueue, { context, action, visit, maxBytes }: Order): Enqueued {
  const { signer, deadline } = visit;
  let ticket: Ticket | undefined;

  async function run(): Promise<Dispatched> {
    const { request } = context;
    const id = await jobIdOf(signer);
    const until = Date.now() + 2 * late.ttlMs;
    const made: Ticket = { action, question: await questionOf(request), token: await tokenOf(late, id), until };
    const key = await keyOf(made, request, signer?.keyId);
    const job: Job = { id, data: encodeWork({ id, key, keyId: signer?.keyId, maxBytes, request }) };
    await Promise.all([
      noteRunning(late, key, late.ttlMs).catch((cause: unknown) => {
        throw storeFailed("A durable action was not queued.", cause);
      }),
      queue.add(job).catch((cause: unknown) => {
        throw new BotError("ERR_QUEUE", `The queue did not accept a job of actions.${action}. See the cause.`, {
          cause,
        });
      }),
    ]);
    ticket = made;
    const done = queue.done?.(id, { signal: deadline.signal });
    const kept = await waitFor(late, key, done, deadline.signal);
    context.broadcast = applyChanges(context.broadcast, kept.changes);
    return kept;
  }
  return { ticket: () => ticket, done: run() };
}

/** The same id for the same signed request, in every process. */
async function jobIdOf(signer: Signer | undefined): Promise<string> {
  if (signer === undefined) return `job-${newToken()}`;
  return `job-${toHex(await digest(JSON.stringify([signer.keyId, toHex(signer.signature)]), 24))}`;
}

/** The same token for the same job, even if two processes accept its request at once. */
async function tokenOf({ store, timeoutMs, ttlMs }: LateStore, id: string): Promise<string> {
  const own = newToken();
  const value = new TextEncoder().encode(own);
  try {
    const there = await askStore(timeoutMs, () => store.setIfAbsent(`late:${id}`, value, { ttlMs }));
    return there == null ? own : new TextDecoder().decode(there);
  } catch (cause) {
    throw storeFailed("A durable action was not queued.", cause);
  }
}

async function waitFor(
  late: LateStore,
  key: string,
  done: Promise<unknown> | undefined,
  signal: AbortSignal,
): Promise<Kept & { state: "ready" }> {
  let isWatched = done !== undefined;
  // If it fails, the store is only polled more often.
  const news = done?.then(stopListening, stopListening);
  function stopListening(): void {
    isWatched = false;
  }
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(1.5 * waitMs, LAST_WAIT_MS)) {
    // A store that fails now may reply in a moment, and the deadline is near.
    const kept = await find(late, key).catch(() => undefined);
    signal.throwIfAborted();
    if (kept?.state === "failed") throw new FailedElsewhere();
    if (kept?.state === "ready") return kept;
    await (isWatched ? wait(WATCHED_WAIT_MS, { signal, news }) : wait(waitMs, { signal }));
  }
}
