import { checkOptions } from "../check-options.js";
import { ENVIRONMENTS, type Environment } from "@ck/protocol";
import type { DeliverOptions } from "../delivery/deliver.js";
import type { Limits } from "../delivery/exchange.js";
import type { Fault } from "../delivery/fault.js";
import { readLimits, readUrl } from "../delivery/limits.js";
import type { Send } from "../delivery/send.js";
import type { EmulatedBot, Sign } from "../emulated-bot.js";
import { createConversation, type ConversationOptions } from "../engine/conversation.js";
import type { ConversationState } from "../engine/state.js";
import { EmulatorError } from "../error.js";
import { createActionPicker, type PickAction } from "../reading/pick-action.js";
import type { OpenRecord } from "../record.js";
import { createStrangerSigner } from "../vault/stranger-signer.js";
import type { Vault } from "../vault/vault.js";
import { createChat, type Chat, type Past } from "./chat.js";
import { issueToken, requireVisitor, type VisitorIssuer } from "./visitors.js";
import { eventsOf, isKeptChat, type KeptChat } from "./kept-chat.js";
import { createListeners, type EventListener } from "./events.js";

/** Options of `createEmulator`. */
export interface EmulatorOptions {
  readonly bot: EmulatedBot;
  /** The keys of a secured bot. */
  readonly vault?: Pick<Vault, "signer"> | undefined;
  /** Signs the requests of a secured bot. Default: the vault's signer. */
  readonly sign?: Sign | undefined;
  /** Signs for the fault `stale-key`. Default: the vault's signer with the key retired last. */
  readonly staleSign?: Sign | undefined;
  /** Signs whom the site around a chat vouches for. Default: nobody can be logged in. */
  readonly visitors?: VisitorIssuer | undefined;
  /** Default: those of the platform, 5000 ms and 100,000 bytes. */
  readonly limits?: Partial<Limits> | undefined;
  /** The clock. Default: the system's. */
  readonly now?: (() => Date) | undefined;
  /** Creates the ids of chats and exchanges, which must be unguessable. Default: random UUIDs. */
  readonly newId?: (() => string) | undefined;
}

const OPTIONS = {
  bot: true,
  vault: true,
  sign: true,
  staleSign: true,
  visitors: true,
  limits: true,
  now: true,
  newId: true,
} satisfies Record<keyof EmulatorOptions, true>;

/** Options of a new chat. */
export interface OpenChatOptions {
  /** Default: `development`. */
  readonly environment?: Environment | undefined;
  /** What the page around the chat window passes in, as JSON. Default: nothing. */
  readonly clientData?: OpenRecord | undefined;
  /** Whom the site vouches for, as `signVisitor` of `@ck/visitor` takes it. Each turn has a fresh token. Default: nobody is logged in. */
  readonly visitor?: OpenRecord | undefined;
  /** The URL of that page. Default: `http://localhost/`. */
  readonly page?: string | undefined;
  /** Something to do wrong on purpose in the request for the greeting. Default: nothing. */
  readonly fault?: Fault | undefined;
}

const CHAT_OPTIONS = {
  environment: true,
  clientData: true,
  visitor: true,
  page: true,
  fault: true,
} satisfies Record<keyof OpenChatOptions, true>;

