import { MAX_BUTTONS } from "../constants.js";
import { inside, readText, report, without, wrongType, type OpenRecord, type IssueScope } from "../json/read-key.js";
import { readList, readMandatory, readMessage, readSiblings } from "./read-response-key.js";
import type { Button, Option } from "./response-parts.js";
import type { PromptResponse } from "./response.js";
import { isEmpty, isRecord } from "../json/shape.js";

const SIBLING_KEYS = ["data", "broadcast", "cache"] as const;

/** Reads the form that asks for a param. */
export function readPromptForm(raw: OpenRecord, scope: IssueScope): PromptResponse {
  const form = Object.assign(without(raw, [...SIBLING_KEYS, "confirm", "assign"]), {
    status: "prompt" as const,
    prompt: readQuestion(raw["prompt"], inside(scope, "prompt")),
    message: readMessage(raw, scope),
    data: {},
  });
  return Object.assign(
    form,
    readSiblings(raw, SIBLING_KEYS, scope),
    readConfirm(raw["confirm"], inside(scope, "confirm")),
    readAssign(raw["assign"], inside(scope, "assign")),
  );
}

function readQuestion(value: unknown, scope: IssueScope): PromptResponse["prompt"] {
  if (!isRecord(value)) {
    wrongType("an object with `param_name`", value, scope);
    return { param_name: "", options: [], buttons: [] };
  }
  const optional = (key: "prompt_msg" | "validation_failure_message"): { readonly [P in typeof key]?: string } => {
    const text = readText(value[key], inside(scope, key));
    return text === undefined ? {} : { [key]: text };
  };
  return Object.assign(
    without(value, ["prompt_msg", "validation_failure_message"]),
    {
      param_name: readMandatory(value["param_name"], "the name of the param", inside(scope, "param_name")),
      options: readOptions(value["options"], inside(scope, "options")),
      buttons: readButtons(value["buttons"], inside(scope, "buttons")),
    },
    optional("prompt_msg"),
    optional("validation_failure_message"),
  );
}

function readOptions(value: unknown, scope: IssueScope): readonly Option[] {
  return readList(value, "a list of options", scope).map((entry, index) => {
    const at = inside(scope, index);
    const { image, ...option } = readLabelled(entry, "an option: an object with `id` and `label`", at);
    const url = readText(image, inside(at, "image"));
    return { ...option, ...(url !== undefined && { image: url }) };
  });
}

function readButtons(value: unknown, scope: IssueScope): readonly Button[] {
  const buttons = readList(value, "a list of buttons", scope).map((entry, index) =>
    readLabelled(entry, "a button: an object with `id` and `label`", inside(scope, index)),
  );
  if (buttons.length > MAX_BUTTONS) {
    report(scope, `expected at most ${MAX_BUTTONS} buttons, got ${buttons.length}`, "not_accepted");
  }
  return buttons;
}

function readLabelled(value: unknown, expected: string, scope: IssueScope): OpenRecord & { id: string; label: string } {
  if (!isRecord(value)) {
    wrongType(expected, value, scope);
    return { id: "", label: "" };
  }
  const { id, label } = value;
  return {
    ...value,
    // A number is not a string, but its meaning is clear.
    id: typeof id === "number" ? String(id) : readMandatory(id, "an id", inside(scope, "id")),
    // It may be empty, as in the page's own sample.
    label: label === "" ? "" : readMandatory(label, "a label", inside(scope, "label")),
  };
}

function readConfirm(value: unknown, scope: IssueScope): Pick<PromptResponse, "confirm"> {
  if (isEmpty(value)) return {};
  if (isRecord(value)) return { confirm: { ...value, message: readMessage(value, scope) } };
  wrongType("an object with `message`", value, scope);
  return {};
}

function readAssign(value: unknown, scope: IssueScope): Pick<PromptResponse, "assign"> {
  if (isEmpty(value)) return {};
  if (isRecord(value)) {
    const clientData = value["clientData"];
    if (isRecord(clientData)) return { assign: { ...value, clientData } };
    wrongType("an object", clientData, inside(scope, "clientData"));
  } else wrongType("an object with `clientData`", value, scope);
  return {};
}
