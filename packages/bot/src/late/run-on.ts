import type { Visit } from "../visit.js";
import { keep, noteRunning, type LateDesk } from "./late-store.js";
import { keepable, type Unfinished } from "./keepable.js";
import { keyOf, newToken, questionOf, type Ticket } from "./ticket.js";

/** An answer that somebody is at work on. */
export interface Promised {
  readonly ticket: Ticket;
  /** Settles when every process knows of it, or cannot be told. */
  readonly noted?: Promise<unknown>;
}

/** Lets a handler run on and keeps what comes of it. Gives `undefined` where too many run on already. */
export async function runOn(
  desk: LateDesk,
  unfinished: Unfinished,
  { waitUntil, signer }: Visit,
  report: (error: unknown) => void,
): Promise<Promised | undefined> {
  const { action, life } = unfinished;
  const { request } = unfinished.context;
  const until = Date.now() + desk.giveUpMs + desk.ttlMs;
  const ticket: Ticket = { action, question: await questionOf(request), token: newToken(), until };
  const key = await keyOf(ticket, request, signer?.keyId);
  if (desk.running.size >= desk.maxRunning) return undefined;
  desk.running.add(key);

  // What is kept in the end is kept after the word that it is being worked on, and where that failed `keep` says so, and does not give up.
  const noted = noteRunning(desk, key, life.remainingMs()).catch(() => undefined);
  const ended = keepable(unfinished, report).then(async (kept) => {
    await noted;
    await keep(desk, key, kept, report);
  });
  waitUntil(ended.finally(() => desk.running.delete(key)));
  return { ticket, noted };
}
