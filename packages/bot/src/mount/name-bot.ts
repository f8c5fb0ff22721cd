import type { WebhookRequest } from "@ck/protocol";

/**
 * Of several bots at one URL, each goes by one name, whatever a request calls it, if it names it at all. So what is kept for one of them, such as a late
 * answer, is not found by another.
 */
export function nameBot(request: WebhookRequest, name: string | undefined): WebhookRequest {
  if (name === undefined || request.bot?.namespace === name) return request;
  return { ...request, bot: { ...request.bot, namespace: name } };
}
