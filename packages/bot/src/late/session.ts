import type { WebhookRequest, WebhookResponse } from "@ck/protocol";
import type { Bot } from "../bot.js";
import type { Visit } from "../visit.js";
import { forget, lookUp, take, type Held, type LateDesk } from "./late-store.js";
import type { Kept } from "./kept.js";
import type { LateAnswer } from "./late-answer.js";
import { holdsTickets, LATE_KEY, withoutTickets } from "../answer/late-key.js";
import { questionOf, type Ticket } from "./ticket.js";

/** What the session of one request waits for. */
export interface LateSession {
  /** For the handlers. */
  readonly pending: readonly LateAnswer[];
  /** The tickets that are still good for something. */
  readonly tickets: readonly Ticket[];
  /** What to say to an `execute` that is asked again: `running` is to say so; `undefined`: it is a new question. What is ready is taken, by this call alone. */
  readonly ask: (action: string) => Promise<Kept | undefined>;
}

const NOTHING: LateSession = { pending: [], tickets: [], ask: () => Promise.resolve(undefined) };

/** Looks at what the session of a request waits for. */
export async function openSession(
  desk: LateDesk | undefined,
  bot: Bot,
  request: WebhookRequest,
  { signer, waitUntil, deadline }: Visit,
  report: (error: unknown) => void,
): Promise<LateSession> {
  if (desk === undefined || !holdsTickets(request.broadcast)) return NOTHING;
  // However long the author lets a store take, the answer has to be in time.
  const inTime = (): LateDesk => ({ ...desk, timeoutMs: Math.min(desk.timeoutMs, deadline.untilAnswerMs()) });
  const looked = await lookUp(inTime(), bot, request, signer?.keyId, report);
  const held = looked.filter(({ kept }) => kept?.state !== "taken");
  const tickets = new Set(held.map(({ ticket }) => ticket));
  return {
    pending: held.flatMap(asPending),
    get tickets() {
      return [...tickets];
    },
    async ask(action) {
      const asked = held.filter(({ ticket }) => ticket.action === action);
      if (asked.length === 0) return undefined;
      const question = await questionOf(request);
      const found = asked.findLast(({ ticket }) => ticket.question === question);
      if (found?.kept === undefined) return undefined;
      const { kept, key, ticket } = found;
      if (kept.state === "running" || kept.state === "unknown") return { state: "running" };
      tickets.delete(ticket);
      if (!(await take(inTime(), key, report))) return undefined;
      waitUntil(forget(desk, key));
      return kept;
    },
  };
}

/** A ticket that the store does not know is kept to itself: it may be forged, or of another time. */
function asPending({ ticket: { action }, kept }: Held): LateAnswer[] {
  if (kept === undefined || kept.state === "taken") return [];
  return [{ action, state: kept.state === "unknown" ? "running" : kept.state }];
}

/**
 * Puts the session's tickets into a response that has a place for `broadcast`, or brings one along. They stand beside what the author put there, and beside what came where the author put
 * nothing: right whether `broadcast` merges or replaces (contract §2, grade ?). The empty list is what takes them away.
 */
export function withTickets(
  response: WebhookResponse,
  { broadcast: came }: WebhookRequest,
  tickets: readonly Ticket[],
): WebhookResponse {
  const put = "broadcast" in response ? response.broadcast : undefined;
  const hasPlace = "status" in response || put !== undefined;
  if (!hasPlace || (tickets.length === 0 && !holdsTickets(came))) return response;
  return { ...response, broadcast: { ...(put ?? withoutTickets(came)), [LATE_KEY]: tickets } };
}
