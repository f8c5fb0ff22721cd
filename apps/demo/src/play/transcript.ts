import type { Card, WebhookResponse } from "@ck/protocol";
import type { Exchange } from "./deliver.js";
import { answerOf, isAsExpected, messageOf, type Line, type Step } from "./step.js";
import { wrap, type Terminal } from "./terminal.js";

/** Prints a conversation: who says what, and under each answer how it travelled. */
export interface Transcript {
  heading(text: string): void;
  /** What is said before a request goes out. */
  lines(lines: readonly Line[]): void;
  /** The bot's answer, the exchange in figures, and whether it was as expected. */
  exchange(exchange: Exchange, step: Step): void;
  /** What the bot's author is told, and nobody else. */
  authorLog(text: string): void;
}

/** The column in which all texts start: the names stand before it. */
const INDENT = 12;

/** A transcript on a terminal. */
export function createTranscript(terminal: Terminal): Transcript {
  const { style, print, width } = terminal;
  type Format = Parameters<typeof style>[0];

  const say = (who: string, text: string, { name, words = [] }: { name?: Format; words?: Format } = {}): void => {
    wrap(text, width - INDENT).forEach((line, index) => {
      const label = (index === 0 ? who : "").padStart(INDENT - 2);
      print(`${name === undefined ? label : style(name, label)}  ${style(words, line)}`.trimEnd());
    });
  };
  const dim = (text: string): void => say("", text, { words: "dim" });

  const sayAnswer = (answer: WebhookResponse, message: string): void => {
    if (message === "") return;
    say("bot", message, { name: ["green", "bold"] });
    if ("prompt" in answer && answer.prompt.options.length > 0) {
      say("", answer.prompt.options.map(({ id, label }) => `( ${id} ${label} )`).join("  "), { words: "cyan" });
    }
    for (const card of ("card" in answer && answer.card) || []) {
      say("", describeCard(card), { words: "cyan" });
    }
  };

  return {
    heading(text) {
      print("");
      print(style("bold", text));
      print(style("dim", "─".repeat(Math.min(width, text.length))));
    },
    lines(lines) {
      if (lines.length > 0) print("");
      for (const { who, text } of lines) {
        if (who === "nobody") say("", text, { words: ["italic", "dim"] });
        else say(who, text, { name: who === "visitor" ? ["blue", "bold"] : "magenta" });
      }
    },
    exchange(exchange, step) {
      const answer = answerOf(exchange);
      if (answer) sayAnswer(answer, messageOf(exchange));
      dim(describeExchange(exchange, step.tamper !== undefined));
      if (!isAsExpected(exchange, step)) say("", `✗ expected: ${step.expected.what}`, { words: "red" });
    },
    authorLog: (text) => say("author log", text, { name: "yellow", words: "yellow" }),
  };
}

function describeCard(card: Card): string {
  if (card.type === "note") {
    return String(card["content"])
      .split("\n")
      .map((line) => `│ ${line}`)
      .join("\n");
  }
  if (card.type === "button") return `[ ${String((card as Record<string, unknown>)["label"])} ]`;
  return `│ ${card.type}`;
}

/** `POST execute · signed ✓ · 200 · 12 ms · 482 B · accepted`. */
function describeExchange({ request, status, ms, bytes, verdict }: Exchange, tampered: boolean): string {
  return [
    `POST ${request.todo}`,
    tampered ? "forged ✗" : "signed ✓",
    status === 0 ? "no answer" : status,
    `${Math.round(ms).toLocaleString("en")} ms`,
    `${bytes.toLocaleString("en")} B`,
    describeVerdict(verdict),
  ].join(" · ");
}

function describeVerdict(verdict: Exchange["verdict"]): string {
  if (verdict === undefined) return "refused";
  if (!verdict.ok) {
    const [issue] = verdict.issues;
    return `not accepted: ${[issue?.path.join("."), issue?.message].filter(Boolean).join(": ")}`;
  }
  if (verdict.kind === "askNext") return "accepted: ask the next param";
  if (verdict.kind === "proceed") return "accepted: go on to execution";
  return "accepted";
}
