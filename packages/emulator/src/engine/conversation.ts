import type { Environment } from "@ck/protocol";
import type { EmulatedBot } from "../emulated-bot.js";
import { EmulatorError } from "../error.js";
import { readReply, valueOf } from "../reading/read-message.js";
import { buttonsOf } from "./turn/button-cards.js";
import type { VisitorInput } from "./input.js";
import { createActionPicker, type PickAction } from "../reading/pick-action.js";
import { clickButton } from "./turn/click-button.js";
import { definitionOf, paramOf } from "./turn/question.js";
import { startAction, takeReply } from "./turn/run-action.js";
import { said } from "./said.js";
import type { ConversationState, RunningAction } from "./state.js";
import type { OpenRecord } from "../record.js";
import { deliver, fail, show, type Steps, type Talk } from "./turn/talk.js";

/** What is said where nothing fits and the fallback handler is off. The platform's own words are not documented. */
export const NOT_UNDERSTOOD = "Sorry, I did not understand that.";

/** What a conversation starts from. */
export interface ConversationOptions {
  readonly bot: EmulatedBot;
  readonly environment: Environment;
  readonly clientData: OpenRecord;
  /** The URL of the page around the chat window. */
  readonly page: string;
  /** The clock, for dates such as `tomorrow`. */
  readonly now: () => Date;
  /** The search by sample sentences, where conversations of one bot share it. Default: one of its own. */
  readonly pick?: PickAction;
}

/** The platform's side of one chat: no I/O, no clock and no chance of its own. */
export interface Conversation {
  readonly state: ConversationState;
  /**
   * What the platform does when the visitor does something (contract §6): messages to show and requests to deliver, one after the other. After a
   * `deliver` the steps go on with its verdict.
   * @throws EmulatorError `ERR_CHAT_CLOSED`, `ERR_NOT_OFFERED`, `ERR_INVALID_OPTION` for what a visitor cannot do
   */
  take(input: VisitorInput): Steps;
}

/**
 * Starts a conversation; nothing happens until {@link Conversation.take}.
 *
 * @example
 * ```ts
 * import { createConversation, type EmulatedBot, type Verdict } from "@ck/emulator";
 *
 * function talk(bot: EmulatedBot, verdict: Verdict): void {
 *   const conversation = createConversation({ bot, environment: "development", clientData: {}, page: "", now: () => new Date() });
 *   const steps = conversation.take({ type: "say", text: "Apply for leave" });
 *   for (let step = steps.next(); step.done !== true; step = steps.next(verdict)) console.log(step.value);
 * }
 * ```
 */
export function createConversation(options: ConversationOptions): Conversation {
  const { bot, environment, clientData, page, now, pick = createActionPicker(bot.actions) } = options;
  const talk: Talk = {
    bot,
    pick,
    now,
    state: { phase: "unopened", environment, clientData, page, broadcast: {}, offers: [], followups: [] },
  };
  return {
    get state() {
      return talk.state;
    },
    take: (input) => takeTurn(talk, input),
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
  if (answer?.kind !== "welcome") {
    yield* fail(talk, undefined);
    return;
  }
  const { message, card = [] } = answer.response.welcome_response;
  yield* show(talk, said("bot", message, { cards: card, buttons: buttonsOf(card) }));
}

function* say(talk: Talk, text: string): Steps {
  if (text.trim() === "")
    throw new EmulatorError("ERR_INVALID_OPTION", "A visitor cannot send a blank message. Say something.");
  const { action } = talk.state;
  yield* show(talk, said("visitor", text));
  if (action?.question !== undefined) {
    const param = paramOf(definitionOf(talk.bot, action.namespace), action.question.param);
    yield* takeReply(talk, action, text, readReply(param, action.question.options, text, talk.now()));
    return;
  }
  const definition = talk.pick(text);
  if (definition !== undefined) yield* startAction(talk, definition, text);
  else yield* fallBack(talk, text);
}

function* fallBack(talk: Talk, userInput: string): Steps {
  if (!talk.bot.handlers.fallback) {
    yield* show(talk, said("platform", NOT_UNDERSTOOD));
    return;
  }
  const answer = yield* deliver(talk, { todo: "fallback", userInput });
  if (answer?.kind !== "handled") {
    yield* fail(talk, userInput);
    return;
  }
  const { message, card = [] } = answer.response;
  yield* show(talk, said("bot", message, { cards: card, buttons: buttonsOf(card) }));
}

function* choose(talk: Talk, ids: readonly string[]): Steps {
  const { action, followups } = talk.state;
  if (action?.question !== undefined) {
    yield* chooseOptions(talk, action, ids);
    return;
  }
  const [id] = ids;
  const definition = id === undefined || !followups.includes(id) ? undefined : definitionOf(talk.bot, id);
  if (definition === undefined || ids.length > 1) throw notOffered("follow-ups", followups);
  const text = definition.sentences[0] ?? definition.namespace;
  yield* show(talk, said("visitor", text));
  yield* startAction(talk, definition, text);
}

function* chooseOptions(talk: Talk, action: RunningAction, ids: readonly string[]): Steps {
  const options = action.question?.options ?? [];
  const param = paramOf(definitionOf(talk.bot, action.namespace), action.question?.param ?? "");
  const chosen = ids.map((id) => {
    const option = options.find((candidate) => candidate.id === id);
    if (option === undefined)
      throw notOffered(
        "options",
        options.map((candidate) => candidate.id),
      );
    return option;
  });
  const [first] = chosen;
  if (first === undefined || (chosen.length > 1 && param.type !== "multi-selection")) {
    throw new EmulatorError(
      "ERR_INVALID_OPTION",
      "Choose one option. Several can be chosen of a multi selection only.",
    );
  }
  // What the platform puts into userInput on a click is not documented (grade I): what the visitor sees.
  const userInput = chosen.map(({ id, label }) => (label === "" ? id : label)).join(", ");
  const value = param.type === "multi-selection" ? chosen.map(({ id }) => id) : valueOf(param, first, talk.now());
  yield* show(talk, said("visitor", userInput));
  yield* takeReply(talk, action, userInput, value);
}

function notOffered(what: string, offered: readonly string[]): EmulatorError {
  const there =
    offered.length === 0 ? `No ${what} are offered now.` : `The ${what} offered now: ${offered.join(", ")}.`;
  return new EmulatorError("ERR_NOT_OFFERED", `That cannot be chosen. ${there}`);
}
