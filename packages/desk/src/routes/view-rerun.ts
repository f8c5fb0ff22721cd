import type { ChatTurn, ReplayedRest, Transcript } from "@ck/emulator/core";
import type { Rerun, RerunDifference } from "../api/requests.js";

/** How many differences are listed. */
const MAX_DIFFERENCES = 50;
/** How much of a value is shown, in characters. */
const MAX_VALUE = 200;

/**
 * What was sent again, and what went differently.
 *
 * @param recorded - the chat before
 * @param from - the first turn that was taken again
 */
export function viewRerun(
  recorded: Transcript,
  from: number,
  { differences, transcript }: Pick<ReplayedRest, "differences" | "transcript">,
): Rerun {
  const found = differences.map(({ path, message, was, is }): RerunDifference => {
    const [, turn, rest] = /^turns\.(\d+)\.?(.*)$/.exec(path) ?? [];
    // What cannot be done any more is no value that changed.
    const isRefused = rest === "input" && is === undefined;
    return {
      sent: Number(turn ?? from) - from,
      path: rest ?? path,
      ...(isRefused
        ? { message: cut(message.replace(`${path}: `, "")) }
        : { ...textOf("was", was), ...textOf("is", is) }),
    };
  });
  const end = Math.max(transcript.turns.length, ...found.map(({ sent }) => from + sent + 1));
  return {
    sent: recorded.turns.slice(from, end).map(saidIn),
    differences: found.slice(0, MAX_DIFFERENCES),
    differenceCount: found.length,
  };
}

function saidIn({ input, messages }: ChatTurn): string {
  const said = messages.filter(({ role }) => role === "visitor").map(({ text }) => text);
  return said.length === 0 ? input.type : cut(said.join(", "));
}

function textOf<Key extends string>(key: Key, value: unknown): Partial<Record<Key, string>> {
  return value === undefined ? {} : ({ [key]: cut(JSON.stringify(value)) } as Record<Key, string>);
}

function cut(text: string): string {
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}
