import {
  decodeMultiSelection,
  decodeSelection,
  isProtocolError,
  option,
  type Decoded,
  type Option,
  type SelectionId,
} from "@ck/protocol";
import { BotError } from "../error.js";
import { requireKnownOptions } from "../check/known-options.js";
import { shapeOf } from "../check/shape-of.js";
import { param, type Param, type ParamOptions } from "./param.js";

/** The choices of a selection: id → label, or a list of options if a choice has an image or the ids are numbers. */
export type Choices = Readonly<Record<string, string>> | readonly Option[];

/** The ids of {@link Choices}, as a union of string literals. */
export type ChoiceId<C extends Choices> = C extends readonly Option[]
  ? C[number]["id"]
  : C extends Readonly<Record<string, string>>
    ? SelectionId<C>
    : never;

/**
 * A single selection list. Accepts an id or a label, and gives the id.
 *
 * @param choices - id → label, or a list of options
 * @param options - `ask`, `invalid`, `prompt`: {@link ParamOptions}
 * @throws {@link BotError} `ERR_INVALID_OPTION`: a choice or an option is wrong, or two choices have the same id
 *
 * @example
 * ```ts
 * import { selection } from "@ck/bot";
 *
 * selection({ casual: "Casual leave", sick: "Sick leave" }).decode("Sick leave"); // → { ok: true, value: "sick" }
 * ```
 */
export function selection<const C extends Choices>(choices: C, options: ParamOptions = {}): Param<ChoiceId<C>> {
  const list = listChoices("selection", choices);
  const labels = labelsOf(list);
  const declared = param({
    owner: "selection",
    type: "selection",
    options,
    decode: (value) => decodeSelection(value, labels) as Decoded<ChoiceId<C>>,
  });
  return { ...declared, choices: list };
}

/**
 * A multi selection list. Gives a list of ids.
 *
 * @param choices - id → label, or a list of options
 * @param options - `ask`, `invalid`, `prompt`: {@link ParamOptions}
 * @throws {@link BotError} `ERR_INVALID_OPTION`: a choice or an option is wrong, or two choices have the same id
 *
 * @example
 * ```ts
 * import { multiSelection } from "@ck/bot";
 *
 * multiSelection({ a: "Apples", b: "Pears" }).decode(["a", "Pears"]); // → { ok: true, value: ["a", "b"] }
 * ```
 */
export function multiSelection<const C extends Choices>(choices: C, options: ParamOptions = {}): Param<ChoiceId<C>[]> {
  const list = listChoices("multiSelection", choices);
  const labels = labelsOf(list);
  const declared = param({
    owner: "multiSelection",
    type: "multi-selection",
    options,
    decode: (value) => decodeMultiSelection(value, labels) as Decoded<ChoiceId<C>[]>,
  });
  return { ...declared, choices: list, multiple: true };
}

function listChoices(owner: string, choices: Choices): readonly Option[] {
  if (typeof choices !== "object" || (choices as unknown) === null)
    throw invalidChoices(owner, `takes its choices as id → label or as a list of options; got ${shapeOf(choices)}.`);
  const list = isList(choices)
    ? choices.map((choice) => readChoice(owner, choice))
    : Object.entries(choices).map(([id, label]) => readChoice(owner, { id, label }));
  if (new Set(list.map(({ id }) => id)).size === list.length) return list;
  throw invalidChoices(owner, "has two choices with the same id. Give each an id of its own.");
}

function readChoice(owner: string, choice: Option): Option {
  if (typeof choice !== "object" || (choice as unknown) === null)
    throw invalidChoices(owner, `takes choices with id and label; got ${shapeOf(choice)}.`);
  requireKnownOptions(choice, ["id", "label", "image"], `a choice of ${owner}`);
  const { id, label, image } = choice;
  try {
    return option(id, label, { image });
  } catch (cause) {
    if (!isProtocolError(cause)) throw cause;
    throw new BotError("ERR_INVALID_OPTION", `${owner}: ${cause.message}`, { cause });
  }
}

function invalidChoices(owner: string, what: string): BotError {
  return new BotError("ERR_INVALID_OPTION", `${owner} ${what}`);
}

function isList(choices: Choices): choices is readonly Option[] {
  return Array.isArray(choices);
}

function labelsOf(choices: readonly Option[]): Readonly<Record<string, string>> {
  return Object.fromEntries(choices.map(({ id, label }) => [id, label]));
}
