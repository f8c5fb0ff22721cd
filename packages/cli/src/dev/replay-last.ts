import { replay, type ChatTurn, type Emulator } from "@ck/emulator";

/** One turn of a conversation, as it went then and now. */
export interface ComparedTurn {
  /** What the visitor said. Empty for the opening. */
  readonly visitor: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** What a replay shows. */
export interface Comparison {
  readonly turns: readonly ComparedTurn[];
  /** How many turns were answered differently. */
  readonly changed: number;
}

/**
 * Does again, in a new chat, what the visitor did in the last open one, and sets the answers side by side.
 *
 * @returns `undefined` if there is no conversation yet
 */
export async function replayLast(emulator: Emulator): Promise<Comparison | undefined> {
  const last = emulator.chats.findLast(({ transcript }) => transcript.turns.length > 1);
  if (last === undefined) return undefined;
  const before = last.transcript;
  const { transcript: after } = await replay(before, emulator);
  const turns = before.turns.map((turn, index): ComparedTurn => {
    const now = after.turns[index];
    return {
      visitor: textsOf(turn, true).join(" "),
      before: textsOf(turn, false),
      after: now ? textsOf(now, false) : [],
    };
  });
  return { turns, changed: turns.filter(isChanged).length };
}

/** Tells whether a turn was answered differently. */
export function isChanged({ before, after }: ComparedTurn): boolean {
  return before.join("\n") !== after.join("\n");
}

function textsOf({ messages }: ChatTurn, ofVisitor: boolean): string[] {
  return messages.filter(({ role }) => (role === "visitor") === ofVisitor).map(({ text }) => text);
}
