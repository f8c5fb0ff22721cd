import { MAX_PARAM_NAME_LENGTH, MAX_PARAMS_PER_ACTION, RESERVED_PARAM_NAMES, type Option } from "@ck/protocol";
import { PARAM_TYPES, type EmulatedParam } from "../../emulated-bot.js";
import type { Field } from "./field.js";
import { readId, readUnique } from "./read-choice.js";
import { promptFor } from "./default-texts.js";

/** Reads the params of an action by the rules of the console (docs/contract.md §1). */
export function readParams(field: Field): readonly EmulatedParam[] {
  const items = field.items();
  if (items.length > MAX_PARAMS_PER_ACTION)
    field.error(
      `An action can have at most ${MAX_PARAMS_PER_ACTION} params; got ${items.length}. Split the action, or remove some.`,
    );
  const names = new Set<string>();
  return items.map((item) => {
    const param = readParam(item);
    if (param.name !== "" && names.has(param.name))
      item.at("name").error("Another param of the action already has this name. Rename one of them.");
    names.add(param.name);
    return param;
  });
}

function readParam(field: Field): EmulatedParam {
  field.checkObject(["name", "type", "prompt", "options", "optional"], ["name"]);
  const name = field.at("name").text() ?? "";
  if (name !== "") checkName(field.at("name"), name);
  const type = field.at("type").oneOf(PARAM_TYPES) ?? "string";
  const options = readOptions(field.at("options"));
  checkOptions(field, type, options);
  const prompt = field.at("prompt").text() ?? promptFor(name, type);
  return { name, type, prompt, options, ...(field.at("optional").flag() === true && { optional: true }) };
}

function checkName(field: Field, name: string): void {
  const rule = "The console requires a lower-case letter first, then letters and digits only";
  if (RESERVED_PARAM_NAMES.some((reserved) => reserved === name))
    field.error(
      "The console reserves this name. Choose another one, for example with the name of the action in front.",
    );
  else if (/^[a-z][A-Za-z0-9_]*$/.test(name)) {
    // The vendor's own page uses `leave_type` in its sample, so bots that follow it must start (docs/contract.md §1).
    if (name.includes("_")) field.warn(`${rule}. It would refuse the underscore; ${example(name)} is fine.`);
  } else field.error(`${rule}. Rename it, for example to ${example(name)}.`);
  if (name.length > MAX_PARAM_NAME_LENGTH)
    field.error(
      `A param name can have at most ${MAX_PARAM_NAME_LENGTH} characters; this one has ${name.length}. Shorten it.`,
    );
}

/** The name in a form that the console accepts. */
function example(name: string): string {
  const words = name
    .slice(0, MAX_PARAM_NAME_LENGTH)
    .normalize("NFKD")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "");
  const joined = words
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join("");
  const fit = joined.replace(/^\d+/, "");
  return fit === "" ? '"leaveType"' : `"${fit.charAt(0).toLowerCase()}${fit.slice(1)}"`;
}

function readOptions(field: Field): readonly Option[] {
  return readUnique(field.items(), (item) => {
    if (typeof item.value === "string") return { id: item.text() ?? "", label: item.value };
    item.checkObject(["id", "label", "image"], ["id"]);
    const id = readId(item.at("id"));
    const image = item.at("image").text();
    // The vendor's own sample has options with an image and an empty label (docs/contract.md §2).
    const label = item.at("label").text({ allowEmpty: image !== undefined }) ?? id;
    return { id, label, ...(image !== undefined && { image }) };
  });
}

function checkOptions(field: Field, type: EmulatedParam["type"], options: readonly Option[]): void {
  const takesOptions = type === "selection" || type === "multi-selection";
  if (takesOptions && options.length === 0)
    field.warn(`A ${type} without options leaves the visitor nothing to choose, unless the webhook offers some.`);
  if (!takesOptions && options.length > 0)
    field
      .at("options")
      .warn(`Only a selection or a multi-selection has options, but this is of type ${type}. Change the type.`);
}
