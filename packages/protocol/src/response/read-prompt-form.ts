import { MAX_BUTTONS } from "../constants.js";
import {
  inside,
  readList,
  readMandatory,
  readText,
  report,
  without,
  wrongType,
  type IssueScope,
  type OpenRecord,
} from "../json/read-key.js";
import { isEmpty, isRecord } from "../json/shape.js";
import { readMessage, readSiblings } from "./read-response-key.js";
import type { Button, Option } from "./response-parts.js";
import type { AskParamResponse, PromptResponse } from "./response.js";

/** Reads the form that asks for a param. */
export function readPromptForm(raw: OpenRecord, scope: IssueScope): PromptResponse {
  const prompt = readQuestion(raw["prompt"], inside(scope, "prompt"));
  // In this form these two are always there.
  const { options = [], buttons = [] } = prompt;
  const form = { status: "prompt" as const, prompt: { ...prompt, options, buttons }, message: readMessage(raw, scope) };
  const beside = Object.assign(
    { data: {} },
    readSiblings(raw, ["data"], scope),
    readExtras(raw, scope),
    readSiblings(raw, ["broadcast", "cache"], scope),
  );
  return Object.assign(form, beside, without(raw, [...Object.keys(form), ...PROMPT_KEYS]));
}

/** The keys beside the question and the message (docs/contract.md §2). */
const PROMPT_KEYS = ["data", "confirm", "assign", "broadcast", "cache"];

/** Reads the form of a sibling product that asks for a param (docs/contract.md §2, grade S). */
export function readAskParamForm(raw: OpenRecord, scope: IssueScope): AskParamResponse {
  return Object.assign(
    { todo: "prompt" as const, prompt: readQuestion(raw["prompt"], inside(scope, "prompt")) },
    readExtras(raw, scope),
    without(raw, ["todo", "prompt", "confirm", "assign"]),
  );
}

function readQuestion(value: unknown, scope: IssueScope): AskParamResponse["prompt"] {
  if (!isRecord(value)) {
    wrongType("an object with `param_name`", value, scope);
    return { param_name: "" };
  }
  const question = {
    ...value,
    param_name: readMandatory(value["param_name"], "the name of the param", inside(scope, "param_name")),
  };
  for (const key of QUESTION_TEXTS) put(question, key, readText(value[key], inside(scope, key)));
  if ("options" in value) put(question, "options", readOptions(value["options"], inside(scope, "options")));
  if ("buttons" in value) put(question, "buttons", readButtons(value["buttons"], inside(scope, "buttons")));
  return question;
}

const QUESTION_TEXTS = ["prompt_msg", "validation_failure_message", "submit_button_label"] as const;

/** Sets a key where it stands, or removes it. */
function put(record: Record<string, unknown>, key: string, value: unknown): void {
  if (value !== undefined) record[key] = value;
  else if (key in record) Reflect.deleteProperty(record, key);
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
    // A number is not a string, but its meaning is clear, unless its digits are lost.
    id: Number.isSafeInteger(id) ? String(id) : readMandatory(id, "an id", inside(scope, "id")),
    // It may be empty, as in the page's own sample.
    label: label === "" ? "" : readMandatory(label, "a label", inside(scope, "label")),
  };
}

/** What can stand beside the question, in either form. */
function readExtras(raw: OpenRecord, scope: IssueScope): Pick<PromptResponse, "confirm" | "assign"> {
  const { confirm, assign } = raw;
  return {
    ...(!isEmpty(confirm) && { confirm: readConfirm(confirm, inside(scope, "confirm")) }),
    ...(!isEmpty(assign) && { assign: readAssign(assign, inside(scope, "assign")) }),
  };
}

/** Reads the question for a confirmation. */
export function readConfirm(value: unknown, scope: IssueScope): OpenRecord & { readonly message: string } {
  if (isRecord(value)) return { ...value, message: readMessage(value, scope) };
  wrongType("an object with `message`", value, scope);
  return { message: "" };
}

/** An open record, of which the documented key is checked (docs/contract.md §2, grade S). */
function readAssign(value: unknown, scope: IssueScope): OpenRecord {
  if (!isRecord(value)) wrongType("an object", value, scope);
  else if (isEmpty(value["clientData"]) || isRecord(value["clientData"])) return value;
  else wrongType("an object", value["clientData"], inside(scope, "clientData"));
  return {};
}
