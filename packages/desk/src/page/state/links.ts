import type { ChatView, ExchangeRow } from "../../api/views.js";

/**
 * Which exchange belongs to which message of a chat: to what the visitor did, the first request that it led to; to what
 * came back, the last one before it. After a failure that is the one that failed, not the request for the failure message.
 *
 * @returns message id → exchange
 */
export function linkMessages(chat: ChatView, rows: readonly ExchangeRow[]): ReadonlyMap<string, ExchangeRow> {
  const after = new Map<string, ExchangeRow[]>();
  for (const row of rows) {
    if (row.chatId !== chat.id) continue;
    const key = row.after ?? "";
    const there = after.get(key);
    if (there) there.push(row);
    else after.set(key, [row]);
  }
  const links = new Map<string, ExchangeRow>();
  let before: readonly ExchangeRow[] = after.get("") ?? [];
  for (const { id, role, failure } of chat.messages) {
    const own = after.get(id) ?? [];
    if (role === "visitor") {
      if (own[0]) links.set(id, own[0]);
      // What was said before is over.
      before = own;
      continue;
    }
    const cause = failure ? before.find(({ problem }) => problem !== undefined) : undefined;
    const link = cause ?? before.at(-1);
    if (link) links.set(id, link);
    if (own.length > 0) before = own;
  }
  return links;
}

/** The message to show for an exchange: what the visitor did to cause it, or the greeting. */
export function messageOf(chat: ChatView, { after }: ExchangeRow): string | undefined {
  const { messages } = chat;
  const at = messages.findIndex(({ id }) => id === after);
  return at === -1 ? messages[0]?.id : messages[at]?.id;
}
