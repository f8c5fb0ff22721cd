import type { WebhookRequest, WebhookResponse } from "@ck/protocol";
import type { Bot } from "../bot.js";
import type { Visit } from "../visit.js";
import { forget, lookUp, take, type Held, type LateStore } from "./late-store.js";
import type { Kept } from "./kept.js";
import type { LateAnswer } from "./late-answer.js";
import { holdsTickets, LATE_KEY, withoutTickets } from "../answer/late-key.js";
import { questionOf, type Ticket } from "./ticket.js";

/** The late answers of one request's session. */
export interface LateSession {
  /** For `context.lateAnswers`. */
  readonly pending: readonly LateAnswer[];
  /** The tickets that are still valid. */
  readonly tickets: readonly Ticket[];
  /**
   * What is known of an `execute` that was asked before; `undefined` for a new question. A ready answer is taken by
   * this
   * call, and by no other.
   */
  readonly ask: (action: string) => Promise<Kept | undefined>;
}

const NOTHING: LateSession = { pending: [], tickets: [], ask: () => Promise.resolve(undefined) };

/** Looks up what the session of a request waits for. */
export async function openSession(
  late: LateStore | undefined,
  bot: Bot,
  request: WebhookRequest,
  { signer, waitUntil, deadline }: Visit,
  report: (error: unknown) => void,
): Promise<LateSession> {
  if (late === undefined || !holdsTickets(request.broadcast)) return NOTHING;
  // However long timeoutMs is, the answer must be in time.
  const inTime = (): LateStore => ({ ...late, timeoutMs: Math.min(late.timeoutMs, deadline.untilAnswerMs()) });
  const looked = await lookUp(inTime(), bot, request, signer?.keyId, report);
  const now = Date.now();
  // The ticket of a job that has ended, and whose answer has expired, is good for nothing.
  const held = looked.filter(({ kept, ticket }) => (kept ? kept.state !== "taken" : ticket.until > now));
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
      waitUntil(forget(late, key));
      return kept;
    },
  };
}

/** A ticket without a value in the store is not shown: it may be forged or old. */
function asPending({ ticket: { action }, kept }: Held): LateAnswer[] {
  if (kept === undefined || kept.state === "taken") return [];
  return [{ action, state: kept.state === "unknown" ? "running" : kept.state }];
}

/**
 * Adds the session's tickets to a response that can carry `broadcast`, beside what the author put there, or else beside
 * what the request brought. This is right whether the platform merges or replaces `broadcast` (docs/contract.md §2,
 * grade ?).
 * An empty list removes the tickets.
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
