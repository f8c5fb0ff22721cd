import type { WebhookRequest } from "@ck/protocol";
import type { Bot } from "../bot.js";
import { askStore } from "../store/store.js";
import { afterClaim, findClaim } from "./claims.js";
import { decodeKept, encodeKept, type Kept } from "./kept.js";
import type { LateEvent } from "./late-event.js";
import type { LateConfig } from "./options.js";
import { isStillQueued } from "./job/still-queued.js";
import { storeFailed } from "./store-failed.js";
import type { Report } from "./write.js";
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

/**
 * How long a running mark outlives the handler's time limit, in ms. By then its answer is kept, or its process died.
 */
const SLACK_MS = 5_000;

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

/** What is kept, unless somebody has it; where there is nothing, an answer is still running for as long as its job lives. */
async function findOrJob(late: LateStore, { job }: Ticket, key: string, report: Report): Promise<Kept | undefined> {
  const kept = await find(late, key);
  if (kept?.state === "ready" || kept?.state === "failed") {
    const claim = await findClaim(late, key);
    return claim === undefined ? kept : afterClaim(claim);
  }
  if (kept !== undefined || job !== true) return kept;
  const id = await jobIdOf(key);
  if (await isStillQueued(late.queue, id, { timeoutMs: late.timeoutMs, report })) return { state: "running" };
  // It may have finished between the two questions.
  return find(late, key);
}

/** Returns what is kept under a key. */
export async function find(late: LateStore, key: string): Promise<Kept | undefined> {
  const ended = await findEnded(late, key);
  if (ended !== undefined) return ended;
  if (late.running.has(key)) return { state: "running" };
  const mark = await askStore(late.timeoutMs, () => late.store.get(runningKey(key)));
  return mark != null && decodeKept(mark).state === "running" ? { state: "running" } : undefined;
}

/** The same, without a look at whether it is running. */
export async function findEnded(
  { store, timeoutMs }: Pick<LateConfig, "store" | "timeoutMs">,
  key: string,
): Promise<Kept | undefined> {
  const bytes = await askStore(timeoutMs, () => store.get(key));
  // A store may return null for a missing key.
  return bytes == null ? undefined : decodeKept(bytes);
}

/** Sets the running mark for `forMs`. */
export async function noteRunning({ store, timeoutMs }: LateStore, key: string, forMs: number): Promise<void> {
  const ttlMs = forMs + SLACK_MS;
  await askStore(timeoutMs, () => store.setIfAbsent(runningKey(key), encodeKept({ state: "running" }), { ttlMs }));
}

/** Where the running mark is: apart from the answer, which is written where there is nothing. */
export function runningKey(key: string): string {
  return `${key}:running`;
}

/** Frees the space of an answer that was handed over, or notes that a failure was. */
export async function forget(
  { store, timeoutMs, ttlMs }: LateStore,
  key: string,
  state: Kept["state"] | "unknown" | undefined,
): Promise<void> {
  const taken = encodeKept({ state: "taken", ...(state === "failed" && { failed: true }) });
  // A failure does no harm: the answer is not handed over again.
  await askStore(timeoutMs, () => store.set(key, taken, { ttlMs })).catch(() => undefined);
}
