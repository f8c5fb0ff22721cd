import { withoutKey } from "../without-key.js";

/** The key of `broadcast` that is ours: what a session has been promised. */
export const LATE_KEY = "ckLate";

/** Whether `broadcast` holds our key, with anything but the empty list in it. */
export function holdsTickets(broadcast: Readonly<Record<string, unknown>>): boolean {
  const came = broadcast[LATE_KEY];
  return came !== undefined && !(Array.isArray(came) && came.length === 0);
}

/** `broadcast` as the author knows it. */
export function withoutTickets(broadcast: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return withoutKey(broadcast, LATE_KEY);
}
