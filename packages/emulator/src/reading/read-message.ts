import type { Option } from "@ck/protocol";
import type { EmulatedParam } from "../emulated-bot.js";
import { findValues } from "./find-values.js";
import { apart, MAX_READ_LENGTH, type Found } from "./found.js";
import { exactOption, findOptions, matchOption } from "./match-options.js";
import { candidatesFor, MOST_SPECIFIC_FIRST } from "./pick-values.js";

/**
 * Takes the param values from the message that starts an action (docs/contract.md §6, step 3; how is not documented,
 * grade I).
 *
 * Params with a recognisable form get the first such value that no other param has, in the order of the definition.
 * String and User params get nothing, since every text would fit.
 *
 * @param now - the clock, for `tomorrow` and the like
 */
export function readMessage(params: readonly EmulatedParam[], message: string, now: Date): Record<string, unknown> {
  const text = message.slice(0, MAX_READ_LENGTH);
  const named = params.flatMap(({ type, options }) => (isSelection(type) ? findOptions(options, text) : []));
  const values = findValues(text, now, named);
  const taken: Found<unknown>[] = [];
  const found = new Map<string, unknown>();
  for (const type of MOST_SPECIFIC_FIRST) {
    for (const param of params) {
      if (param.type !== type) continue;
      const [first] = apart(candidatesFor(param, text, values), taken);
      if (first === undefined) continue;
      taken.push(first);
      found.set(param.name, first.value);
    }
  }
  // In the order of the definition, which is the order of the questions.
  return Object.fromEntries(params.flatMap(({ name }) => (found.has(name) ? [[name, found.get(name)]] : [])));
}

/**
 * Reads the reply to a question.
 *
 * @param options - the options shown with the question; if there were none, those of the definition count
 * @returns `undefined` if the reply does not fit the param's type
 */
export function readReply(
  param: Pick<EmulatedParam, "type" | "options">,
  options: readonly Option[],
  reply: string,
  now: Date,
): unknown {
  const text = reply.slice(0, MAX_READ_LENGTH);
  const shown = options.length > 0 ? options : param.options;
  if (param.type === "multi-selection") {
    const one = matchOption(shown, text);
    const named = findOptions(shown, text).map(({ value }) => value.id);
    return named.length > 0 ? named : one && [one.id];
  }
  if (param.type === "selection") return matchOption(shown, text)?.id;
  // Options beside a question that also takes free text: only an exact match counts as chosen.
  const chosen = exactOption(shown, text);
  return chosen === undefined ? readText(param, reply, now) : valueOf(param, chosen, now);
}

/** The value that an option gives to a param: its id for a selection, otherwise what its id or its label says. */
export function valueOf(param: Pick<EmulatedParam, "type" | "options">, { id, label }: Option, now: Date): unknown {
  if (param.type === "multi-selection") return [id];
  if (param.type === "selection") return id;
  return readText(param, id, now) ?? readText(param, label, now);
}

function readText(param: Pick<EmulatedParam, "type" | "options">, reply: string, now: Date): unknown {
  if (param.type === "string" || param.type === "user") return reply.trim() === "" ? undefined : reply.trim();
  const text = reply.slice(0, MAX_READ_LENGTH);
  if (param.type === "boolean") {
    const word = text
      .trim()
      .toLowerCase()
      .replace(/[.!]+$/, "");
    if (/^(?:y|yeah|yep|sure|ok|okay|1)$/.test(word)) return true;
    if (/^(?:n|nope|0)$/.test(word)) return false;
  }
  return candidatesFor(param, text, findValues(text, now, []))[0]?.value;
}

function isSelection(type: EmulatedParam["type"]): boolean {
  return type === "selection" || type === "multi-selection";
}
