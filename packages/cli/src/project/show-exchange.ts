import { describeAnswer, textOf, type Exchange, type Fault } from "@ck/emulator";
import type { FaultJudgement } from "./judge-fault.js";
import { indentJson, type Indented } from "../terminal/indent-json.js";
import type { Output } from "../terminal/terminal.js";
import { printable, printableLine } from "../terminal/printable.js";

/** How much of an answer is printed, in characters. */
const SHOWN = 4_000;

/** Prints an exchange: in prose, or whole as JSON. @param judgement - of a request that was broken on purpose */
export function showExchange(exchange: Exchange, output: Output, judgement?: FaultJudgement): void {
  const { request, response, verdict, todo, environment, bytes } = exchange;
  const { style } = output;
  output.give({ ...exchange, ...(judgement && { judgement }) });
  output.say(style.bold(`${request.method} ${printableLine(request.url)}`));
  output.say(style.dim(`${todo} in ${environment}, ${bytes.sent} bytes, ${signatureOf(exchange)}`));
  if (response !== undefined) {
    const { text, complete } = pretty(textOf(response.body));
    const shown = complete ? printable(text) : `${printable(text)}\n… cut: the answer has ${bytes.received} bytes`;
    output.say(`\n${style.bold(String(response.status))}${shown === "" ? "" : `\n${shown}`}`);
  }
  const paint = verdict.outcome === "answered" ? style.green : style.red;
  output.say(`\n${paint(verdict.outcome)}  ${printableLine(verdict.message)}`);
  if (judgement !== undefined) output.say((judgement.ok ? style.green : style.red)(judgement.message));
  for (const remark of verdict.remarks) output.say(style.yellow(`note  ${printableLine(remark)}`));
}

/** Summarises an exchange in one line, for a chat. */
export function summarizeExchange(exchange: Exchange): string {
  const { todo, response, verdict, bytes, timings } = exchange;
  const status = response === undefined ? "no answer" : String(response.status);
  const facts = `${todo} ${signatureOf(exchange)}, ${status}, ${bytes.received} bytes, ${Math.round(timings.totalMs)} ms`;
  // The message of a good answer would repeat these facts.
  return verdict.outcome === "answered"
    ? `${facts}: ${describeAnswer(verdict.answer.kind)}`
    : `${facts}: ${verdict.outcome}. ${printableLine(verdict.message)}`;
}

/** A forged request is never called signed. */
const FORGED: Partial<Readonly<Record<Fault, string>>> = {
  "wrong-signature": "wrongly signed",
  "repeated-header": "signed twice",
  "stale-key": "signed with a retired key",
  "unknown-key": "signed with an unknown key",
  "re-encoded": "changed after signing",
};

function signatureOf({ fault, request }: Exchange): string {
  const forged = fault && FORGED[fault];
  return forged ?? (request.signature === undefined ? "unsigned" : "signed");
}

function pretty(text: string): Indented {
  try {
    JSON.parse(text);
    return indentJson(text, SHOWN);
  } catch {
    return { text: text.slice(0, SHOWN), complete: text.length <= SHOWN };
  }
}
