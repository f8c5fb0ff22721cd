import { checkOptions } from "../check-options.js";
import type { Chat, TurnOptions } from "../chat/chat.js";
import type { Emulator } from "../chat/emulator.js";
import type { ChatTurn, Transcript } from "../chat/transcript.js";
import { isEmulatorError } from "../error.js";
import { COMPARE_OPTIONS, compareTranscripts, type CompareOptions } from "./compare-transcripts.js";
import type { Difference } from "./difference.js";
import { sameInput } from "./same-input.js";

/** The result of {@link replay}. */
export interface Replayed {
  /** Empty if the conversation went the same way. */
  readonly differences: readonly Difference[];
  /** How it went this time. */
  readonly transcript: Transcript;
}

/**
 * Runs a recorded conversation again in a new chat, and compares what happens. A button and a follow-up are found by what
 * the visitor saw. If the visitor cannot do something any more, because it is not offered, that is a difference, and the
 * conversation ends there.
 *
 * @throws what `sign` throws
 * @example
 * ```ts
 * import { loadTranscript, replay, type Emulator } from "@ck/emulator";
 *
 * async function isUnchanged(emulator: Emulator): Promise<boolean> {
 *   const { differences } = await replay(await loadTranscript("apply-for-leave.json"), emulator);
 *   return differences.length === 0;
 * }
 * ```
 */
export async function replay(
  recorded: Transcript,
  emulator: Emulator,
  options: CompareOptions = {},
): Promise<Replayed> {
  checkOptions(options, COMPARE_OPTIONS, "replay");
  const { environment, clientData, visitor, page, turns } = recorded;
  const [first] = turns;
  const fault = first?.input.type === "open" ? faultOf(first) : undefined;
  const chat = await emulator.openChat({ environment, clientData, visitor, page, fault });
  const replayed = await takeAgain(recorded, chat, 0, options);
  if (chat.state.phase !== "closed") await chat.close();
  return replayed;
}

/** The result of {@link replayRest}. */
export interface ReplayedRest extends Replayed {
  /** The new chat, still open. */
  readonly chat: Chat;
}

/**
 * Steps back in a chat and does the rest of it again, as after a change of the bot; and compares what happens. The chat
 * itself stays as it is.
 *
 * @param chat - an open or a closed one
 * @param turns - how many of its turns to keep; the first is the opening
 * @param emulator - the one of the chat
 * @param options - what may differ
 * @throws {@link EmulatorError} `ERR_INVALID_OPTION`: there are not so many turns; also what `sign` throws
 * @example
 * ```ts
 * import { replayRest, type Chat, type Emulator } from "@ck/emulator";
 *
 * async function lastTurnAgain(chat: Chat, emulator: Emulator): Promise<string[]> {
 *   const { differences } = await replayRest(chat, chat.transcript.turns.length - 1, emulator);
 *   return differences.map(({ message }) => message);
 * }
 * ```
 */
export async function replayRest(
  chat: Chat,
  turns: number,
  emulator: Emulator,
  options: CompareOptions = {},
): Promise<ReplayedRest> {
  checkOptions(options, COMPARE_OPTIONS, "replayRest");
  const next = emulator.stepBack(chat, turns);
  const recorded = chat.transcript;
  const isClosed = recorded.turns.at(-1)?.input.type === "close";
  // The new chat stays open, to go on from there.
  const rest = isClosed ? { ...recorded, turns: recorded.turns.slice(0, -1) } : recorded;
  return { ...(await takeAgain(rest, next, turns, options)), chat: next };
}

/** Does what the visitor did from a turn on, until that is not possible any more. */
async function takeAgain(recorded: Transcript, chat: Chat, from: number, options: CompareOptions): Promise<Replayed> {
  const refused: Difference[] = [];
  for (const [index, turn] of recorded.turns.entries()) {
    const { input } = turn;
    if (index < from || input.type === "open") continue;
    try {
      const again = sameInput(recorded.turns, index, chat.transcript.turns, chat.state);
      await chat.take(again, { fault: faultOf(turn) });
    } catch (error) {
      if (!isEmulatorError(error)) throw error;
      const path = `turns.${index}.input`;
      refused.push({ path, message: `${path}: cannot be done any more. ${error.message}`, was: input, is: undefined });
      break;
    }
  }
  const { transcript } = chat;
  const turns = recorded.turns.slice(0, transcript.turns.length);
  const compared = refused.length === 0 ? recorded : { ...recorded, turns };
  return { differences: [...compareTranscripts(compared, transcript, options), ...refused], transcript };
}

function faultOf({ exchanges }: ChatTurn): TurnOptions["fault"] {
  return exchanges.find(({ fault }) => fault !== undefined)?.fault;
}
