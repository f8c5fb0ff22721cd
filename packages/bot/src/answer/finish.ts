import type { WebhookResponse } from "@ck/protocol";
import { isSendable, serialize } from "./answer.js";
import type { Bot } from "../bot.js";
import type { Context } from "../context.js";
import type { Dispatched } from "./dispatch.js";
import type { Deadline } from "../time/deadline.js";
import type { HandOver, LateSession } from "../late/hand-over/session.js";
import { withTickets } from "../late/hand-over/with-tickets.js";
import type { LateStore } from "../late/late-store.js";
import type { MayBeLate } from "../late/may-be-late.js";
import { withPageTickets } from "../late/stream/with-page-tickets.js";
import type { Ticket } from "../late/ticket.js";
import type { ReceiveConfig } from "../options.js";
import type { Visit } from "../visit.js";
import type { Ending } from "../wire/ending.js";
import { withoutTickets } from "./late-key.js";
import { sayInstead } from "./say-instead.js";
import { withStores } from "./stores.js";
import { checkSuggestions } from "./suggestions.js";

/** One request that is being answered. */
export interface Answering {
  readonly bot: Bot;
  readonly config: ReceiveConfig;
  readonly visit: Visit;
  readonly context: Context;
  readonly session: LateSession;
  readonly report: (error: unknown) => void;
  /** When the handler has to be done: at the deadline, or later if it may be late. */
  readonly handlerDeadline: Deadline;
  /** Set for a handler that may be late. */
  readonly late: (MayBeLate & { readonly store: LateStore }) | undefined;
}

export function answeredWith({ askedAgain }: Dispatched, text: string): Ending {
  return { outcome: askedAgain === true ? "asked-again" : "answered", status: 200, text };
}

/** The JSON of a response, after what the session waits for. */
export async function finish(answering: Answering, done: Dispatched): Promise<string> {
  const { context, config, session } = answering;
  if (session.isEmpty) return finishAlone(answering, done);
  const own = ownResponse(answering, done);
  const whole = await withLate(answering, own, { broadcast: context.broadcast, isFailure: false });
  return serialize(whole, done.handler, config.maxResponseBytes);
}

/** The JSON of a response whose session waits for nothing. */
export function finishAlone(answering: Answering, done: Dispatched): string {
  const { context, config, session } = answering;
  const whole = withTickets(ownResponse(answering, done), context.request, session.tickets);
  return serialize(whole, done.handler, config.maxResponseBytes);
}

/** A response with the stores in it. */
function ownResponse({ bot, context, session, report }: Answering, { response, handler }: Dispatched): WebhookResponse {
  for (const wrong of checkSuggestions(bot, response, handler)) report(wrong);
  const own = withStores(response, context, handler);
  session.settle();
  return own;
}

/** The late or failure message in place of an answer. */
export async function say(answering: Answering, which: "late" | "failure"): Promise<Ending> {
  const { bot, config, context, session, visit, report } = answering;
  const turn = { broadcast: withoutTickets(context.request.broadcast), isFailure: which === "failure" };
  const complete = async (response: WebhookResponse): Promise<WebhookResponse> => {
    const whole = await withLate(answering, response, turn);
    return which === "late" ? withPageTickets(whole, answering) : whole;
  };
  const instead = { bot, config, context, deadline: visit.deadline, report, complete };
  const text = await session.withoutTaking(() => sayInstead(which, instead));
  return { outcome: which === "late" ? "late" : "failed", status: 200, text };
}

/** A response with the session's tickets, and after the answers that it hands over. */
async function withLate(
  { context: { request }, session, config }: Answering,
  response: WebhookResponse,
  turn: Pick<HandOver, "broadcast" | "isFailure">,
): Promise<WebhookResponse> {
  const fits = (made: WebhookResponse, tickets: readonly Ticket[]): boolean =>
    isSendable(withTickets(made, request, tickets), config.maxResponseBytes);
  const whole = session.isEmpty ? response : await session.handOver(response, { ...turn, fits });
  return withTickets(whole, request, session.tickets);
}
