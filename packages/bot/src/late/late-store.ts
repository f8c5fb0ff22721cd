import type { WebhookRequest } from "@ck/protocol";
import type { Bot } from "../bot.js";
import { BotError } from "../error.js";
import { askStore } from "../store/store.js";
import { wait } from "../time/wait.js";
import { decodeKept, encodeKept, type Kept } from "./kept.js";
import type { LateConfig } from "./options.js";
import { keyOf, readTickets, type Ticket } from "./ticket.js";

/** Where answers are put that came too late, and where they are looked for. One a receiver. */
export interface LateDesk extends LateConfig {
  /** The keys of the handlers of this process that run on. */
  readonly running: Set<string>;
}

/** A ticket that came, and what the store says of it. */
export interface Held {
  readonly ticket: Ticket;
  readonly key: string;
  /** `unknown`: the store failed. `undefined`: the store has nothing under it. */
  readonly kept: Kept | { readonly state: "unknown" } | undefined;
}

type Report = (error: unknown) => void;

/** How long the word that a handler runs outlives the handler's time, in ms: until then its answer is there, or its process is not. */
const SLACK_MS = 5_000;
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 2_000;

/** What became of the answers that the session waits for. Costs nothing where there are none. */
export async function lookUp(
  desk: LateDesk,
  bot: Bot,
  request: WebhookRequest,
  keyId: string | undefined,
  report: Report,
): Promise<readonly Held[]> {
  const tickets = readTickets(request.broadcast, (name) => Object.hasOwn(bot.actions, name));
  const failures: unknown[] = [];
  const held = await Promise.all(
    tickets.map(async (ticket): Promise<Held> => {
      const key = await keyOf(ticket, request, keyId);
      try {
        return { ticket, key, kept: await find(desk, key) };
      } catch (cause) {
        failures.push(cause);
        return { ticket, key, kept: { state: "unknown" } };
      }
    }),
  );
  if (failures.length > 0) report(storeFailed("Whether it is ready could not be seen.", failures[0]));
  return held;
}

/** What is kept under a key. */
export async function find({ store, timeoutMs, running }: LateDesk, key: string): Promise<Kept | undefined> {
  // A store may say null for nothing.
  const bytes = (await askStore(timeoutMs, () => store.get(key))) ?? undefined;
  if (bytes !== undefined) return decodeKept(bytes);
  return running.has(key) ? { state: "running" } : undefined;
}

/** Notes that an answer is being worked on for so long, unless it is there already. */
export async function noteRunning({ store, timeoutMs }: LateDesk, key: string, forMs: number): Promise<void> {
  const ttlMs = forMs + SLACK_MS;
  await askStore(timeoutMs, () => store.setIfAbsent(key, encodeKept({ state: "running" }), { ttlMs }));
}

/** Tells whether the caller is the one who may hand over what is under a key. Where the store fails it is: twice is better than never. */
export async function take({ store, timeoutMs, ttlMs }: LateDesk, key: string, report: Report): Promise<boolean> {
  try {
    const taken = encodeKept({ state: "taken" });
    const before = await askStore(timeoutMs, () => store.setIfAbsent(`${key}:taken`, taken, { ttlMs }));
    return before == null;
  } catch (cause) {
    report(storeFailed("It was handed over all the same, and could be once more.", cause));
    return true;
  }
}

/** Frees the place of an answer that was handed over. */
export async function forget({ store, timeoutMs, ttlMs }: LateDesk, key: string): Promise<void> {
  const taken = encodeKept({ state: "taken" });
  // It is not handed over again in any case.
  await askStore(timeoutMs, () => store.set(key, taken, { ttlMs })).catch(() => undefined);
}

/**
 * Keeps an answer that was promised. Where the store fails it is tried again for as long as the answer would have been kept.
 * @param signal says that there is somebody else to do it: rejects then with its reason
 */
export async function keep(
  desk: Pick<LateConfig, "store" | "timeoutMs" | "ttlMs">,
  key: string,
  kept: Kept,
  report: Report,
  signal?: AbortSignal,
): Promise<void> {
  const { store, timeoutMs, ttlMs } = desk;
  const value = encodeKept(kept);
  const until = performance.now() + ttlMs;
  for (let waitMs = FIRST_RETRY_MS; ; waitMs = Math.min(2 * waitMs, LAST_RETRY_MS)) {
    try {
      await askStore(timeoutMs, () => store.set(key, value, { ttlMs }));
      return;
    } catch (cause) {
      const isLost = performance.now() + waitMs > until;
      if (isLost) report(storeFailed("It is lost.", cause));
      else if (waitMs === FIRST_RETRY_MS) report(storeFailed("It is tried again and again to keep it.", cause));
      if (isLost) return;
      await wait(waitMs, { signal });
      signal?.throwIfAborted();
    }
  }
}

export function storeFailed(what: string, cause: unknown): BotError {
  return new BotError("ERR_STORE", `The store of the late answers failed. ${what} See the cause.`, { cause });
}
