import { MAX_BUTTONS } from "../constants.js";
import { inside, readText, report, without, wrongType, type OpenRecord, type Place } from "../json/read-key.js";
import { readList, readMandatory, readMessage, readSiblings } from "./read-response-key.js";
import type { Button, Option } from "./response-parts.js";
import type { PromptResponse } from "./response.js";
import { isEmpty, isRecord } from "../json/shape.js";

const SIBLING_KEYS = ["data", "broadcast", "cache"] as const;

/** The form that asks for a param, as the platform would read it. */
export function readPromptForm(raw: OpenRecord, place: Place): PromptResponse {
  const form = Object.assign(without(raw, [...SIBLING_KEYS, "confirm", "assign"]), {
    status: "prompt" as const,
    prompt: readQuestion(raw["prompt"], inside(place, "prompt")),
    message: readMessage(raw, place),
    data: {},
  });
  return Object.assign(
    form,
    readSiblings(raw, SIBLING_KEYS, place),
    readConfirm(raw["confirm"], inside(place, "confirm")),
    readAssign(raw["assign"], inside(place, "assign")),
  );
}

function readQuestion(value: unknown, place: Place): PromptResponse["prompt"] {
  if (!isRecord(value)) {
    wrongType("an object with `param_name`", value, place);
    return { param_name: "", options: [], buttons: [] };
  }
  const optional = (key: "prompt_msg" | "validation_failure_message"): { readonly [P in typeof key]?: string } => {
    const text = readText(value[key], inside(place, key));
    return text === undefined ? {} : { [key]: text };
  };
  return Object.assign(
    without(value, ["prompt_msg", "validation_failure_message"]),
    {
      param_name: readMandatory(value["param_name"], "the name of the param", inside(place, "param_name")),
      options: readOptions(value["options"], inside(place, "options")),
      buttons: readButtons(value["buttons"], inside(place, "buttons")),
    },
    optional("prompt_msg"),
    optional("validation_failure_message"),
  );
}

function readOptions(value: unknown, place: Place): readonly Option[] {
  return readList(value, "a list of options", place).map((entry, index) => {
    const at = inside(place, index);
    const { image, ...option } = readLabelled(entry, "an option: an object with `id` and `label`", at);
    const url = readText(image, inside(at, "image"));
    return { ...option, ...(url !== undefined && { image: url }) };
  });
}

function readButtons(value: unknown, place: Place): readonly Button[] {
  const buttons = readList(value, "a list of buttons", place).map((entry, index) =>
    readLabelled(entry, "a button: an object with `id` and `label`", inside(place, index)),
  );
  if (buttons.length > MAX_BUTTONS) {
    report(place, `expected at most ${MAX_BUTTONS} buttons; came ${buttons.length}`, "not_accepted");
  }
  return buttons;
}

function readLabelled(value: unknown, expected: string, place: Place): OpenRecord & { id: string; label: string } {
  if (!isRecord(value)) {
    wrongType(expected, value, place);
    return { id: "", label: "" };
  }
  const { id, label } = value;
  return {
    ...value,
    // A number is no string, but what it stands for is plain.
    id: typeof id === "number" ? String(id) : readMandatory(id, "an id", inside(place, "id")),
    // It may be empty: the labels in the page's own sample are.
    label: label === "" ? "" : readMandatory(label, "a label", inside(place, "label")),
  };
}

function readConfirm(value: unknown, place: Place): Pick<PromptResponse, "confirm"> {
  if (isEmpty(value)) return {};
  if (isRecord(value)) return { confirm: { ...value, message: readMessage(value, place) } };
  wrongType("an object with `message`", value, place);
  return {};
}

function readAssign(value: unknown, place: Place): Pick<PromptResponse, "assign"> {
  if (isEmpty(value)) return {};
  if (isRecord(value)) {
    const clientData = value["clientData"];
    if (isRecord(clientData)) return { assign: { ...value, clientData } };
    wrongType("an object", clientData, inside(place, "clientData"));
  } else wrongType("an object with `clientData`", value, place);
  return {};
}
