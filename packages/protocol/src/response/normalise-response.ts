import type { Issue } from "../error.js";
import { findResponseKind } from "./find-response-kind.js";
import { inside, without, wrongType, type OpenRecord, type IssueScope } from "../json/read-key.js";
import { readPromptForm } from "./read-prompt-form.js";
import { readMessage, readSiblings, type Siblings } from "./read-response-key.js";
import type { Todo } from "../request/request-parts.js";
import type { ResponseByKind, ResponseKind } from "./response.js";
import { isRecord } from "../json/shape.js";

/** The result of {@link parseResponse}. `kind` is the name of the builder for this form, and tells the forms apart. */
export type ParseResponseResult =
  | { [K in ResponseKind]: { readonly ok: true; readonly kind: K; readonly response: ResponseByKind[K] } }[ResponseKind]
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Turns the object on the wire into one of the forms, or says why the platform would not accept it as an answer to `to`. */
export function normaliseResponse(raw: OpenRecord, to: Todo | undefined): ParseResponseResult {
  const issues: Issue[] = [];
  const kind = findResponseKind(raw, to, issues);
  const result = kind && readForm(kind, raw, { path: [], issues });
  return result === undefined || issues.length > 0 ? { ok: false, issues } : result;
}

// Objects with unknown keys are built with Object.assign, here and elsewhere: in V8 several spreads take ten times as long.
function readForm(kind: ResponseKind, raw: OpenRecord, scope: IssueScope): ParseResponseResult | undefined {
  switch (kind) {
    case "askNext":
      return { ok: true, kind, response: { ...raw, todo: "prompt" } };
    case "proceed":
      return { ok: true, kind, response: { ...raw, todo: "execute" } };
    case "failure":
      return { ok: true, kind, response: { ...raw, message: readMessage(raw, scope) } };
    case "prompt":
      return { ok: true, kind, response: readPromptForm(raw, scope) };
    case "execution": {
      const message = readMessage(raw, scope);
      const siblings = readSiblings(raw, EXECUTION_KEYS, scope);
      const form = { status: kind, message, card: [], data: {} };
      return { ok: true, kind, response: Object.assign(without(raw, EXECUTION_KEYS), form, siblings) };
    }
    case "handled": {
      const message = readMessage(raw, scope);
      const siblings = readSiblings(raw, HANDLED_KEYS, scope);
      return {
        ok: true,
        kind,
        response: Object.assign(without(raw, HANDLED_KEYS), { status: kind, message }, siblings),
      };
    }
    case "welcome": {
      const inner = raw["welcome_response"];
      const at = inside(scope, "welcome_response");
      if (!isRecord(inner)) {
        wrongType("an object with `message`", inner, at);
        return undefined;
      }
      const greeting = { message: readMessage(inner, at), ...readSiblings(inner, WELCOME_KEYS, at) };
      return {
        ok: true,
        kind,
        response: { ...raw, welcome_response: { ...without(inner, WELCOME_KEYS), ...greeting } },
      };
    }
  }
}

// The keys beside the message in each form (docs/contract.md §2).
const EXECUTION_KEYS: readonly (keyof Siblings)[] = ["card", "data", "broadcast", "trigger", "followup", "cache"];
const HANDLED_KEYS: readonly (keyof Siblings)[] = ["card", "broadcast", "followup", "cache"];
const WELCOME_KEYS: readonly (keyof Siblings)[] = ["card", "followup"];
