import { canClose, canOpen, characterAt, characterBefore, isWord, JOINER } from "../tree/grammar.js";

/** Where the text that is guarded will stand. */
export interface Surroundings {
  /** The character before it; `undefined` when a line begins there. */
  readonly before: string | undefined;
  /** The character after it; `undefined` when a line ends there. */
  readonly after: string | undefined;
  /** Whether all brackets are guarded, as a link's label needs it, or only those that would make a link. */
  readonly brackets: boolean;
  /** Whether pipes are guarded. */
  readonly pipes: boolean;
}

/** Puts joiners beside each character of a line that would act as a marker, and nowhere else (grammar 3, 7, 12). */
export function guardLine(line: string, { before, after, brackets, pipes }: Surroundings): string {
  const written: string[] = [];
  let from = 0;
  /** Whether the last character that was written is a joiner. */
  let joined = false;
  for (let at = 0; at < line.length; at++) {
    const kind = kindOf(line.charAt(at));
    if (kind === undefined) continue;
    const previous = at > 0 && at === from && joined ? JOINER : at === 0 ? before : characterBefore(line, at);
    const next = characterAt(line, at + 1) ?? after;
    const needed =
      kind === "marker"
        ? canOpen(previous, next) || canClose(previous, next)
        : kind === "bracket"
          ? brackets || (line.charAt(at) === "]" && next === "(")
          : pipes;
    if (!needed) continue;
    // A letter does for a marker; a bracket or a pipe wants joiners on both sides.
    const joinBefore = kind === "marker" ? !isWord(previous) : previous !== JOINER && (kind === "pipe" || brackets);
    const joinAfter = kind === "marker" ? !isWord(next) : next !== JOINER;
    written.push(line.slice(from, at), joinBefore ? JOINER : "", line.charAt(at), joinAfter ? JOINER : "");
    from = at + 1;
    joined = joinAfter;
  }
  return written.join("") + line.slice(from);
}

function kindOf(character: string): "marker" | "bracket" | "pipe" | undefined {
  switch (character) {
    case "*":
    case "_":
    case "~":
    case "`":
      return "marker";
    case "[":
    case "]":
      return "bracket";
    case "|":
      return "pipe";
    default:
      return undefined;
  }
}
