import type { ChatMessage } from "@ck/emulator/core";
import type { Todo } from "@ck/protocol";
import type { BotView, ChatView, ExchangeRow, RemarkRow, ServerView, Standing } from "./views.js";

/** An event of the stream. It starts with a `snapshot`, so that a page that lost the stream catches up. */
export type DeskEvent =
  | { readonly type: "snapshot"; readonly snapshot: Snapshot }
  | { readonly type: "opened"; readonly chat: ChatView }
  /** The chat could not be opened. */
  | { readonly type: "dropped"; readonly chatId: string }
  | { readonly type: "message"; readonly chatId: string; readonly message: ChatMessage }
  | { readonly type: "sending"; readonly chatId: string; readonly todo: Todo; readonly since: string }
  /** No request is in flight in the chat any more. */
  | { readonly type: "settled"; readonly chatId: string }
  | { readonly type: "standing"; readonly chatId: string; readonly standing: Standing }
  | { readonly type: "exchange"; readonly row: ExchangeRow }
  /** All exchanges and remarks were removed from the list, and can be brought back. */
  | { readonly type: "cleared"; readonly count: number }
  /** What was cleared is back. */
  | { readonly type: "restored"; readonly exchanges: readonly ExchangeRow[]; readonly remarks: readonly RemarkRow[] }
  | { readonly type: "remark"; readonly remark: RemarkRow }
  | { readonly type: "bot"; readonly bot: BotView }
  | { readonly type: "server"; readonly server: ServerView };

/** The state of everything. */
export interface Snapshot {
  readonly bot: BotView;
  readonly chats: readonly ChatView[];
  readonly exchanges: readonly ExchangeRow[];
  readonly remarks: readonly RemarkRow[];
  /** How many exchanges were cleared and can be brought back. */
  readonly cleared: number;
  /** Absent if the author runs the server. */
  readonly server?: ServerView;
}
