import type { WebhookRequest } from "@ck/protocol";
import type { Bot } from "../bot.js";
import { cleanError } from "../clean-error.js";
import { BotError, isBotError } from "../error.js";
import { askStore } from "../store/store.js";
import { wait } from "../time/wait.js";
import { decodeKept, encodeKept, type Kept } from "./kept.js";
import type { LateEvent } from "./late-event.js";
import type { LateConfig } from "./options.js";
import { isStillQueued } from "./job/still-queued.js";
import { jobIdOf, keyOf, readTickets, type Bearer, type Ticket } from "./ticket.js";

/** Where late answers are kept and looked up. One for each receiver. */
export interface LateStore extends LateConfig {
  /** The keys of the late handlers in this process. */
  readonly running: Set<string>;
  readonly tell: (makeEvent: () => LateEvent) => void;
}

/** A ticket from the request, and what the store has for it. */
export interface Held {
  readonly ticket: Ticket;
  readonly key: string;
  /** `unknown`: the store failed. `undefined`: the store has nothing. */
  readonly kept: Kept | { readonly state: "unknown" } | undefined;
}

type Report = (error: unknown) => void;

/**
 * How long a running mark outlives the handler's time limit, in ms. By then its answer is kept, or its process died.
 */
const SLACK_MS = 5_000;
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 2_000;

/** Looks up the answers that the session waits for. Does not ask the store when there are none. */
export async function lookUp(
  late: LateStore,
  bot: Bot,
  request: WebhookRequest,
  bearer: Bearer,
  report: Report,
): Promise<readonly Held[]> {
  const tickets = readTickets(request.broadcast, (name) => Object.hasOwn(bot.actions, name));
  const failures: unknown[] = [];
  const now = Date.now();
  const held = await Promise.all(
    tickets.map(async (ticket): Promise<Held> => {
      const key = await keyOf(ticket, request, bearer);
      // Only a job may take longer than its ticket is good for.
      if (ticket.job !== true && ticket.until <= now) return { ticket, key, kept: undefined };
      try {
        return { ticket, key, kept: await findOrJob(late, ticket, key, report) };
      } catch (cause) {
        failures.push(cause);
        return { ticket, key, kept: { state: "unknown" } };
      }
    }),
  );
  if (failures.length > 0) report(storeFailed("It is not known whether an answer is ready.", failures[0]));
  return held;
}

/** What is kept; where there is nothing, an answer is still running for as long as its job lives. */
async function findOrJob(late: LateStore, { job }: Ticket, key: string, report: Report): Promise<Kept | undefined> {
  const kept = await find(late, key);
  if (kept !== undefined || job !== true) return kept;
  const id = await jobIdOf(key);
  if (await isStillQueued(late.queue, id, { timeoutMs: late.timeoutMs, report })) return { state: "running" };
  // It may have finished between the two questions.
  return find(late, key);
}

/** Returns what is kept under a key. */
export async function find({ store, timeoutMs, running }: LateStore, key: string): Promise<Kept | undefined> {
  // A store may return null for a missing key.
  const bytes = (await askStore(timeoutMs, () => store.get(key))) ?? undefined;
  if (bytes !== undefined) return decodeKept(bytes);
  return running.has(key) ? { state: "running" } : undefined;
}

/** Sets the running mark for `forMs`, unless the key has a value already. */
export async function noteRunning({ store, timeoutMs }: LateStore, key: string, forMs: number): Promise<void> {
  const ttlMs = forMs + SLACK_MS;
  await askStore(timeoutMs, () => store.setIfAbsent(key, encodeKept({ state: "running" }), { ttlMs }));
}

/**
 * Returns whether the caller may hand over the answer under a key. If the store fails it may: twice is better than
 * never.
 */
export async function take({ store, timeoutMs, ttlMs }: LateStore, key: string, report: Report): Promise<boolean> {
  try {
    const taken = encodeKept({ state: "taken" });
    const before = await askStore(timeoutMs, () => store.setIfAbsent(claimKey(key), taken, { ttlMs }));
    return before == null;
  } catch (cause) {
    report(storeFailed("The answer was handed over anyway, and could be handed over again.", cause));
    return true;
  }
}

/** Where the first to write has the answer. */
export function claimKey(key: string): string {
  return `${key}:taken`;
}

/** Frees the space of an answer that was handed over. */
export async function forget({ store, timeoutMs, ttlMs }: LateStore, key: string): Promise<void> {
  const taken = encodeKept({ state: "taken" });
  // A failure does no harm: the answer is not handed over again.
  await askStore(timeoutMs, () => store.set(key, taken, { ttlMs })).catch(() => undefined);
}

/**
 * Keeps a promised answer. If the store fails, tries again for as long as the answer would have been kept.
 *
 * @param signal - aborted when another process will do it; rejects with its reason
 */
export async function keep(
  late: Pick<LateConfig, "store" | "timeoutMs" | "ttlMs">,
  key: string,
  kept: Kept,
  report: Report,
  signal?: AbortSignal,
): Promise<void> {
  const { store, timeoutMs, ttlMs } = late;
  const value = encodeKept(kept);
  const until = performance.now() + ttlMs;
  for (let waitMs = FIRST_RETRY_MS; ; waitMs = Math.min(2 * waitMs, LAST_RETRY_MS)) {
    try {
      await askStore(timeoutMs, () => store.set(key, value, { ttlMs }));
      return;
    } catch (cause) {
      const isLost = performance.now() + waitMs > until;
      if (isLost) report(storeFailed("The answer is lost.", cause));
      else if (waitMs === FIRST_RETRY_MS) report(storeFailed("Keeping the answer is retried.", cause));
      if (isLost) return;
      await wait(waitMs, { signal });
      signal?.throwIfAborted();
    }
  }
}

export function storeFailed(what: string, cause: unknown): BotError {
  // A value that cannot be opened is not the store's fault.
  if (isBotError(cause)) return cause;
  return new BotError("ERR_STORE", `The store of late answers failed. ${what} See the cause.`, {
    cause: cleanError(cause),
  });
}
