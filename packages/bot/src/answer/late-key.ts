import { withoutKey } from "../without-key.js";

/** The key of `broadcast` that is reserved for us: the answers that a session has been promised. */
export const LATE_KEY = "ckLate";

/** Whether `broadcast` has our key with anything but an empty list in it. */
export function holdsTickets(broadcast: Readonly<Record<string, unknown>>): boolean {
  const tickets = broadcast[LATE_KEY];
  return tickets !== undefined && !(Array.isArray(tickets) && tickets.length === 0);
}

/** `broadcast` as the author sees it, without our key. */
export function withoutTickets(broadcast: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return withoutKey(broadcast, LATE_KEY);
}
