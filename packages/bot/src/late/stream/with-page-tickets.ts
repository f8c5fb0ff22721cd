import type { WebhookResponse } from "@ck/protocol";
import { isSendable } from "../../answer/answer.js";
import { LATE_KEY } from "../../answer/late-key.js";
import type { Context } from "../../context.js";
import type { ReceiveConfig } from "../../options.js";
import type { Visit } from "../../visit.js";
import type { LateSession } from "../hand-over/session.js";
import { bearerOf } from "../ticket.js";
import { toPageTicket } from "./page-ticket.js";

/** A promise to the visitor. */
export interface Promising {
  readonly config: Pick<ReceiveConfig, "late" | "maxResponseBytes">;
  readonly context: Pick<Context, "request">;
  readonly session: Pick<LateSession, "tickets">;
  readonly visit: Pick<Visit, "signer" | "identified">;
}

/**
 * Gives the visitor's page the tickets of all that the session waits for: in `data`, which the chat window hands to the page's `handleResponse`.
 * That it does so for webhooks is inferred from the same key of Deluge functions (grade S); that an answer to free text may have one (grade I).
 */
export async function withPageTickets(
  response: WebhookResponse,
  { config, context: { request }, session: { tickets }, visit }: Promising,
): Promise<WebhookResponse> {
  if (config.late?.pageTickets !== true || !("status" in response) || tickets.length === 0) return response;
  const own = "data" in response ? response.data : {};
  const bearer = bearerOf(visit);
  const texts = await Promise.all(tickets.map((ticket) => toPageTicket(ticket, request, bearer)));
  const made: WebhookResponse = Object.assign({}, response, { data: { ...own, [LATE_KEY]: texts } });
  // Without them the answer still goes out with the session's next turn.
  return isSendable(made, config.maxResponseBytes) ? made : response;
}
