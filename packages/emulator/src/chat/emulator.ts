import { randomUUID } from "node:crypto";
import { ENVIRONMENTS, type Environment } from "@ck/protocol";
import type { Limits } from "../delivery/exchange.js";
import type { Fault } from "../delivery/fault.js";
import { createStrangerSigner } from "../vault/stranger-signer.js";
import { readLimits, readUrl } from "../delivery/limits.js";
import type { EmulatedBot, Sign } from "../emulated-bot.js";
import { createConversation } from "../engine/conversation.js";
import { createActionPicker } from "../reading/pick-action.js";
import type { OpenRecord } from "../record.js";
import { EmulatorError } from "../error.js";
import { createChat, type Chat } from "./chat.js";
import { createListeners, type EventListener } from "./events.js";

/** What {@link createEmulator} takes. */
export interface EmulatorOptions {
  readonly bot: EmulatedBot;
  /** Signs the requests of a secured bot: the vault's. */
  readonly sign?: Sign | undefined;
  /** Signs for the fault `stale-key`. Default: a key of its own, which no server knows. */
  readonly staleSign?: Sign | undefined;
  /** Default: 5000 ms and 100,000 bytes (contract §4). */
  readonly limits?: Partial<Limits> | undefined;
  /** The clock. Default: the system's. */
  readonly now?: (() => Date) | undefined;
  /** Where the ids of chats and exchanges come from; they have to be unguessable. Default: random UUIDs. */
  readonly newId?: (() => string) | undefined;
}

/** How a chat is opened. */
export interface OpenChatOptions {
  /** Default: `development`. */
  readonly environment?: Environment | undefined;
  /** What the page around the chat window hands over: JSON. Default: nothing. */
  readonly clientData?: OpenRecord | undefined;
  /** The URL of that page. Default: `http://localhost/`. */
  readonly page?: string | undefined;
  /** Something to do wrong on purpose with the greeting. */
  readonly fault?: Fault | undefined;
}

/** The platform, for one bot. */
export interface Emulator {
  readonly bot: EmulatedBot;
  /** The chats that are open. */
  readonly chats: readonly Chat[];
  /** The open chat of this id. */
  chat(id: string): Chat | undefined;
  /**
   * Opens a chat window, and waits for the greeting.
   * @throws EmulatorError `ERR_INVALID_OPTION`; and what `sign` throws
   */
  openChat(options?: OpenChatOptions): Promise<Chat>;
  /** Tells a listener what happens in all chats from now on. Returns what ends that. */
  subscribe(listener: EventListener): () => void;
}

/**
 * Plays the platform for a bot: opens chats, and calls the bot's webhook as the platform does.
 *
 * @throws EmulatorError `ERR_INVALID_OPTION`: a secured bot without `sign`, a URL that is not http(s), limits that are none
 * @example
 * ```ts
 * import { createEmulator, type EmulatedBot, type Sign } from "@ck/emulator";
 *
 * async function tryBot(bot: EmulatedBot, sign: Sign): Promise<void> {
 *   const chat = await createEmulator({ bot, sign }).openChat({ clientData: { name: "Sam" } });
 *   for (const { role, text } of await chat.say("Apply for leave")) console.log(`${role}: ${text}`);
 * }
 * ```
 */
export function createEmulator(options: EmulatorOptions): Emulator {
  const { bot, sign, staleSign = createStrangerSigner(), now = () => new Date(), newId = randomUUID } = options;
  const limits = readLimits(options.limits);
  readUrl(bot.webhook.url);
  if (bot.webhook.secured && sign === undefined) {
    throw new EmulatorError(
      "ERR_INVALID_OPTION",
      "The bot is secured, so its requests are signed: give sign, the vault's.",
    );
  }
  const delivery = {
    url: bot.webhook.url,
    sign: bot.webhook.secured ? sign : undefined,
    staleSign,
    limits,
    now,
    newId,
  };
  const chats = new Map<string, Chat>();
  const listeners = createListeners();
  const pick = createActionPicker(bot.actions);
  listeners.add((event) => {
    if (event.type === "closed") chats.delete(event.chatId);
  });

  return {
    bot,
    get chats() {
      return [...chats.values()];
    },
    chat: (id) => chats.get(id),
    async openChat({ environment = "development", clientData = {}, page = "http://localhost/", fault } = {}) {
      if (!ENVIRONMENTS.includes(environment)) {
        throw new EmulatorError("ERR_INVALID_OPTION", `environment must be one of ${ENVIRONMENTS.join(", ")}.`);
      }
      const conversation = createConversation({
        bot,
        environment,
        clientData: copyOf(clientData),
        page,
        now,
        pick,
      });
      const chat = createChat({ id: newId(), botName: bot.name, conversation, delivery, now, tell: listeners.tell });
      chats.set(chat.id, chat);
      listeners.tell({ chatId: chat.id, type: "opened", environment });
      try {
        await chat.take({ type: "open" }, { fault });
      } catch (error) {
        listeners.tell({ chatId: chat.id, type: "closed" });
        throw error;
      }
      return chat;
    },
    subscribe: (listener) => listeners.add(listener),
  };
}

/** What the page hands over has gone through JSON; and what the caller changes later is not the chat's. */
function copyOf(clientData: unknown): OpenRecord {
  try {
    const copy: unknown = JSON.parse(JSON.stringify(clientData));
    if (typeof copy === "object" && copy !== null && !Array.isArray(copy)) return copy as OpenRecord;
  } catch {
    // Said below.
  }
  throw new EmulatorError("ERR_INVALID_OPTION", "clientData must be an object that JSON can carry.");
}
