import type { WebhookRequest, WebhookResponse } from "@ck/protocol";
import { holdsTickets, LATE_KEY, withoutTickets } from "../../answer/late-key.js";
import type { Ticket } from "../ticket.js";

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