/** The platform, for one bot. */
export interface Emulator {
  /** The bot as it is now. */
  readonly bot: EmulatedBot;
  /**
   * Replaces the bot, as when its author changes it. Open chats stay as they are; whatever happens in them next is done with
   * the new one.
   *
   * @throws {@link EmulatorError} `ERR_INVALID_OPTION`: the new one is secured and there is no vault, or its URL is not http(s)
   */
  use(bot: EmulatedBot): void;
  /** The open chats. */
  readonly chats: readonly Chat[];
  /** The open chat with this id. */
  chat(id: string): Chat | undefined;
  /**
   * Opens a chat window, and waits for the greeting.
   *
   * @throws {@link EmulatorError} `ERR_INVALID_OPTION`: an option cannot be used; also what `sign` throws
   */
  openChat(options?: OpenChatOptions): Promise<Chat>;
  /**
   * Opens a chat that stands where another one stood after some of its turns: with the same messages, session and action.
   * The other one stays as it is. Nothing is sent, so what the bot's server has stored itself is not undone.
   *
   * @param chat - an open or a closed one
   * @param turns - how many of its turns to keep; the first is the opening
   * @throws {@link EmulatorError} `ERR_INVALID_OPTION`: there are not so many turns
   */
  stepBack(chat: Chat, turns: number): Chat;
  /**
   * Goes on with a chat of another emulator, from `keepChat`: with its id, its messages and its state. Nothing is sent; the
   * listeners are told what happened in it.
   *
   * @throws {@link EmulatorError} `ERR_INVALID_OPTION`: it is not a kept chat, or a chat with its id is there already
   */
  resume(kept: KeptChat): Chat;
  /** Calls a listener with each event of all chats from now on. Returns the function that removes it. */
  subscribe(listener: EventListener): () => void;
}

/** A chat before it is created. */
interface NewChat extends Pick<ConversationOptions, "environment" | "clientData" | "visitor" | "page"> {
  readonly id: string;
  /** What happened in it already. */
  readonly past?: Past;
}

/** A bot, and what follows from it. */
interface Stage {
  readonly bot: EmulatedBot;
  readonly delivery: DeliverOptions;
  readonly pick: PickAction;
}

/**
 * Creates an emulator that delivers its requests with `send`.
 *
 * @param send - sends bytes, and gives what came back
 * @param options - the bot, its vault, the limits
 * @throws {@link EmulatorError} `ERR_INVALID_OPTION`: an option cannot be used
 * @example
 * ```ts
 * import { createEmulatorWith, type EmulatorOptions, type Send } from "@ck/emulator/core";
 *
 * async function chatIds(send: Send, options: EmulatorOptions): Promise<string[]> {
 *   const emulator = createEmulatorWith(send, options);
 *   await emulator.openChat();
 *   return emulator.chats.map(({ id }) => id);
 * }
 * ```
 */
