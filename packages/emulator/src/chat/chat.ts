import { checkOptions } from "../check-options.js";
import type { Environment } from "@ck/protocol";
import { deliverWith, type DeliverOptions } from "../delivery/deliver.js";
import type { Exchange } from "../delivery/exchange.js";
import type { Fault } from "../delivery/fault.js";
import type { Send } from "../delivery/send.js";
import type { Conversation } from "../engine/conversation.js";
import type { VisitorInput } from "../engine/input.js";
import type { OfferedButton } from "../engine/said.js";
import type { ConversationState } from "../engine/state.js";
import { EmulatorError } from "../error.js";
import type { OpenRecord } from "../record.js";
import type { Verdict } from "../engine/verdict.js";
import type { WireRequest } from "../engine/wire-request.js";
import { createListeners, type EventListener } from "./events.js";
import type { ChatMessage, ChatTurn, Transcript } from "./transcript.js";

/** Options of one turn. */
export interface TurnOptions {
  /** Something to do wrong on purpose in the first request of the turn. Default: nothing. */
  readonly fault?: Fault | undefined;
}

/** An open chat window. Inputs are processed one after the other, even if nobody waits for them. */
export interface Chat {
  /** Unguessable. */
  readonly id: string;
  readonly environment: Environment;
  /** Where the conversation stands. */
  readonly state: ConversationState;
  /** Everything that happened. */
  readonly transcript: Transcript;
  /**
   * Where the conversation stood after some of its turns, the first of which is the opening.
   *
   * @throws {@link EmulatorError} `ERR_INVALID_OPTION`: there are not so many turns
   */
  stateAfter(turns: number): ConversationState;
  /**
   * The visitor says something.
   *
   * @returns the new messages, the visitor's own first
   * @throws {@link EmulatorError} `ERR_CHAT_CLOSED`: the chat is closed
   * @throws {@link EmulatorError} `ERR_INVALID_OPTION`: the text is blank
   */
  say(text: string, options?: TurnOptions): Promise<readonly ChatMessage[]>;
  /**
   * The visitor picks an option of the last question (several of a multi-selection), or a follow-up by its text or by
   * the namespace of its action.
   *
   * @throws {@link EmulatorError} `ERR_CHAT_CLOSED`: the chat is closed
   * @throws {@link EmulatorError} `ERR_NOT_OFFERED`: there is no such option or follow-up
   * @throws {@link EmulatorError} `ERR_INVALID_OPTION`: several options of a single selection
   */
  choose(ids: string | readonly string[], options?: TurnOptions): Promise<readonly ChatMessage[]>;
  /**
   * The visitor clicks a button: one that was shown in any message, or a custom button of the definition.
   *
   * @param button - its id, which means the newest with this id, or the button itself from a message
   * @param data - what the click hands to the server. Default: the map of the button's card
   * @throws {@link EmulatorError} `ERR_CHAT_CLOSED`: the chat is closed
   * @throws {@link EmulatorError} `ERR_NOT_OFFERED`: there is no such button
   */
  click(
    button: string | Pick<OfferedButton, "id" | "offer">,
    data?: OpenRecord,
    options?: TurnOptions,
  ): Promise<readonly ChatMessage[]>;
  /**
   * The visitor leaves an optional param open.
   *
   * @throws {@link EmulatorError} `ERR_NOT_OFFERED`: the last question cannot be skipped
   */
  skip(options?: TurnOptions): Promise<readonly ChatMessage[]>;
  /** The visitor closes the window. The contract has no request for that, so the server is not called. */
  close(): Promise<readonly ChatMessage[]>;
  /** The methods above as plain data. */
  take(input: VisitorInput, options?: TurnOptions): Promise<readonly ChatMessage[]>;
  /** Calls a listener with each event from now on. Returns the function that removes it. */
  subscribe(listener: EventListener): () => void;
}

/** The parts of a chat. */
export interface ChatParts {
  readonly id: string;
  readonly botName: string;
  readonly conversation: Conversation;
  /** How requests are delivered now. */
  readonly delivery: () => DeliverOptions;
  readonly send: Send;
  /** What the page passes on besides in a turn. */
  readonly passed: (state: ConversationState) => Promise<OpenRecord>;
  readonly now: () => Date;
  /** What happened before, if the chat goes on from another one. */
  readonly past?: Past | undefined;
  /** Called with each event too. */
  readonly tell: EventListener;
}

/** The first turns of another chat, with the state after each of them. */
export interface Past {
  readonly turns: readonly ChatTurn[];
  readonly states: readonly ConversationState[];
}

/** Connects a conversation with its delivery. */
export function createChat({ id, botName, conversation, delivery, send, passed, now, past, tell }: ChatParts): Chat {
  const { environment, clientData, visitor, page } = conversation.state;
  const listeners = createListeners(tell);
  const turns: ChatTurn[] = [...(past?.turns ?? [])];
  /** After each turn. */
  const states: ConversationState[] = [...(past?.states ?? [])];
  let messageCount = turns.reduce((count, { messages }) => count + messages.length, 0);
  let last: Promise<unknown> = Promise.resolve();

  async function takeTurn(input: VisitorInput, options: TurnOptions): Promise<readonly ChatMessage[]> {
    checkOptions(options, { fault: true } satisfies Record<keyof TurnOptions, true>, "a turn");
    const { fault } = options;
    const messages: ChatMessage[] = [];
    const exchanges: Exchange[] = [];
    const remarks: string[] = [];
    const steps = conversation.take(input, await passed(conversation.state));
    const turn: ChatTurn = { input, messages, exchanges, remarks };

    const sendOne = async (request: WireRequest): Promise<Verdict> => {
      listeners.tell({ chatId: id, type: "sending", todo: request.todo });
      const delivered = await deliverWith(send, request, {
        ...delivery(),
        fault: exchanges.length === 0 ? fault : undefined,
      });
      for (const exchange of delivered) {
        exchanges.push(exchange);
        listeners.tell({ chatId: id, type: "exchange", exchange });
      }
      return delivered[0].verdict;
    };

    let step = steps.next();
    // Only now: a refused input is not a turn.
    turns.push(turn);
    const index = turns.length - 1;
    while (step.done !== true) {
      const { value } = step;
      // A turn that ends with an error has a state too.
      states[index] = conversation.state;
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
    states[index] = conversation.state;
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
      const whom = visitor === undefined ? {} : { visitor };
      return { chatId: id, bot: botName, environment, clientData, ...whom, page, turns: [...turns] };
    },
    stateAfter(count) {
      const state = states[count - 1];
      if (state !== undefined) return state;
      throw new EmulatorError("ERR_INVALID_OPTION", `The chat has ${states.length} turns: name one from 1 on.`);
    },
    say: (text, options) => take({ type: "say", text }, options),
    choose: (ids, options) => take({ type: "choose", ids: [ids].flat() }, options),
    click: (button, data, options) => {
      const which = typeof button === "string" ? { id: button } : { id: button.id, offer: button.offer };
      return take({ type: "click", ...which, ...(data !== undefined && { data }) }, options);
    },
    skip: (options) => take({ type: "skip" }, options),
    close: () => take({ type: "close" }),
    take,
    subscribe: (listener) => listeners.add(listener),
  };
}
