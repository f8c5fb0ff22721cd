import type { EmulatedAction, EmulatedBot } from "../../emulated-bot.js";
import type { PickAction } from "../../reading/pick-action.js";
import { isRecord, type OpenRecord } from "../../record.js";
import type { Said } from "../said.js";
import type { ConversationState } from "../state.js";
import type { Answer, Verdict } from "../verdict.js";
import { toWireRequest, type RequestParts, type WireRequest } from "../wire-request.js";

/** What a turn comes to, piece by piece. After a `deliver` it goes on with the verdict. */
export type Step =
  | { readonly type: "message"; readonly message: Said }
  | { readonly type: "deliver"; readonly request: WireRequest }
  /** Something that the bot's author should know, and the visitor does not see. */
  | { readonly type: "remark"; readonly message: string };

/** A turn, or a part of one. */
export type Steps<Result = void> = Generator<Step, Result, Verdict | undefined>;

/** One conversation, as the parts of a turn share it. */
export interface Talk {
  readonly bot: EmulatedBot;
  readonly pick: PickAction;
  readonly now: () => Date;
  /** Replaced, never changed. */
  state: ConversationState;
}

/** Shows a message, and remembers its buttons: they can be clicked later. */
export function* show(
  talk: Talk,
  message: Said,
  of?: { readonly namespace: string; readonly params: OpenRecord },
): Steps {
  const offers = message.buttons.map((button) => ({
    button,
    namespace: of?.namespace ?? ownerOf(talk.bot, button.id)?.namespace,
    params: of?.params ?? {},
  }));
  const newer = new Set(offers.map(({ button }) => button.id));
  const older = talk.state.offers.filter(({ button }) => !newer.has(button.id));
  talk.state = { ...talk.state, offers: [...older, ...offers], followups: message.followups };
  yield { type: "message", message };
}

/** The action that has a custom button of this id. */
export function ownerOf(bot: EmulatedBot, buttonId: string): EmulatedAction | undefined {
  return bot.actions.find(({ buttons }) => buttons.some(({ id }) => id === buttonId));
}

/** Has a request delivered, and keeps what the answer puts into the stores. `undefined`: there is no answer. */
export function* deliver(talk: Talk, parts: RequestParts): Steps<Answer | undefined> {
  const verdict = yield { type: "deliver", request: toWireRequest(talk.bot, talk.state, parts) };
  if (verdict?.outcome !== "answered") return undefined;
  keepStores(talk, verdict.answer);
  return verdict.answer;
}

/**
 * What the visitor sees where there is no answer (contract §6, step 7). The failure handler is told the visitor's words; where it fails too, or
 * is off, the platform speaks.
 */
export function* fail(talk: Talk, userInput: string | undefined): Steps {
  const request = { todo: "failure", ...(userInput !== undefined && { userInput }) } as const;
  const answer = talk.bot.handlers.failure ? yield* deliver(talk, request) : undefined;
  const [role, text] =
    answer?.kind === "failure"
      ? (["bot", answer.response.message] as const)
      : (["platform", talk.bot.failureMessage] as const);
  yield* show(talk, { role, text, options: [], buttons: [], cards: [], followups: [], failure: true });
}

function keepStores(talk: Talk, { response }: Answer): void {
  const came = response as unknown as OpenRecord;
  const { state, bot } = talk;
  // What becomes of what the session has is not documented (contract §2, grade ?); the cache is taken to be alike.
  const kept = (store: OpenRecord, answer: unknown): OpenRecord => {
    if (!isRecord(answer)) return store;
    return bot.dialect.broadcast === "merge" ? { ...store, ...answer } : answer;
  };
  const assigned = isRecord(came["assign"]) ? came["assign"]["clientData"] : undefined;
  talk.state = {
    ...state,
    broadcast: kept(state.broadcast, came["broadcast"]),
    // Grade S, and that it merges grade I.
    clientData: isRecord(assigned) ? { ...state.clientData, ...assigned } : state.clientData,
    ...(state.action && { action: { ...state.action, cache: kept(state.action.cache, came["cache"]) } }),
  };
}
