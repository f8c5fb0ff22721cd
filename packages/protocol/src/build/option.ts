import { MAX_BUTTONS } from "../constants.js";
import { checkJson, checkList, checkText, invalidArgument } from "../json/check-argument.js";
import { checkKnownKeys } from "../json/check-known-keys.js";
import type { Button, Option } from "../response/response-parts.js";
import { isRecord, shapeOf } from "../json/shape.js";

/** An option as a bot's author may write it: the id can be a number. */
export interface OptionInput {
  readonly id: string | number;
  readonly label: string;
  readonly image?: string | undefined;
}

/** A button as a bot's author may write it: the id can be a number. */
export interface ButtonInput {
  readonly id: string | number;
  readonly label: string;
  readonly [key: string]: unknown;
}

/**
 * A choice to offer with a question.
 *
 * Source: docs/contract.md §2, grade D.
 *
 * @param id - What comes back as the param's value. A number goes out as a string.
 * @param label - What the user reads. It may be empty only when there is an image, as in the page's own sample.
 * @param options - `image`: URL of a picture.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`
 *
 * @example
 * ```ts
 * import { option } from "@ck/protocol";
 *
 * option("111", "Sick"); // → { id: "111", label: "Sick" }
 * ```
 */
export function option(id: string | number, label: string, options: { image?: string | undefined } = {}): Option {
  checkKnownKeys(options, ["image"], "option");
  return checkOption({ id, label, image: options.image }, "option");
}

/**
 * A custom button to show with a question.
 *
 * Source: docs/contract.md §2, grade I.
 *
 * @param id - What comes back as `button_id`. A number goes out as a string.
 * @param label - What the user reads.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`
 *
 * @example
 * ```ts
 * import { button } from "@ck/protocol";
 *
 * button("saveDraft", "Save draft"); // → { id: "saveDraft", label: "Save draft" }
 * ```
 */
export function button(id: string | number, label: string): Button {
  return checkButton({ id, label }, "button");
}

/** The options of a question, as the wire has them: ids are strings, each once. */
export function checkOptions(options: readonly OptionInput[]): readonly Option[] {
  const list = checkList(options, { what: "options" }).map((each, index) => checkOption(each, `options.${index}`));
  checkUnique(list, "options");
  return list;
}

/** The buttons of a question, as the wire has them: ids are strings, each once; no more than the platform shows. */
export function checkButtons(buttons: readonly ButtonInput[]): readonly Button[] {
  const list = checkList(buttons, { what: "buttons" }).map((each, index) => checkButton(each, `buttons.${index}`));
  if (list.length > MAX_BUTTONS) {
    throw invalidArgument(
      `buttons can be at most ${MAX_BUTTONS}; got ${list.length}. Leave some out, or make them options.`,
    );
  }
  checkUnique(list, "buttons");
  return list;
}

function checkOption(input: OptionInput, what: string): Option {
  if (!isRecord(input))
    throw invalidArgument(`${what} must be an option; got ${shapeOf(input)}. Write option("sick", "Sick leave").`);
  // Its keys are documented (grade D), unlike those of a button.
  checkKnownKeys(input, ["id", "label", "image"], what);
  const { image } = input;
  const id = checkId(input.id, what);
  if (image !== undefined)
    checkText(image, { what: `The image of ${what}`, example: "the URL of the picture, or leave it out" });
  // The page's sample has an empty label beside an image. With neither there would be nothing to see.
  const label = image !== undefined && input.label === "" ? "" : checkLabel(input.label, what);
  return { id, label, ...(image !== undefined && { image }) };
}

function checkButton(input: ButtonInput, what: string): Button {
  if (!isRecord(input))
    throw invalidArgument(`${what} must be a button; got ${shapeOf(input)}. Write button("save", "Save").`);
  const id = checkId(input.id, what);
  const label = checkLabel(input.label, what);
  return { ...checkJson(input, { what }), id, label };
}

function checkId(id: unknown, what: string): string {
  // A larger number has lost digits already: no option would ever match.
  if (typeof id === "number" && (Number.isSafeInteger(id) || !Number.isInteger(id)) && Number.isFinite(id))
    return String(id);
  return checkText(id, { what: `The id of ${what}`, example: 'what should come back, such as "sick" or 7' });
}

function checkLabel(label: unknown, what: string): string {
  return checkText(label, { what: `The label of ${what}`, example: 'what the user should read, such as "Sick leave"' });
}

function checkUnique(list: readonly { readonly id: string }[], what: string): void {
  const ids = new Set(list.map(({ id }) => id));
  if (ids.size === list.length) return;
  const index = list.findIndex(({ id }, at) => list.findIndex((other) => other.id === id) !== at);
  throw invalidArgument(`${what}.${index} has the id of one before it. Give each of the ${what} an id of its own.`);
}
