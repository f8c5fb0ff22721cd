import type { Emulator, EmulatorEvent, Exchange, Limits, OpenRecord, ResendOptions, Vault } from "@ck/emulator/core";
import type { DeskEvent, Snapshot } from "./api/events.js";
import type { BotView, ServerView } from "./api/views.js";
import { createChatLog, type ChatLog } from "./chat-log.js";
import { checkSignature } from "./check-signature.js";
import { createExchangeLog, type ExchangeLog } from "./exchange-log.js";
import type { GivenUpJobs } from "./jobs.js";
import { createRemarkLog } from "./remark-log.js";
import { viewBot } from "./view-bot.js";

/** What the server and its pages show: an emulator, and everything that happened in it. */
export interface Desk {
  readonly emulator: Emulator;
  readonly vault: Vault | undefined;
  readonly limits: Limits;
  /** Sends a recorded request again. */
  readonly resend: (exchange: Exchange, options: ResendOptions) => Promise<Exchange>;
  readonly chats: ChatLog;
  readonly exchanges: ExchangeLog;
  /** The state of everything, with the bot as it was just read. */
  readonly snapshot: (bot: BotView) => Snapshot;
  readonly viewBot: () => Promise<BotView>;
  /** Reads the keys again and updates the pages. */
  readonly refreshBot: () => Promise<BotView>;
  /** Shows what became of the author's server. */
  readonly showServer: (server: ServerView) => void;
  /** The durable jobs that were given up. Absent: the page has no tab for them. */
  readonly jobs: GivenUpJobs | undefined;
  /** Called with everything that the pages should know. */
  readonly tell: (event: DeskEvent) => void;
  /** No request is in flight in a chat any more, also if a turn ended with an error. */
  readonly settle: (chatId: string) => void;
  /** Removes a chat that could not be opened. */
  readonly drop: (chatId: string) => void;
  /** Adds an exchange that went on elsewhere, such as one of real traffic. */
  readonly show: (exchange: Exchange) => void;
  /** Empties the list of exchanges and remarks. What was in it is kept until the next time. */
  readonly clear: () => void;
  /** Brings back what was cleared last. Returns how many exchanges that were. */
  readonly restore: () => number;
  /** Stops following the emulator. */
  readonly leave: () => void;
}

/** The parts of a desk. */
export type DeskParts = Pick<Desk, "emulator" | "vault" | "limits" | "resend" | "tell"> &
  Partial<Pick<Desk, "jobs">> & {
    /** Whether a chat can be opened for a visitor. */
    readonly knowsVisitors?: boolean;
    /** Whom the first chat is for. */
    readonly visitor?: OpenRecord | undefined;
  };

/** Creates a desk that follows an emulator from now on. */
export function createDesk({
  emulator,
  vault,
  limits,
  resend,
  tell,
  jobs,
  knowsVisitors = false,
  visitor,
}: DeskParts): Desk {
  let server: ServerView | undefined;
  const chats = createChatLog(emulator);
  const exchanges = createExchangeLog((exchange) => checkSignature(exchange, emulator.bot, vault));
  const remarks = createRemarkLog();
  let cleared = { count: 0, restore: () => 0 };

  const view = (): Promise<BotView> =>
    viewBot(emulator.bot, { limits, vault, hasJobs: jobs !== undefined, knowsVisitors, visitor });

  const settle = (chatId: string): void => {
    if (!chats.isSending(chatId)) return;
    chats.setSending(chatId, undefined);
    tell({ type: "settled", chatId });
  };

  const follow = (event: EmulatorEvent): void => {
    const { chatId } = event;
    const chat = chats.view(chatId)?.number ?? 0;
    if (event.type !== "sending") settle(chatId);
    switch (event.type) {
      case "opened":
        tell({ type: "opened", chat: chats.open(chatId, event.environment) });
        break;
      case "message":
        chats.addMessage(chatId, event.message);
        tell({ type: "message", chatId, message: event.message });
        break;
      case "sending": {
        const sending = { todo: event.todo, since: new Date().toISOString() };
        chats.setSending(chatId, sending);
        tell({ type: "sending", chatId, ...sending });
        break;
      }
      case "exchange": {
        const after = chats.lastMessage(chatId);
        const origin = { chat, chatId, ...(after !== undefined && { after }) };
        tell({ type: "exchange", row: exchanges.add(event.exchange, origin) });
        break;
      }
      case "remark":
        tell({ type: "remark", remark: remarks.add({ after: exchanges.lastNumber(), chat, message: event.message }) });
        break;
      case "state":
        tell({ type: "standing", chatId, standing: chats.setStanding(chatId, event.state) });
        break;
      case "closed":
        // The state before it said so.
        break;
    }
  };

  return {
    emulator,
    vault,
    limits,
    resend,
    jobs,
    chats,
    exchanges,
    snapshot: (bot) => ({
      bot,
      chats: chats.views(),
      exchanges: exchanges.rows(),
      remarks: remarks.rows(),
      cleared: cleared.count,
      ...(server !== undefined && { server }),
    }),
    viewBot: view,
    async refreshBot() {
      const bot = await view();
      tell({ type: "bot", bot });
      return bot;
    },
    showServer(view) {
      server = view;
      tell({ type: "server", server });
    },
    tell,
    settle,
    drop(chatId) {
      chats.drop(chatId);
      tell({ type: "dropped", chatId });
    },
    show: (exchange) => tell({ type: "exchange", row: exchanges.add(exchange, {}) }),
    clear() {
      const count = exchanges.rows().length;
      // Whoever clears an empty list still wants the last one back.
      if (count === 0) return;
      const [bringBack, bringBackRemarks] = [exchanges.clear(), remarks.clear()];
      cleared = {
        count,
        restore() {
          bringBackRemarks();
          return bringBack();
        },
      };
      tell({ type: "cleared", count });
    },
    restore() {
      const { count, restore } = cleared;
      const back = restore();
      cleared = { count: 0, restore: () => 0 };
      if (count > 0) tell({ type: "restored", exchanges: exchanges.rows(), remarks: remarks.rows() });
      return back;
    },
    leave: emulator.subscribe(follow),
  };
}
