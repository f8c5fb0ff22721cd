import { checkOptions } from "../check-options.js";
import type { Emulator } from "../chat/emulator.js";
import type { Transcript } from "../chat/transcript.js";
import { isEmulatorError } from "../error.js";
import { COMPARE_OPTIONS, compareTranscripts, type CompareOptions } from "./compare-transcripts.js";
import type { Difference } from "./difference.js";

/** The result of {@link replay}. */
export interface Replayed {
  /** Empty if the conversation went the same way. */
  readonly differences: readonly Difference[];
  /** How it went this time. */
  readonly transcript: Transcript;
}

/**
 * Runs a recorded conversation again in a new chat, and compares what happens. If the visitor cannot do something any
 * more, because it is not offered, that is a difference, and the conversation ends there.
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
  const { environment, clientData, page, turns } = recorded;
  const faultOf = (index: number) => turns[index]?.exchanges.find(({ fault }) => fault !== undefined)?.fault;
  const opens = turns[0]?.input.type === "open";
  const chat = await emulator.openChat({ environment, clientData, page, fault: opens ? faultOf(0) : undefined });
  const refused: Difference[] = [];
  for (const [index, { input }] of turns.entries()) {
    if (input.type === "open") continue;
    try {
      await chat.take(input, { fault: faultOf(index) });
    } catch (error) {
      if (!isEmulatorError(error)) throw error;
      const path = `turns.${index}.input`;
      refused.push({ path, message: `${path}: cannot be done any more. ${error.message}`, was: input, is: undefined });
      break;
    }
  }
  const { transcript } = chat;
  if (chat.state.phase !== "closed") await chat.close();
  const compared = refused.length === 0 ? recorded : { ...recorded, turns: turns.slice(0, transcript.turns.length) };
  return { differences: [...compareTranscripts(compared, transcript, options), ...refused], transcript };
}
