import type { Visit } from "../visit.js";
import { keep } from "./keep.js";
import { noteRunning, type LateStore } from "./late-store.js";
import { keepable, type Unfinished } from "./keepable.js";
import type { LateSession } from "./hand-over/session.js";
import type { MayBeLate } from "./may-be-late.js";
import { bearerOf, keyOf, makeTicket, newToken } from "./ticket.js";

/** An answer that is being worked on. */
export interface Promised {
  /** Settles when the other processes can see it, or the store has failed. */
  readonly noted?: Promise<unknown> | undefined;
}

/** A handler that is not done, whose it is, and the session that it would answer to. */
export interface Overdue {
  readonly unfinished: Unfinished;
  readonly handler: MayBeLate;
  readonly session: Pick<LateSession, "promise" | "end" | "carry" | "spend">;
}

/**
 * Lets a handler run on and keeps its answer. Returns `undefined` if `maxRunning` handlers run on already, or if the session waits for as many answers as
 * it can.
 */
export async function runOn(
  late: LateStore,
  { unfinished, handler, session }: Overdue,
  visit: Visit,
  report: (error: unknown) => void,
): Promise<Promised | undefined> {
  const { request } = unfinished.context;
  const bearer = bearerOf(visit);
  const until = Date.now() + late.giveUpMs + late.ttlMs;
  const ticket = await makeTicket(handler, request, bearer, { token: newToken(), until });
  const key = await keyOf(ticket, request, bearer);
  if (late.running.size >= late.maxRunning || !session.promise(ticket)) return undefined;
  late.running.add(key);

  // The answer is written after the running mark. If the mark failed, `keep` reports the store and tries on.
  const noted = noteRunning(late, key, unfinished.life.remainingMs()).catch(() => undefined);
  const ended = keepable(unfinished, report).then(async (kept) => {
    session.end();
    const taken = kept.state === "failed" ? session.carry(unfinished.maxBytes) : [];
    await noted;
    await keep(late, key, taken.length > 0 ? { state: "failed", taken } : kept, report);
    session.spend();
  });
  visit.waitUntil(ended.finally(() => late.running.delete(key)));
  return { noted };
}