export function createEmulatorWith(send: Send, options: EmulatorOptions): Emulator {
  checkOptions(options, OPTIONS, "createEmulator");
  const { now = () => new Date(), newId = () => crypto.randomUUID() } = options;
  let stage = createStage(options.bot);
  function createStage(bot: EmulatedBot): Stage {
    const delivery: DeliverOptions = {
      url: readUrl(bot.webhook.url).href,
      ...signersOf({ ...options, bot }),
      limits: readLimits(limitsOf({ ...options, bot })),
      spelling: bot.dialect,
      now,
      newId,
    };
    return { bot, delivery, pick: createActionPicker(bot.actions) };
  }
  const chats = new Map<string, Chat>();
  const listeners = createListeners();
  listeners.add((event) => {
    if (event.type === "closed") chats.delete(event.chatId);
  });

  function addChat({ id, past, ...session }: NewChat): Chat {
    const state = past?.states.at(-1);
    const conversation = createConversation({
      get bot() {
        return stage.bot;
      },
      get pick() {
        return stage.pick;
      },
      ...session,
      now,
      state,
    });
    const { tell } = listeners;
    const delivery = (): DeliverOptions => stage.delivery;
    const passed = ({ visitor, environment }: ConversationState): Promise<OpenRecord> =>
      issueToken(options.visitors, visitor, environment);
    const chat = createChat({ id, botName: stage.bot.name, conversation, delivery, send, passed, now, past, tell });
    chats.set(id, chat);
    return chat;
  }

  return {
    get bot() {
      return stage.bot;
    },
    use(bot) {
      stage = createStage(bot);
    },
    get chats() {
      return [...chats.values()];
    },
    chat: (id) => chats.get(id),
    async openChat(chatOptions = {}) {
      checkOptions(chatOptions, CHAT_OPTIONS, "openChat");
      const { environment = "development", clientData = {}, page = "http://localhost/", fault } = chatOptions;
      const visitor = chatOptions.visitor && requireVisitor(copyOf(chatOptions.visitor));
      if (visitor !== undefined && options.visitors === undefined)
        throw new EmulatorError(
          "ERR_INVALID_OPTION",
          "A chat with a visitor needs the emulator's option visitors, which signs.",
        );
      if (!ENVIRONMENTS.includes(environment))
        throw new EmulatorError("ERR_INVALID_OPTION", `environment must be one of ${ENVIRONMENTS.join(", ")}.`);
      const chat = addChat({ id: newId(), environment, clientData: copyOf(clientData), visitor, page });
      const { tell } = listeners;
      tell({ chatId: chat.id, type: "opened", environment });
      try {
        await chat.take({ type: "open" }, { fault });
      } catch (error) {
        tell({ chatId: chat.id, type: "closed" });
        throw error;
      }
      return chat;
    },
    stepBack(chat, count) {
      const state = chat.stateAfter(count);
      const turns = chat.transcript.turns.slice(0, count);
      const states = turns.map((_, index) => chat.stateAfter(index + 1));
      const { environment, clientData, visitor, page } = state;
      const next = addChat({ id: newId(), environment, clientData, visitor, page, past: { turns, states } });
      const { tell } = listeners;
      tell({ chatId: next.id, type: "opened", environment });
      for (const { messages } of turns)
        for (const message of messages) tell({ chatId: next.id, type: "message", message });
      tell({ chatId: next.id, type: "state", state });
      return next;
    },
    resume(kept) {
      if (!isKeptChat(kept)) throw new EmulatorError("ERR_INVALID_OPTION", "resume takes what keepChat returns.");
      const { transcript, states } = kept;
      const { chatId: id, environment, clientData, visitor, page, turns } = transcript;
      if (chats.has(id)) throw new EmulatorError("ERR_INVALID_OPTION", "This chat is there already.");
      const chat = addChat({ id, environment, clientData, visitor, page, past: { turns, states } });
      for (const event of eventsOf(kept)) listeners.tell(event);
      return chat;
    },
    subscribe: (listener) => listeners.add(listener),
  };
}

/** The dialect's time limit counts unless another one is given. */
function limitsOf({ bot, limits = {} }: EmulatorOptions): Partial<Limits> {
  const timeoutMs = limits.timeoutMs ?? bot.dialect.timeoutMs;
  return { ...limits, ...(timeoutMs !== undefined && { timeoutMs }) };
}

function signersOf({
  bot,
  vault,
  ...given
}: EmulatorOptions): Pick<DeliverOptions, "sign" | "staleSign" | "unknownSign"> {
  const { secured } = bot.webhook;
  const { signature } = bot.dialect;
  const sign = given.sign ?? vault?.signer(signature);
  if (secured && sign === undefined)
    throw new EmulatorError("ERR_INVALID_OPTION", "The bot is secured, so its requests are signed. Pass the vault.");
  return {
    sign: secured ? sign : undefined,
    staleSign: given.staleSign ?? vault?.signer({ ...signature, key: "previous" }),
    unknownSign: createStrangerSigner(),
  };
}

/** What the page passes in has been JSON; and later changes by the caller must not reach the chat. */
function copyOf(clientData: unknown): OpenRecord {
  try {
    const copy: unknown = JSON.parse(JSON.stringify(clientData));
    if (typeof copy === "object" && copy !== null && !Array.isArray(copy)) return copy as OpenRecord;
  } catch {
    // Reported below.
  }
  throw new EmulatorError("ERR_INVALID_OPTION", "clientData must be an object that JSON can carry.");
}
