import type { Chat, ChatMessage, EmulatedBot, Emulator, ConversationState } from "@ck/emulator/core";
import type { Environment, Todo } from "@ck/protocol";
import type { ChatView, Standing } from "./api/views.js";

/** How many chats are kept. The oldest closed ones go first. */
const MAX_CHATS = 100;

/** The chats of this run, open and closed. */
export interface ChatLog {
  readonly views: () => readonly ChatView[];
  readonly view: (id: string) => ChatView | undefined;
  /** The chat itself, also a closed one. */
  readonly chat: (id: string) => Chat | undefined;
  readonly open: (id: string, environment: Environment) => ChatView;
  readonly addMessage: (id: string, message: ChatMessage) => void;
  readonly setSending: (id: string, sending: Sending | undefined) => void;
  readonly setStanding: (id: string, state: ConversationState) => Standing;
  readonly drop: (id: string) => void;
  /** The id of the last message. */
  readonly lastMessage: (id: string) => string | undefined;
  /** Whether a request is in flight. */
  readonly isSending: (id: string) => boolean;
}

/** A request in flight. */
export interface Sending {
  readonly todo: Todo;
  /** ISO 8601, UTC. */
  readonly since: string;
}

interface Entry {
  readonly chat: Chat | undefined;
  readonly id: string;
  readonly number: number;
  readonly environment: Environment;
  readonly clientData: ChatView["clientData"];
  readonly visitor: ChatView["visitor"] | undefined;
  readonly messages: ChatMessage[];
  standing: Standing;
  sending: Sending | undefined;
}

/** Creates the log of an emulator's chats. */
export function createChatLog(emulator: Emulator): ChatLog {
  const entries = new Map<string, Entry>();
  let count = 0;
  return {
    views: () => [...entries.values()].map(toView),
    view(id) {
      const entry = entries.get(id);
      return entry && toView(entry);
    },
    open(id, environment) {
      count += 1;
      const chat = emulator.chat(id);
      const entry: Entry = {
        chat,
        id,
        number: count,
        environment,
        clientData: chat?.transcript.clientData ?? {},
        visitor: chat?.transcript.visitor,
        messages: [],
        standing: { phase: "unopened", multiple: false },
        sending: undefined,
      };
      entries.set(id, entry);
      dropOld(entries);
      return toView(entry);
    },
    addMessage: (id, message) => void entries.get(id)?.messages.push(message),
    setSending(id, sending) {
      const entry = entries.get(id);
      if (entry) entry.sending = sending;
    },
    chat: (id) => entries.get(id)?.chat,
    lastMessage: (id) => entries.get(id)?.messages.at(-1)?.id,
    drop: (id) => void entries.delete(id),
    isSending: (id) => entries.get(id)?.sending !== undefined,
    setStanding(id, state) {
      const standing = standingOf(emulator.bot, state);
      const entry = entries.get(id);
      if (entry) entry.standing = standing;
      return standing;
    },
  };
}

function toView({ id, number, environment, clientData, visitor, standing, sending, messages }: Entry): ChatView {
  return {
    id,
    number,
    environment,
    clientData,
    ...(visitor !== undefined && { visitor }),
    standing,
    messages: [...messages],
    ...(sending !== undefined && { sending: sending.todo, sendingSince: sending.since }),
  };
}

function standingOf(bot: EmulatedBot, { phase, action }: ConversationState): Standing {
  const definition = bot.actions.find(({ namespace }) => namespace === action?.namespace);
  const param = definition?.params.find(({ name }) => name === action?.question?.param);
  return { phase, multiple: param?.type === "multi-selection" };
}

function dropOld(entries: Map<string, Entry>): void {
  for (const { id, standing } of [...entries.values()]) {
    if (entries.size <= MAX_CHATS) return;
    if (standing.phase === "closed") entries.delete(id);
  }
}
