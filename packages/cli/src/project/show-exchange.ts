import { textOf, type Exchange } from "@ck/emulator";
import { indentJson, type Indented } from "../terminal/indent-json.js";
import type { Output } from "../terminal/terminal.js";
import { printable, printableLine } from "../terminal/printable.js";

/** How much of an answer is printed, in characters. */
const SHOWN = 4_000;

/** Prints an exchange: in prose, or whole as JSON. */
export function showExchange(exchange: Exchange, output: Output): void {
  const { request, response, verdict, todo, environment, bytes } = exchange;
  const { style } = output;
  output.give(exchange);
  output.say(style.bold(`${request.method} ${printableLine(request.url)}`));
  const signed = request.signature === undefined ? "no signature" : "signed";
  output.say(style.dim(`${todo} in ${environment}, ${bytes.sent} bytes, ${signed}`));
  if (response !== undefined) {
    const { text, complete } = pretty(textOf(response.body));
    const shown = complete ? printable(text) : `${printable(text)}\n… cut: the answer has ${bytes.received} bytes`;
    output.say(`\n${style.bold(String(response.status))}${shown === "" ? "" : `\n${shown}`}`);
  }
  const paint = verdict.outcome === "answered" ? style.green : style.red;
  output.say(`\n${paint(verdict.outcome)}  ${printableLine(verdict.message)}`);
  for (const remark of verdict.remarks) output.say(style.yellow(`note  ${printableLine(remark)}`));
}

/** Summarises an exchange in one line, for a chat. */
export function summarizeExchange({ todo, request, response, verdict, bytes, timings }: Exchange): string {
  const status = response === undefined ? "no answer" : String(response.status);
  const signed = request.signature === undefined ? "unsigned" : "signed";
  const facts = `${todo} ${signed}, ${status}, ${bytes.received} bytes, ${Math.round(timings.totalMs)} ms`;
  // The message of a good answer would repeat these facts.
  return verdict.outcome === "answered"
    ? `${facts}: ${verdict.outcome} as ${verdict.answer.kind}`
    : `${facts}: ${verdict.outcome}. ${printableLine(verdict.message)}`;
}

function pretty(text: string): Indented {
  try {
    JSON.parse(text);
    return indentJson(text, SHOWN);
  } catch {
    return { text: text.slice(0, SHOWN), complete: text.length <= SHOWN };
  }
}
