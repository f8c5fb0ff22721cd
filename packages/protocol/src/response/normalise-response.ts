import type { Issue } from "../error.js";
import { inside, without, wrongType, type IssueScope, type OpenRecord } from "../json/read-key.js";
import { isRecord } from "../json/shape.js";
import type { Todo } from "../request/request-parts.js";
import { findResponseKind } from "./find-response-kind.js";
import { readAskParamForm, readConfirm, readPromptForm } from "./read-prompt-form.js";
import { readMessage, readSiblings, type Siblings } from "./read-response-key.js";
import type { ResponseByKind, ResponseKind } from "./response.js";

/** The result of {@link parseResponse}. `kind` is the name of the builder for this form, and tells the forms apart. */
export type ParseResponseResult =
  | {
      [K in ResponseKind]: {
        readonly ok: true;
        readonly kind: K;
        readonly response: ResponseByKind[K];
        /** What is wrong with the response, although the platform accepts it. Absent if nothing is. */
        readonly remarks?: readonly Issue[];
      };
    }[ResponseKind]
  | { readonly ok: false; readonly issues: readonly Issue[] };

type Parsed = Extract<ParseResponseResult, { readonly ok: true }>;

/** Turns the object on the wire into one of the forms, or says why the platform would not accept it as an answer to `to`. */
export function normaliseResponse(raw: OpenRecord, to: Todo | undefined): ParseResponseResult {
  const issues: Issue[] = [];
  const remarks: Issue[] = [];
  const scope = { path: [], issues, remarks };
  const kind = findResponseKind(raw, to, scope);
  const parsed = kind && readForm(kind, raw, scope);
  if (parsed === undefined || issues.length > 0) return { ok: false, issues };
  return remarks.length > 0 ? { ...parsed, remarks } : parsed;
}

// The documented keys come first and in the documented order, whatever the order on the wire. Objects with unknown keys are
// built with Object.assign, here and elsewhere: in V8 several spreads take ten times as long.
function readForm(kind: ResponseKind, raw: OpenRecord, scope: IssueScope): Parsed | undefined {
  switch (kind) {
    case "askNext":
      return { ok: true, kind, response: { ...raw, todo: "prompt" } };
    case "askParam":
      return { ok: true, kind, response: readAskParamForm(raw, scope) };
    case "proceed":
      return { ok: true, kind, response: { ...raw, todo: "execute" } };
    case "confirm": {
      const confirm = readConfirm(raw["confirm"], inside(scope, "confirm"));
      return { ok: true, kind, response: { ...raw, todo: "execute", confirm } };
    }
    case "failure":
      return { ok: true, kind, response: readMessageForm(raw, FAILURE_KEYS, scope) };
    case "prompt":
      return { ok: true, kind, response: readPromptForm(raw, scope) };
    case "execution": {
      const form = { status: kind, message: readMessage(raw, scope), card: [], data: {} };
      const siblings = readSiblings(raw, EXECUTION_KEYS, scope);
      const rest = without(raw, ["status", "message", ...EXECUTION_KEYS]);
      return { ok: true, kind, response: Object.assign(form, siblings, rest) };
    }
    case "handled":
      return { ok: true, kind, response: Object.assign({ status: kind }, readMessageForm(raw, HANDLED_KEYS, scope)) };
    case "welcome": {
      const inner = raw["welcome_response"];
      const at = inside(scope, "welcome_response");
      if (!isRecord(inner)) {
        wrongType("an object with `message`", inner, at);
        return undefined;
      }
      return { ok: true, kind, response: { ...raw, welcome_response: readMessageForm(inner, WELCOME_KEYS, at) } };
    }
  }
}

function readMessageForm(
  raw: OpenRecord,
  keys: readonly (keyof Siblings)[],
  scope: IssueScope,
): Siblings & { readonly message: string } {
  const form = { message: readMessage(raw, scope) };
  return Object.assign(form, readSiblings(raw, keys, scope), without(raw, ["message", ...keys]));
}

// The keys beside the message in each form (docs/contract.md §2).
const EXECUTION_KEYS: readonly (keyof Siblings)[] = ["card", "data", "broadcast", "trigger", "followup", "cache"];
const HANDLED_KEYS: readonly (keyof Siblings)[] = ["card", "broadcast", "followup", "cache"];
const WELCOME_KEYS: readonly (keyof Siblings)[] = ["card", "followup"];
const FAILURE_KEYS: readonly (keyof Siblings)[] = ["card", "broadcast", "followup"];
