import { printableLine } from "../terminal/printable.js";
import type { Style } from "../terminal/style.js";
import { isChanged, type ComparedTurn } from "./replay-last.js";

const LEAST_WIDTH = 20;

/**
 * Draws a turn: what the visitor said, then the old and the new answer side by side.
 *
 * @param width - of the terminal, in columns
 */
export function showTurn(turn: ComparedTurn, width: number, style: Style): readonly string[] {
  const column = Math.max(LEAST_WIDTH, Math.floor((width - 7) / 2));
  const [left, right] = [wrap(turn.before, column), wrap(turn.after, column)];
  const differs = isChanged(turn);
  const mark = differs ? style.yellow("≠") : "=";
  const [old, now] = differs ? [style.red, style.green] : [style.dim, style.dim];
  const rows = Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const before = (left[index] ?? "").padEnd(column);
    return `  ${index === 0 ? mark : " "} ${old(before)} │ ${now(right[index] ?? "")}`.trimEnd();
  });
  return [...(turn.visitor === "" ? [] : [style.bold(`> ${printableLine(turn.visitor)}`)]), ...rows];
}

/** Breaks texts into lines of a width. */
function wrap(texts: readonly string[], width: number): string[] {
  return texts.flatMap((text) => {
    const characters = Array.from(printableLine(text));
    return Array.from({ length: Math.max(1, Math.ceil(characters.length / width)) }, (_, index) =>
      characters.slice(index * width, (index + 1) * width).join(""),
    );
  });
}
