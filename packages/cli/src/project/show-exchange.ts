import { textOf, type Exchange } from "@ck/emulator";
import type { Output } from "../terminal/terminal.js";
import { printable, printableLine } from "../terminal/printable.js";

/** How much of an answer is shown, in characters. */
const SHOWN = 4_000;

/** Prints an exchange for a person, or whole as JSON. */
export function showExchange(exchange: Exchange, output: Output): void {
  const { request, response, verdict, todo, environment, bytes } = exchange;
  const { style } = output;
  output.give(exchange);
  output.say(style.bold(`${request.method} ${printableLine(request.url)}`));
  const signed = request.signature === undefined ? "no signature" : "signed";
  output.say(style.dim(`${todo} in ${environment}, ${bytes.sent} bytes, ${signed}`));
  if (response !== undefined) {
    const text = printable(pretty(textOf(response.body)));
    const cut = text.length > SHOWN ? `${text.slice(0, SHOWN)}\n… ${text.length - SHOWN} characters more` : text;
    output.say(`\n${style.bold(String(response.status))}${cut === "" ? "" : `\n${cut}`}`);
  }
  const paint = verdict.outcome === "answered" ? style.green : style.red;
  output.say(`\n${paint(verdict.outcome)}  ${printableLine(verdict.message)}`);
  for (const remark of verdict.remarks) output.say(style.yellow(`note  ${printableLine(remark)}`));
}

/** One line about an exchange, for a chat. */
export function exchangeInWords({ todo, request, response, verdict, bytes, timings }: Exchange): string {
  const status = response === undefined ? "no answer" : String(response.status);
  const signed = request.signature === undefined ? "unsigned" : "signed";
  const facts = `${todo} ${signed}, ${status}, ${bytes.received} bytes, ${Math.round(timings.totalMs)} ms`;
  // The words of what was answered repeat these facts.
  return verdict.outcome === "answered"
    ? `${facts}: ${verdict.outcome} as ${verdict.answer.kind}`
    : `${facts}: ${verdict.outcome}. ${printableLine(verdict.message)}`;
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
