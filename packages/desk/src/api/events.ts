import type { ChatMessage } from "@ck/emulator";
import type { Todo } from "@ck/protocol";
import type { BotView, ChatView, ExchangeRow, RemarkRow, Standing } from "./views.js";

/** What the event stream carries. It begins with a `snapshot`, so that a page which lost the stream is right again. */
export type DeskEvent =
  | { readonly type: "snapshot"; readonly snapshot: Snapshot }
  | { readonly type: "opened"; readonly chat: ChatView }
  /** It could not be opened. */
  | { readonly type: "dropped"; readonly chatId: string }
  | { readonly type: "message"; readonly chatId: string; readonly message: ChatMessage }
  | { readonly type: "sending"; readonly chatId: string; readonly todo: Todo }
  /** Nothing is under way in the chat any more. */
  | { readonly type: "settled"; readonly chatId: string }
  | { readonly type: "standing"; readonly chatId: string; readonly standing: Standing }
  | { readonly type: "exchange"; readonly row: ExchangeRow }
  | { readonly type: "remark"; readonly remark: RemarkRow }
  | { readonly type: "bot"; readonly bot: BotView };

/** All that there is at the moment. */
export interface Snapshot {
  readonly bot: BotView;
  readonly chats: readonly ChatView[];
  readonly exchanges: readonly ExchangeRow[];
  readonly remarks: readonly RemarkRow[];
}
