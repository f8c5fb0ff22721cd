import type { EmulatedAction, EmulatedBot } from "../../emulated-bot.js";
import type { PickAction } from "../../reading/pick-action.js";
import { isRecord, type OpenRecord } from "../../record.js";
import { said, type NewMessage, type Said } from "../said.js";
import type { ConversationState } from "../state.js";
import type { Answer, Verdict } from "../verdict.js";
import { toWireRequest, type RequestParts, type WireRequest } from "../wire-request.js";
import { buttonsOf, followUpsOf } from "./offers.js";

/** One step of a turn. After a `deliver`, the turn continues with the verdict. */
export type Step =
  | { readonly type: "message"; readonly message: Said }
  | { readonly type: "deliver"; readonly request: WireRequest }
  /** Something that the bot's author should know; the visitor does not see it. */
  | { readonly type: "remark"; readonly message: string };

/** A turn, or a part of one. */
export type Steps<Result = void> = Generator<Step, Result, Verdict | undefined>;

/** A conversation, as the parts of a turn share it. */
export interface Talk {
  readonly bot: EmulatedBot;
  readonly pick: PickAction;
  readonly now: () => Date;
  /** What the page passes on besides in this turn. */
  passed: OpenRecord;
  /** Replaced, never changed. */
  state: ConversationState;
}

/** How many buttons of a chat can be clicked. Nobody scrolls back further. */
const MAX_OFFERS = 1000;

/** Shows a message, and remembers its buttons: they can be clicked later. */
export function* show(
  talk: Talk,
  message: NewMessage,
  of?: { readonly namespace: string; readonly params: OpenRecord },
): Steps {
  const { offers, offerCount } = talk.state;
  const buttons = message.buttons.map((button, index) => ({ ...button, offer: `b${offerCount + index + 1}` }));
  const added = buttons.map((button) => ({
    button,
    namespace: of?.namespace ?? ownerOf(talk.bot, button.id)?.namespace,
    params: of?.params ?? {},
  }));
  talk.state = {
    ...talk.state,
    offers: [...offers, ...added].slice(-MAX_OFFERS),
    offerCount: offerCount + buttons.length,
    followups: message.followups,
  };
  yield { type: "message", message: { ...message, buttons } };
}

/** Shows an answer of the webhook: its text, cards, buttons and follow-ups. */
export function* showAnswer(
  talk: Talk,
  answer: { readonly message: string; readonly card?: unknown; readonly followup?: unknown },
  more: Partial<NewMessage> & { readonly of?: { readonly namespace: string; readonly params: OpenRecord } } = {},
): Steps {
  const { of, followups = [], ...rest } = more;
  const cards = (answer.card ?? []) as NewMessage["cards"];
  const suggested = followUpsOf(answer.followup);
  for (const { action } of suggested) {
    if (action === undefined || talk.bot.actions.some(({ namespace }) => namespace === action)) continue;
    const message = `A follow-up starts the action ${action}, which the bot does not have. A click says its text.`;
    yield { type: "remark", message };
  }
  const offers = { cards, buttons: buttonsOf(cards), followups: [...suggested, ...followups] };
  yield* show(talk, said("bot", answer.message, { ...offers, ...rest }), of);
}

/** The action with a custom button of this id. */
export function ownerOf(bot: EmulatedBot, buttonId: string): EmulatedAction | undefined {
  return bot.actions.find(({ buttons }) => buttons.some(({ id }) => id === buttonId));
}

/** Delivers a request, and keeps what the answer puts into the stores. `undefined`: there is no answer. */
export function* deliver(talk: Talk, parts: RequestParts): Steps<Answer | undefined> {
  const clientData = { ...talk.state.clientData, ...talk.passed };
  const verdict = yield { type: "deliver", request: toWireRequest(talk.bot, { ...talk.state, clientData }, parts) };
  if (verdict?.outcome !== "answered") return undefined;
  keepStores(talk, verdict.answer);
  return verdict.answer;
}

/**
 * Shows that there is no answer (docs/contract.md §6, step 7). The failure handler is called with the visitor's text. If
 * it fails too, or is off, the platform speaks.
 */
export function* fail(talk: Talk, userInput: string | undefined): Steps {
  const request = { todo: "failure", ...(userInput !== undefined && { userInput }) } as const;
  const answer = talk.bot.handlers.failure ? yield* deliver(talk, request) : undefined;
  if (answer?.kind === "failure") yield* showAnswer(talk, answer.response, { failure: true });
  else yield* show(talk, said("platform", talk.bot.failureMessage, { failure: true }));
}

function keepStores(talk: Talk, { response }: Answer): void {
  const answer = response as unknown as OpenRecord;
  const { state, bot } = talk;
  // Whether an answer merges or replaces is not documented (docs/contract.md §2, grade ?); the cache is assumed to be alike.
  const kept = (store: OpenRecord, given: unknown): OpenRecord => {
    if (!isRecord(given)) return store;
    return bot.dialect.broadcast === "merge" ? { ...store, ...given } : given;
  };
  const assigned = isRecord(answer["assign"]) ? answer["assign"]["clientData"] : undefined;
  talk.state = {
    ...state,
    broadcast: kept(state.broadcast, answer["broadcast"]),
    // Grade S, and that it merges grade I.
    clientData: isRecord(assigned) ? { ...state.clientData, ...assigned } : state.clientData,
    ...(state.action && { action: { ...state.action, cache: kept(state.action.cache, answer["cache"]) } }),
  };
}
