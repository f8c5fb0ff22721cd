import type { Environment, Todo } from "@ck/protocol";
import type { Exchange } from "../delivery/exchange.js";
import type { ConversationState } from "../engine/state.js";
import type { ChatMessage } from "./transcript.js";

/** What happens in the chats, as it happens. Plain data, fit for a log or an event stream. */
export type EmulatorEvent = { readonly chatId: string } & (
  | { readonly type: "opened"; readonly environment: Environment }
  | { readonly type: "message"; readonly message: ChatMessage }
  /** A request goes out now: the time to show that somebody is typing. */
  | { readonly type: "sending"; readonly todo: Todo }
  | { readonly type: "exchange"; readonly exchange: Exchange }
  | { readonly type: "remark"; readonly message: string }
  /** A turn is over. */
  | { readonly type: "state"; readonly state: ConversationState }
  | { readonly type: "closed" }
);

/** Told of each event. What it throws does not touch the chat: it surfaces as an uncaught exception. */
export type EventListener = (event: EmulatorEvent) => void;

/** The listeners of an emulator or of a chat. */
export interface Listeners {
  readonly add: (listener: EventListener) => () => void;
  readonly tell: EventListener;
}

/** @param next told of each event too */
export function createListeners(next?: EventListener): Listeners {
  const listeners = new Set<{ readonly call: EventListener }>();
  return {
    add(call) {
      // An entry of its own, so that one function can listen twice and leave once.
      const entry = { call };
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    tell(event) {
      for (const { call } of [...listeners]) {
        try {
          call(event);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
      next?.(event);
    },
  };
}
