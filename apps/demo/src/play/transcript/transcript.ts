import type { ChatMessage, Exchange, Role } from "@ck/emulator";
import type { Card, TableCard } from "@ck/protocol";
import { describeExchange } from "./describe-exchange.js";
import { wrap, type Terminal } from "./terminal.js";
import type { Turn } from "../turn.js";

/** Prints a conversation: who says what, and the exchange under each answer. */
export interface Transcript {
  heading(text: string): void;
  /** A turn begins. */
  begin(turn: Pick<Turn, "happens">): void;
  message(message: ChatMessage, turn: Pick<Turn, "input">): void;
  /** The exchange in figures. `expected`: what should have happened, if something else did. */
  exchange(exchange: Exchange, expected?: string): void;
  /** The turn is over. `expected`: the requests that never came. */
  end(expected: readonly string[]): void;
  /** What only the bot's author sees. */
  authorLog(text: string): void;
}

/** The column where all texts start, after the names. */
const INDENT = 12;

/** A transcript on a terminal. */
export function createTranscript(terminal: Terminal): Transcript {
  const { style, print, width } = terminal;
  type Format = Parameters<typeof style>[0];
  const names: Readonly<Record<Role, Format>> = {
    visitor: ["blue", "bold"],
    bot: ["green", "bold"],
    platform: "magenta",
  };

  const say = (who: string, text: string, { name, words = [] }: { name?: Format; words?: Format } = {}): void => {
    wrap(text, width - INDENT).forEach((line, index) => {
      const label = (index === 0 ? who : "").padStart(INDENT - 2);
      print(`${name === undefined ? label : style(name, label)}  ${style(words, line)}`.trimEnd());
    });
  };
  const missed = (what: string): void => say("", `✗ expected: ${what}`, { words: "red" });

  // The figures go under the message they brought, which arrives after them.
  let figures = (): void => undefined;
  const printFigures = (): void => {
    figures();
    figures = () => undefined;
  };

  return {
    heading(text) {
      print("");
      print(style("bold", text));
      print(style("dim", "─".repeat(Math.min(width, text.length))));
    },
    begin({ happens }) {
      print("");
      if (happens !== undefined) say("", happens, { words: ["italic", "dim"] });
    },
    message(message, { input }) {
      if (message.role !== "bot") printFigures();
      const { role, text } = message;
      say(role, role === "visitor" && input.type === "click" ? `clicks [ ${text} ]` : text, { name: names[role] });
      for (const line of describeOffers(message)) say("", line, { words: "cyan" });
      printFigures();
    },
    exchange(exchange, expected) {
      printFigures();
      figures = () => {
        say("", describeExchange(exchange), { words: "dim" });
        if (expected !== undefined) missed(expected);
      };
    },
    end(expected) {
      printFigures();
      expected.forEach(missed);
    },
    authorLog: (text) => say("author log", text, { name: "yellow", words: "yellow" }),
  };
}

/** What stands under a message: cards, options and buttons. */
function describeOffers({ cards, options, buttons, followups }: ChatMessage): string[] {
  const choices = [
    ...options.map(({ id, label }) => `( ${id} ${label} )`),
    ...buttons.map(({ label }) => `[ ${label} ]`),
    ...followups.map(({ text }) => `» ${text}`),
  ].join("  ");
  const notes = cards.filter(({ type }) => type !== "button").map(describeCard);
  return choices === "" ? notes : [...notes, choices];
}

function describeCard(card: Card): string {
  const text = card.type === "note" ? String(card["content"]) : card.type === "table" ? drawTable(card) : card.type;
  return text
    .split("\n")
    .map((line) => `│ ${line}`)
    .join("\n");
}

/** The heading, then the rows with their cells in columns. */
function drawTable(card: Card): string {
  const { heading, columns, rows } = card as TableCard;
  const table = [columns, ...rows];
  const widths = columns.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("   "));
  return [heading, ...lines].map((line) => line.trimEnd()).join("\n");
}
