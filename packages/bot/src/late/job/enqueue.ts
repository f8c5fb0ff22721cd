import type { Context } from "../../context.js";
import type { Dispatched } from "../../answer/dispatch.js";
import { cleanError } from "../../clean-error.js";
import { BotError } from "../../error.js";
import { toHex } from "../../hex.js";
import { sealJob } from "../../seal/seal-job.js";
import type { Job, JobQueue } from "./job.js";
import { askStore } from "../../store/store.js";
import type { StageTrace } from "../../trace/stage.js";
import type { Tracer } from "../../trace/tracer.js";
import type { Signer, Visit } from "../../visit.js";
import { asSent } from "../../session/baseline.js";
import { applyChanges } from "../kept.js";
import { noteRunning, type LateStore } from "../late-store.js";
import { storeFailed } from "../store-failed.js";
import type { MayBeLate } from "../may-be-late.js";
import { bearerOf, digest, jobIdOf, keyOf, makeTicket, newToken, type Ticket } from "../ticket.js";
import { waitForAnswer } from "./wait-for-answer.js";
import { encodeWork, readCarrier } from "../work.js";

/** How long two copies of one signed request share their token, in ms. As long as the replay guard remembers by default. */
const TOKEN_TTL_MS = 86_400_000;
/** How long a job counts as alive if the queue cannot tell, in ms. */
const UNWATCHED_JOB_MS = 7 * 86_400_000;

/** A durable handler in flight. */
export interface Enqueued {
  /** What to promise at the deadline; `undefined` until the queue has accepted the job. */
  readonly ticket: () => Ticket | undefined;
  readonly done: Promise<Dispatched>;
}

/** What a worker is asked to do. */
export interface Order {
  readonly context: Context;
  readonly handler: MayBeLate;
  /** Its name for the author: `actions.ApplyLeave.execute`. */
  readonly name: string;
  readonly visit: Visit;
  /** The largest answer, in bytes. */
  readonly maxBytes: number;
  readonly trace: Tracer;
}

/** Queues a request for a worker, and waits for its answer until the deadline. */
export function enqueue(
  late: LateStore,
  queue: JobQueue,
  { context, handler, name, visit, maxBytes, trace }: Order,
): Enqueued {
  const { signer, deadline, requestId, details } = visit;
  let ticket: Ticket | undefined;

  async function run(traced: StageTrace | undefined): Promise<Dispatched> {
    const { request } = context;
    const until = Date.now() + 2 * late.ttlMs;
    const bearer = bearerOf(visit);
    const made = await makeTicket(handler, request, bearer, { token: await tokenOf(late, signer), until, job: true });
    const key = await keyOf(made, request, bearer);
    const id = await jobIdOf(key);
    const carrier = readCarrier(traced?.carrier);
    const at = visit.identified?.at;
    const work = encodeWork({
      id,
      key,
      keyId: signer?.keyId,
      bot: details.bot,
      requestId,
      carrier,
      maxBytes,
      at,
      request,
    });
    const data = await sealJob(late.sealer, id, work);
    await Promise.all([
      noteRunning(late, key, queue.has === undefined ? UNWATCHED_JOB_MS : late.ttlMs).catch((cause: unknown) => {
        throw storeFailed("A durable handler was not queued.", cause);
      }),
      add(queue, { id, data }, name),
    ]);
    ticket = made;
    const kept = await waitForAnswer(late, key, () => queue.done?.(id, { signal: deadline.signal }), deadline.signal);
    context.broadcast = applyChanges(asSent(context, "broadcast"), kept.changes);
    return kept;
  }
  return { ticket: () => ticket, done: trace("enqueue", () => ({ details, carrier: {} }), run) };
}

/** A queue is somebody else's code: whatever it throws, however it throws it, the job was not accepted. */
async function add(queue: JobQueue, job: Job, name: string): Promise<void> {
  try {
    await queue.add(job);
  } catch (error) {
    const message = `The queue did not accept a job of ${name}. See the cause.`;
    throw new BotError("ERR_QUEUE", message, { cause: cleanError(error) });
  }
}

/**
 * The same token for the same signed request, and so the same job, in every process, even if two accept the request at
 * once.
 */
async function tokenOf({ store, timeoutMs, ttlMs }: LateStore, signer: Signer | undefined): Promise<string> {
  const own = newToken();
  if (signer === undefined) return own;
  const id = toHex(await digest(JSON.stringify([signer.keyId, toHex(signer.signature)]), 24));
  const value = new TextEncoder().encode(own);
  const expiry = { ttlMs: Math.max(ttlMs, TOKEN_TTL_MS) };
  try {
    const there = await askStore(timeoutMs, () => store.setIfAbsent(`late:token:${id}`, value, expiry));
    return there == null ? own : new TextDecoder().decode(there);
  } catch (cause) {
    throw storeFailed("A durable handler was not queued.", cause);
  }
}
