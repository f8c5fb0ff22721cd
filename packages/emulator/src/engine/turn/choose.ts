import type { Option } from "@ck/protocol";
import type { FollowUpOffer } from "../../emulated-bot.js";
import { EmulatorError } from "../../error.js";
import { readReply, valueOf } from "../../reading/read-message.js";
import type { OpenRecord } from "../../record.js";
import { said } from "../said.js";
import type { RunningAction } from "../state.js";
import { definitionOf, paramOf } from "./question.js";
import { skipParam, startAction, takeConfirmation, takeReply } from "./run-action.js";
import { say } from "./say.js";
import { show, type Steps, type Talk } from "./talk.js";

/** The visitor picks options of the last question, or a follow-up by its text or by its action. */
export function* choose(talk: Talk, ids: readonly string[]): Steps {
  const { action, followups } = talk.state;
  if (action?.question !== undefined) {
    yield* chooseOptions(talk, action, ids);
    return;
  }
  const [id] = ids;
  const byText = followups.findIndex(({ text }) => text === id);
  const index = byText === -1 ? followups.findIndex((offer) => offer.action === id) : byText;
  if (index === -1 || ids.length > 1) throw notOffered("follow-ups", followups.map(nameOf));
  yield* follow(talk, index);
}

/** The visitor picks a follow-up of the last message: it starts its action with its params, or says its text. */
export function* follow(talk: Talk, index: number): Steps {
  const { followups } = talk.state;
  const offer = followups[index];
  if (offer === undefined) throw notOffered("follow-ups", followups.map(nameOf));
  const { text, action, params = {} } = offer;
  const definition = action === undefined ? undefined : definitionOf(talk.bot, action);
  const choice = { type: "followup", index } as const;
  if (definition === undefined) {
    yield* say(talk, text, choice);
    return;
  }
  // Whatever was asked before is over.
  const { action: _, ...rest } = talk.state;
  talk.state = { ...rest, phase: "idle" };
  yield* show(talk, said("visitor", text, { choice }));
  yield* startAction(talk, definition, { userInput: text, params });
}

/** The visitor leaves the question open. */
export function* skip(talk: Talk): Steps {
  const { action } = talk.state;
  const name = action?.question?.param;
  if (action === undefined || name === undefined || !isOptional(talk, action, name))
    throw new EmulatorError("ERR_NOT_OFFERED", "There is no question that can be skipped. Only optional params can.");
  yield* skipParam(talk, action, name);
}

function isOptional(talk: Talk, { namespace }: RunningAction, name: string): boolean {
  return paramOf(definitionOf(talk.bot, namespace), name).optional === true;
}

function* chooseOptions(talk: Talk, action: RunningAction, ids: readonly string[]): Steps {
  const picked = pickOptions(talk, action, ids);
  const [first] = picked;
  if (first === undefined) throw new EmulatorError("ERR_INVALID_OPTION", "Choose at least one option.");
  // What the platform puts into userInput is not documented (grade I): what the visitor sees.
  const userInput = labelsOf(picked);
  yield* show(talk, said("visitor", userInput, { choice: { type: "options", ids } }));
  const name = action.question?.param;
  if (name === undefined) {
    const value = readReply({ type: "boolean", options: [] }, [], first.id, talk.now());
    yield* takeConfirmation(talk, action, userInput, value);
    return;
  }
  yield* takeReply(talk, action, userInput, valueOfPicked(talk, action, picked)[name]);
}

/**
 * The options of the question with these ids.
 *
 * @throws EmulatorError `ERR_NOT_OFFERED`; `ERR_INVALID_OPTION`: several of a single selection
 */
export function pickOptions(talk: Talk, action: RunningAction, ids: readonly string[]): readonly Option[] {
  const options = action.question?.options ?? [];
  const picked = ids.map((id) => {
    const option = options.find((candidate) => candidate.id === id);
    if (option !== undefined) return option;
    throw notOffered(
      "options",
      options.map((candidate) => candidate.id),
    );
  });
  const param = paramOf(definitionOf(talk.bot, action.namespace), action.question?.param ?? "");
  if (picked.length > 1 && param.type !== "multi-selection")
    throw new EmulatorError("ERR_INVALID_OPTION", "Choose one option. Only a multi-selection accepts several.");
  return picked;
}

/** The param of the question with the value that the options give it; nothing without options. */
export function valueOfPicked(talk: Talk, action: RunningAction, picked: readonly Option[]): OpenRecord {
  const name = action.question?.param;
  const [first] = picked;
  if (name === undefined || first === undefined) return {};
  const param = paramOf(definitionOf(talk.bot, action.namespace), name);
  const value = param.type === "multi-selection" ? picked.map(({ id }) => id) : valueOf(param, first, talk.now());
  return value === undefined ? {} : { [name]: value };
}

/** What the visitor sees of the options. */
export function labelsOf(picked: readonly Option[]): string {
  return picked.map(({ id, label }) => (label === "" ? id : label)).join(", ");
}

function nameOf({ text, action }: FollowUpOffer): string {
  return action ?? text;
}

function notOffered(what: string, offered: readonly string[]): EmulatorError {
  const there =
    offered.length === 0 ? `No ${what} are offered now.` : `The ${what} offered now: ${offered.join(", ")}.`;
  return new EmulatorError("ERR_NOT_OFFERED", `That cannot be chosen. ${there}`);
}
