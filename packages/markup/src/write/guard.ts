import { canClose, canOpen, characterAt, characterBefore, isWord, JOINER } from "../tree/grammar.js";

/** What will be around the guarded text. */
export interface Surroundings {
  /** The character before it; `undefined` at the start of a line. */
  readonly before: string | undefined;
  /** The character after it; `undefined` at the end of a line. */
  readonly after: string | undefined;
  /** Whether to guard all brackets, as the label of a link needs, or only those that would make a link. */
  readonly brackets: boolean;
  /** Whether to guard pipes. */
  readonly pipes: boolean;
}

/** Puts joiners beside each character that would act as a marker, and nowhere else (grammar 3, 7, 12). */
export function guardLine(line: string, { before, after, brackets, pipes }: Surroundings): string {
  const written: string[] = [];
  let from = 0;
  /** Whether the last character written is a joiner. */
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
    // One letter is enough for a marker; a bracket or a pipe needs joiners on both sides.
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
