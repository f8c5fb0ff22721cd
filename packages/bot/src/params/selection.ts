import {
  decodeMultiSelection,
  decodeSelection,
  option,
  type Decoded,
  type Option,
  type SelectionId,
} from "@ck/protocol";
import { BotError } from "../error.js";
import { param, type Param, type ParamOptions } from "./param.js";

/** The choices of a selection: id → label, or a list of options where the order matters or a choice has an image. */
export type Choices = Readonly<Record<string, string>> | readonly Option[];

/** The ids of {@link Choices}, as a union of string literals. */
export type ChoiceId<C extends Choices> = C extends readonly Option[]
  ? C[number]["id"]
  : C extends Readonly<Record<string, string>>
    ? SelectionId<C>
    : never;

/**
 * A single selection list, as in the console. An id or a label is taken; the ids are the type.
 *
 * @example
 * ```ts
 * import { selection } from "@ck/bot";
 *
 * selection({ casual: "Casual leave", sick: "Sick leave" }).decode("Sick leave"); // → { ok: true, value: "sick" }
 * ```
 */
export function selection<const C extends Choices>(choices: C, options: ParamOptions = {}): Param<ChoiceId<C>> {
  const list = listChoices(choices);
  const labels = labelsOf(list);
  return { ...param((value) => decodeSelection(value, labels) as Decoded<ChoiceId<C>>, options), choices: list };
}

/**
 * A multi selection list, as in the console. Gives a list of ids.
 *
 * @example
 * ```ts
 * import { multiSelection } from "@ck/bot";
 *
 * multiSelection({ a: "Apples", b: "Pears" }).decode(["a", "Pears"]); // → { ok: true, value: ["a", "b"] }
 * ```
 */
export function multiSelection<const C extends Choices>(choices: C, options: ParamOptions = {}): Param<ChoiceId<C>[]> {
  const list = listChoices(choices);
  const labels = labelsOf(list);
  const declared = param((value) => decodeMultiSelection(value, labels) as Decoded<ChoiceId<C>[]>, options);
  return { ...declared, choices: list, multiple: true };
}

function listChoices(choices: Choices): readonly Option[] {
  const list = isList(choices)
    ? choices.map(({ id, label, image }) => option(id, label, { image }))
    : Object.entries(choices).map(([id, label]) => option(id, label));
  if (new Set(list.map(({ id }) => id)).size < list.length) {
    throw new BotError("ERR_INVALID_BOT", "Two choices of a selection have the same id. Give each an id of its own.");
  }
  return list;
}

function isList(choices: Choices): choices is readonly Option[] {
  return Array.isArray(choices);
}

function labelsOf(choices: readonly Option[]): Readonly<Record<string, string>> {
  return Object.fromEntries(choices.map(({ id, label }) => [id, label]));
}
