import type { ChatTurn, ReplayedRest, Transcript } from "@ck/emulator/core";
import type { Rerun, RerunDifference } from "../api/requests.js";

/** How many differences are listed, of one turn and of all. */
const MAX_OF_TURN = 10;
const MAX_DIFFERENCES = 300;
/** How much of a value is shown, in characters. */
const MAX_VALUE = 200;

/** What is shown first: what the visitor cannot do any more, then the texts of the chat, and the server's part last. */
const ORDER = [/^input/, /^messages\.\d+(\.text)?$/, /^messages/, /^remarks/, /response/, /./];

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
  const found = new Map<number, Found[]>();
  for (const difference of differences.map(toFound)) {
    const sent = Math.max(0, difference.turn - from);
    const own = found.get(sent);
    if (own === undefined) found.set(sent, [difference]);
    else own.push(difference);
  }
  const end = Math.max(transcript.turns.length, ...[...found.keys()].map((sent) => from + sent + 1));
  const turns = recorded.turns.slice(from, end).map((turn, sent) => {
    const own = eachOnce(found.get(sent) ?? []).toSorted((one, other) => rankOf(one.path) - rankOf(other.path));
    return { text: saidIn(turn), own };
  });
  const listed = turns.flatMap(({ own }, sent) => own.slice(0, MAX_OF_TURN).map((each) => view(each, sent)));
  return {
    sent: turns.map(({ text, own }) => ({ text, differenceCount: own.length })),
    differences: listed.slice(0, MAX_DIFFERENCES),
    differenceCount: turns.reduce((count, { own }) => count + own.length, 0),
  };
}

type Found = ReplayedRest["differences"][number] & { readonly turn: number };

function toFound(difference: ReplayedRest["differences"][number]): Found {
  const [, turn, path] = /^turns\.(\d+)\.?(.*)$/.exec(difference.path) ?? [];
  return { ...difference, turn: Number(turn ?? 0), path: path ?? difference.path };
}

/** What the server answered and the chat shows of it, or its card and the button in it, are one change. */
function eachOnce(found: readonly Found[]): readonly Found[] {
  const seen = new Set<string>();
  return found.filter(({ path, was, is }) => {
    if (!/^messages\.|\bresponse\.body\b/.test(path)) return true;
    const change = JSON.stringify([was ?? null, is ?? null]);
    if (seen.has(change)) return false;
    seen.add(change);
    return true;
  });
}

function rankOf(path: string): number {
  return ORDER.findIndex((pattern) => pattern.test(path));
}

function view({ path, message, was, is }: Found, sent: number): RerunDifference {
  // What cannot be done any more is no value that changed.
  const isRefused = path === "input" && is === undefined;
  const reason = cut(message.replace(/^turns\.\d+\.input: /, ""));
  return { sent, path, ...(isRefused ? { message: reason } : { ...textOf("was", was), ...textOf("is", is) }) };
}

function saidIn({ input, messages }: ChatTurn): string {
  const said = messages.filter(({ role }) => role === "visitor").map(({ text }) => text);
  return said.length === 0 ? input.type : cut(said.join(", "));
}

function textOf<Key extends string>(key: Key, value: unknown): Partial<Record<Key, string>> {
  return value === undefined ? {} : ({ [key]: cut(JSON.stringify(seenOf(value))) } as Record<Key, string>);
}

/** What a visitor sees of a whole message, button, option or follow-up. */
function seenOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if ("label" in value && typeof value.label === "string") return value.label;
  return "text" in value && typeof value.text === "string" ? value.text : value;
}

function cut(text: string): string {
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}
