import type { Environment, Todo } from "@ck/protocol";
import type { Exchange } from "../delivery/exchange.js";
import type { ConversationState } from "../engine/state.js";
import type { ChatMessage } from "./transcript.js";

/** An event of a chat. Plain data, fit for a log or an event stream. */
export type EmulatorEvent = { readonly chatId: string } & (
  | { readonly type: "opened"; readonly environment: Environment }
  | { readonly type: "message"; readonly message: ChatMessage }
  /** A request is about to be sent: the moment to show that the bot is typing. */
  | { readonly type: "sending"; readonly todo: Todo }
  | { readonly type: "exchange"; readonly exchange: Exchange }
  | { readonly type: "remark"; readonly message: string }
  /** A turn is over. */
  | { readonly type: "state"; readonly state: ConversationState }
  | { readonly type: "closed" }
);

/** Called with each event. If it throws, the chat continues, and the error becomes an uncaught exception. */
export type EventListener = (event: EmulatorEvent) => void;

/** The listeners of an emulator or of a chat. */
export interface Listeners {
  readonly add: (listener: EventListener) => () => void;
  readonly tell: EventListener;
}

/** @param next - called with each event too */
export function createListeners(next?: EventListener): Listeners {
  const listeners = new Set<{ readonly call: EventListener }>();
  return {
    add(call) {
      // A new entry, so that one function can listen twice and leave once.
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
