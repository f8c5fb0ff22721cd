import { checkOptions } from "../check-options.js";
import type { Environment } from "@ck/protocol";
import type { EmulatedBot } from "../emulated-bot.js";
import { EmulatorError } from "../error.js";
import { createActionPicker, type PickAction } from "../reading/pick-action.js";
import type { OpenRecord } from "../record.js";
import type { VisitorInput } from "./input.js";
import type { ConversationState } from "./state.js";
import { choose, follow, skip } from "./turn/choose.js";
import { clickButton } from "./turn/click-button.js";
import { say } from "./turn/say.js";
import { deliver, fail, showAnswer, type Steps, type Talk } from "./turn/talk.js";

/** Options of {@link createConversation}. */
export interface ConversationOptions {
  readonly bot: EmulatedBot;
  readonly environment: Environment;
  readonly clientData: OpenRecord;
  /** Whom the site around the chat vouches for. Default: nobody is logged in. */
  readonly visitor?: OpenRecord | undefined;
  /** The URL of the page around the chat window. */
  readonly page: string;
  /** The clock, for dates such as `tomorrow`. */
  readonly now: () => Date;
  /** The search by sample sentences, if conversations of one bot share it. Default: a new one. */
  readonly pick?: PickAction;
  /** Where the conversation stands, if it goes on from another one. Default: it has not begun. */
  readonly state?: ConversationState | undefined;
}

const OPTIONS = {
  bot: true,
  environment: true,
  clientData: true,
  visitor: true,
  page: true,
  now: true,
  pick: true,
  state: true,
} satisfies Record<keyof ConversationOptions, true>;

/** The platform's side of one chat, without I/O, clock or randomness of its own. */
export interface Conversation {
  readonly state: ConversationState;
  /**
   * Does what the platform does when the visitor does something (docs/contract.md §6): messages to show and requests to
   * deliver, one after the other. After a `deliver`, the steps continue with its verdict.
   *
   * @param input - what the visitor does
   * @param passed - what the page passes on besides in this turn: a token, say
   * @throws {@link EmulatorError} `ERR_CHAT_CLOSED`, `ERR_NOT_OFFERED`, `ERR_INVALID_OPTION`: a visitor cannot do this
   */
  take(input: VisitorInput, passed?: OpenRecord): Steps;
}

/**
 * Creates a conversation. Nothing happens until {@link Conversation.take}.
 *
 * @example
 * ```ts
 * import { createConversation, type EmulatedBot, type Verdict } from "@ck/emulator";
 *
 * function talk(bot: EmulatedBot, verdict: Verdict): void {
 *   const platform = { environment: "development", clientData: {}, page: "", now: () => new Date() } as const;
 *   const steps = createConversation({ bot, ...platform }).take({ type: "say", text: "Apply for leave" });
 *   for (let step = steps.next(); step.done !== true; step = steps.next(verdict)) console.log(step.value);
 * }
 * ```
 */
export function createConversation(options: ConversationOptions): Conversation {
  checkOptions(options, OPTIONS, "createConversation");
  const { environment, clientData, visitor, page, now } = options;
  const ownPick = options.pick ?? createActionPicker(options.bot.actions);
  const session = { environment, clientData, page, broadcast: {}, ...(visitor !== undefined && { visitor }) };
  const talk: Talk = {
    // Read for each turn: an emulator's bot can be replaced while a chat is open.
    get bot() {
      return options.bot;
    },
    get pick() {
      return options.pick ?? ownPick;
    },
    now,
    passed: {},
    state: options.state ?? { phase: "unopened", ...session, offers: [], offerCount: 0, followups: [] },
  };
  return {
    get state() {
      return talk.state;
    },
    take(input, passed = {}) {
      talk.passed = passed;
      return takeTurn(talk, input);
    },
  };
}

function* takeTurn(talk: Talk, input: VisitorInput): Steps {
  if (talk.state.phase === "closed")
    throw new EmulatorError("ERR_CHAT_CLOSED", "The chat is closed. Open another one.");
  switch (input.type) {
    case "open":
      yield* open(talk);
      return;
    case "say":
      yield* say(talk, input.text);
      return;
    case "choose":
      yield* choose(talk, input.ids);
      return;
    case "follow":
      yield* follow(talk, input.index);
      return;
    case "skip":
      yield* skip(talk);
      return;
    case "click":
      yield* clickButton(talk, input);
      return;
    case "close":
      talk.state = { ...talk.state, phase: "closed" };
  }
}

function* open(talk: Talk): Steps {
  talk.state = { ...talk.state, phase: "idle" };
  if (!talk.bot.handlers.welcome) return;
  const answer = yield* deliver(talk, { todo: "welcome" });
  if (answer?.kind === "welcome") yield* showAnswer(talk, answer.response.welcome_response);
  else yield* fail(talk, undefined);
}
