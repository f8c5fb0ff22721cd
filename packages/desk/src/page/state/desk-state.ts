import type { DeskEvent } from "../../api/events.js";
import type { BotView, ChatView, ExchangeRow, RemarkRow, ServerView } from "../../api/views.js";

/** What the page knows of the server. */
export interface DeskState {
  readonly connection: "connecting" | "open" | "lost" | "refused";
  /** Absent until the first snapshot. */
  readonly bot?: BotView;
  readonly chats: readonly ChatView[];
  readonly exchanges: readonly ExchangeRow[];
  readonly remarks: readonly RemarkRow[];
  /** How many exchanges were cleared and can be brought back. */
  readonly cleared: number;
  /** Absent if the author runs the server. */
  readonly server?: ServerView;
}

/** As many as the server keeps. */
const MAX_ROWS = 1000;

export const BEGINNING: DeskState = { connection: "connecting", chats: [], exchanges: [], remarks: [], cleared: 0 };

/** What changes the state: an event of the server, or one of the connection. */
export type DeskChange =
  | DeskEvent
  | { readonly type: "several"; readonly changes: readonly DeskChange[] }
  | { readonly type: "connection"; readonly connection: DeskState["connection"] };

/** The state after a change. */
export function reduce(state: DeskState, change: DeskChange): DeskState {
  const changeChat = (id: string, to: (chat: ChatView) => ChatView): DeskState => ({
    ...state,
    chats: state.chats.map((chat) => (chat.id === id ? to(chat) : chat)),
  });
  switch (change.type) {
    case "several":
      return change.changes.reduce(reduce, state);
    case "connection":
      return { ...state, connection: change.connection };
    case "snapshot":
      return { ...change.snapshot, connection: "open" };
    case "bot":
      return { ...state, bot: change.bot };
    case "server":
      return { ...state, server: change.server };
    case "opened":
      return { ...state, chats: [...state.chats, change.chat] };
    case "dropped":
      return { ...state, chats: state.chats.filter(({ id }) => id !== change.chatId) };
    case "message":
      return changeChat(change.chatId, (chat) => ({ ...chat, messages: [...chat.messages, change.message] }));
    case "sending":
      return changeChat(change.chatId, (chat) => ({
        ...chat,
        sending: change.todo,
        sendingSince: change.since,
      }));
    case "settled":
      return changeChat(change.chatId, settled);
    case "standing":
      return changeChat(change.chatId, (chat) => ({ ...chat, standing: change.standing }));
    case "exchange":
      return { ...state, exchanges: [...state.exchanges, change.row].slice(-MAX_ROWS) };
    case "cleared":
      return { ...state, exchanges: [], remarks: [], cleared: change.count };
    case "restored":
      return { ...state, exchanges: change.exchanges, remarks: change.remarks, cleared: 0 };
    case "remark":
      return { ...state, remarks: [...state.remarks, change.remark].slice(-MAX_ROWS) };
  }
}

function settled(chat: ChatView): ChatView {
  return { ...chat, sending: undefined, sendingSince: undefined };
}
