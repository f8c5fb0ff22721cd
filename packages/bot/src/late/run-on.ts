import type { Visit } from "../visit.js";
import { keep, noteRunning, type LateStore } from "./late-store.js";
import { keepable, type Unfinished } from "./keepable.js";
import { keyOf, makeTicket, newToken, questionOf, type Ticket } from "./ticket.js";

/** An answer that is being worked on. */
export interface Promised {
  readonly ticket: Ticket;
  /** Settles when the other processes can see it, or the store has failed. */
  readonly noted?: Promise<unknown>;
}

/** Lets a handler run on and keeps its answer. Returns `undefined` if `maxRunning` handlers run on already. */
export async function runOn(
  late: LateStore,
  unfinished: Unfinished,
  { waitUntil, signer }: Visit,
  report: (error: unknown) => void,
): Promise<Promised | undefined> {
  const { action, life } = unfinished;
  const { request } = unfinished.context;
  const until = Date.now() + late.giveUpMs + late.ttlMs;
  const ticket = makeTicket({ action, question: await questionOf(request) }, request, { token: newToken(), until });
  const key = await keyOf(ticket, request, signer?.keyId);
  if (late.running.size >= late.maxRunning) return undefined;
  late.running.add(key);

  // The answer is written after the running mark. If the mark failed, `keep` reports the store and tries on.
  const noted = noteRunning(late, key, life.remainingMs()).catch(() => undefined);
  const ended = keepable(unfinished, report).then(async (kept) => {
    await noted;
    await keep(late, key, kept, report);
  });
  waitUntil(ended.finally(() => late.running.delete(key)));
  return { ticket, noted };
}
