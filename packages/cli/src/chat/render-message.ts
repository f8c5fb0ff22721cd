import type { ChatMessage } from "@ck/emulator";
import { toPlainText } from "@ck/markup";
import { wrapAnsi } from "fast-wrap-ansi";
import { printable, printableJson, printableLine } from "../terminal/printable.js";
import type { Style } from "../terminal/style.js";
import type { Choice } from "./choices.js";

/** How much of an unknown card is shown, in characters. */
const SHOWN = 400;
/** The fewest columns that a text is wrapped to. */
const MIN_ROOM = 20;
/** The width of the longest role. */
const WIDTH = 9;

/**
 * Renders a message with its cards for the terminal. Choices are rendered apart.
 *
 * @param width - of the terminal, in columns
 */
export function renderMessage({ role, text, cards, failure }: ChatMessage, style: Style, width?: number): string {
  const paint = failure ? style.red : { visitor: style.cyan, bot: style.green, platform: style.yellow }[role];
  const who = paint((role === "visitor" ? "you" : role).padEnd(WIDTH));
  const indent = " ".repeat(WIDTH);
  // What a visitor types is not markup.
  const content = printable(role === "visitor" ? text : toPlainText(text));
  const room = width === undefined ? undefined : width - WIDTH;
  const lines = [wrap(content, room), ...cards.map((card) => renderCard(card, style, room))].join("\n").split("\n");
  return lines.map((line, at) => `${at === 0 ? who : indent}${line}`.trimEnd()).join("\n");
}

function renderCard(card: ChatMessage["cards"][number], style: Style, room: number | undefined): string {
  const { type, ...rest } = card;
  const title = style.dim(`┌ ${printableLine(type)}`);
  const content =
    type === "note" && typeof card["content"] === "string" ? toPlainText(card["content"]) : cut(printableJson(rest));
  const lines = wrap(printable(content), room === undefined ? undefined : room - 2).split("\n");
  return [title, ...lines.map((line) => `${style.dim("│")} ${line}`)].join("\n");
}

/** Breaks lines between words. Where there is hardly any room, the terminal breaks them itself. */
function wrap(text: string, room: number | undefined): string {
  return room === undefined || room < MIN_ROOM ? text : wrapAnsi(text, room, { hard: true, trim: false });
}

function cut(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** Renders the choices with their numbers. @param selected - the one under the arrow keys */
export function renderChoices(choices: readonly Choice[], style: Style, selected?: number): string {
  const indent = " ".repeat(WIDTH - 2);
  return choices
    .map(({ label, kind }, at) => {
      const mark = at === selected ? style.cyan("❯ ") : "  ";
      const what = kind === "option" ? "" : style.dim(` (${kind})`);
      return `${indent}${mark}${style.bold(String(at + 1))}  ${label}${what}`;
    })
    .join("\n");
}
