import type { ConversationState } from "../engine/state.js";
import { isTranscript } from "../recording/recording-shape.js";
import { isRecord } from "../record.js";
import type { Chat } from "./chat.js";
import type { EmulatorEvent } from "./events.js";
import type { Transcript } from "./transcript.js";

/** A whole chat as plain data, to go on with it in another emulator. */
export interface KeptChat {
  readonly transcript: Transcript;
  /** Where the conversation stood after each turn. */
  readonly states: readonly ConversationState[];
}

/**
 * Takes a chat down, for `Emulator.resume`.
 *
 * @param chat - an open or a closed one
 * @example
 * ```ts
 * import { keepChat, type Emulator } from "@ck/emulator";
 *
 * function moveChats(from: Emulator, to: Emulator): void {
 *   for (const chat of from.chats) to.resume(keepChat(chat));
 * }
 * ```
 */
export function keepChat(chat: Chat): KeptChat {
  const { transcript } = chat;
  return { transcript, states: transcript.turns.map((_, index) => chat.stateAfter(index + 1)) };
}

/**
 * Tells whether a value, such as one from a file, is a chat that `Emulator.resume` can go on with.
 *
 * @param value - anything
 * @example
 * ```ts
 * import { isKeptChat } from "@ck/emulator";
 *
 * isKeptChat({ transcript: {} }); // → false
 * ```
 */
export function isKeptChat(value: unknown): value is KeptChat {
  if (!isRecord(value)) return false;
  const { transcript, states } = value;
  if (!isTranscript(transcript) || !Array.isArray(states) || transcript.turns.length === 0) return false;
  return states.length === transcript.turns.length && states.every(isState);
}

function isState(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { phase, page, clientData, visitor = {}, broadcast, offers, offerCount, followups, action } = value;
  return (
    ["unopened", "idle", "asking", "closed"].some((known) => known === phase) &&
    typeof page === "string" &&
    isRecord(clientData) &&
    isRecord(visitor) &&
    isRecord(broadcast) &&
    Array.isArray(offers) &&
    Number.isSafeInteger(offerCount) &&
    Array.isArray(followups) &&
    (action === undefined || isRunning(action))
  );
}

function isRunning(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { namespace, params, skipped, cache } = value;
  return typeof namespace === "string" && isRecord(params) && Array.isArray(skipped) && isRecord(cache);
}

/** The events of a chat's turns, as if they happened now: a request comes after what the visitor said. */
export function* eventsOf({ transcript, states }: KeptChat): Generator<EmulatorEvent> {
  const { chatId, environment, turns } = transcript;
  yield { chatId, type: "opened", environment };
  for (const { messages, exchanges, remarks } of turns) {
    const answers = messages.findIndex(({ role }) => role !== "visitor");
    const said = answers === -1 ? messages.length : answers;
    for (const message of messages.slice(0, said)) yield { chatId, type: "message", message };
    for (const exchange of exchanges) yield { chatId, type: "exchange", exchange };
    for (const message of messages.slice(said)) yield { chatId, type: "message", message };
    for (const message of remarks) yield { chatId, type: "remark", message };
  }
  const state = states.at(-1);
  if (state === undefined) return;
  yield { chatId, type: "state", state };
  if (state.phase === "closed") yield { chatId, type: "closed" };
}
