import type { Environment } from "@ck/protocol";
import { deliver, type DeliverOptions } from "../delivery/deliver.js";
import type { Exchange } from "../delivery/exchange.js";
import type { Fault } from "../delivery/fault.js";
import type { Conversation } from "../engine/conversation.js";
import type { VisitorInput } from "../engine/input.js";
import type { ConversationState } from "../engine/state.js";
import type { OpenRecord } from "../record.js";
import type { Verdict } from "../engine/verdict.js";
import { createListeners, type EventListener } from "./events.js";
import type { ChatMessage, ChatTurn, Transcript } from "./transcript.js";

/** How one turn goes. */
export interface TurnOptions {
  /** Something to do wrong on purpose with the first request of the turn. */
  readonly fault?: Fault | undefined;
}

/** An open chat window. What the visitor does is done one after the other, also where nobody waits for it. */
export interface Chat {
  /** Unguessable. */
  readonly id: string;
  readonly environment: Environment;
  /** Where the conversation stands. */
  readonly state: ConversationState;
  /** All that happened. */
  readonly transcript: Transcript;
  /**
   * The visitor says something.
   * @returns the new messages, the visitor's own first
   * @throws EmulatorError `ERR_CHAT_CLOSED`; `ERR_INVALID_OPTION` for a blank text
   */
  say(text: string, options?: TurnOptions): Promise<readonly ChatMessage[]>;
  /**
   * The visitor chooses an option of the last question (several of a multi selection), or a follow-up by its namespace.
   * @throws EmulatorError `ERR_CHAT_CLOSED`, `ERR_NOT_OFFERED`, `ERR_INVALID_OPTION`
   */
  choose(ids: string | readonly string[], options?: TurnOptions): Promise<readonly ChatMessage[]>;
  /**
   * The visitor clicks a button that was shown, or a custom button of the definition.
   * @param data what the click hands to the server. Default: what the button card carried
   * @throws EmulatorError `ERR_CHAT_CLOSED`, `ERR_NOT_OFFERED`
   */
  click(id: string, data?: OpenRecord, options?: TurnOptions): Promise<readonly ChatMessage[]>;
  /** The visitor closes the window. The server is not told: the contract has no request for it. */
  close(): Promise<readonly ChatMessage[]>;
  /** The same as the methods above, as plain data. */
  take(input: VisitorInput, options?: TurnOptions): Promise<readonly ChatMessage[]>;
  /** Tells a listener what happens from now on. Returns what ends that. */
  subscribe(listener: EventListener): () => void;
}

/** What a chat is made of. */
export interface ChatParts {
  readonly id: string;
  readonly botName: string;
  readonly conversation: Conversation;
  readonly delivery: DeliverOptions;
  readonly now: () => Date;
  /** Told of each event too. */
  readonly tell: EventListener;
}

/** Joins a conversation with its delivery. */
export function createChat({ id, botName, conversation, delivery, now, tell }: ChatParts): Chat {
  const { environment, clientData, page } = conversation.state;
  const listeners = createListeners(tell);
  const turns: ChatTurn[] = [];
  let messageCount = 0;
  let last: Promise<unknown> = Promise.resolve();

  async function takeTurn(input: VisitorInput, { fault }: TurnOptions): Promise<readonly ChatMessage[]> {
    const messages: ChatMessage[] = [];
    const exchanges: Exchange[] = [];
    const remarks: string[] = [];
    const steps = conversation.take(input);
    const turn: ChatTurn = { input, messages, exchanges, remarks };

    const sendOne = async (request: Parameters<typeof deliver>[0]): Promise<Verdict> => {
      listeners.tell({ chatId: id, type: "sending", todo: request.todo });
      const delivered = await deliver(request, { ...delivery, fault: exchanges.length === 0 ? fault : undefined });
      for (const exchange of delivered) {
        exchanges.push(exchange);
        listeners.tell({ chatId: id, type: "exchange", exchange });
      }
      return delivered[0].verdict;
    };

    let step = steps.next();
    // Only now: an input that is refused is no turn.
    turns.push(turn);
    while (step.done !== true) {
      const { value } = step;
      let verdict: Verdict | undefined;
      switch (value.type) {
        case "message": {
          messageCount += 1;
          const message = { id: `m${messageCount}`, at: now().toISOString(), ...value.message };
          messages.push(message);
          listeners.tell({ chatId: id, type: "message", message });
          break;
        }
        case "remark":
          remarks.push(value.message);
          listeners.tell({ chatId: id, type: "remark", message: value.message });
          break;
        case "deliver":
          verdict = await sendOne(value.request);
      }
      step = steps.next(verdict);
    }
    listeners.tell({ chatId: id, type: "state", state: conversation.state });
    if (input.type === "close") listeners.tell({ chatId: id, type: "closed" });
    return messages;
  }

  function take(input: VisitorInput, options: TurnOptions = {}): Promise<readonly ChatMessage[]> {
    const turn = last.then(() => takeTurn(input, options));
    last = turn.catch(() => undefined);
    return turn;
  }

  return {
    id,
    environment,
    get state() {
      return conversation.state;
    },
    get transcript() {
      return { chatId: id, bot: botName, environment, clientData, page, turns: [...turns] };
    },
    say: (text, options) => take({ type: "say", text }, options),
    choose: (ids, options) => take({ type: "choose", ids: [ids].flat() }, options),
    click: (button, data, options) => take({ type: "click", id: button, ...(data !== undefined && { data }) }, options),
    close: () => take({ type: "close" }),
    take,
    subscribe: (listener) => listeners.add(listener),
  };
}
