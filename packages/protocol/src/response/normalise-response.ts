import type { Issue } from "../error.js";
import { findResponseKind } from "./find-response-kind.js";
import { inside, without, wrongType, type OpenRecord, type Place } from "../json/read-key.js";
import { readPromptForm } from "./read-prompt-form.js";
import { readMessage, readSiblings, type Siblings } from "./read-response-key.js";
import type { Todo } from "../request/request-parts.js";
import type { ResponseByKind, ResponseKind } from "./response.js";
import { isRecord } from "../json/shape.js";

/**
 * What {@link parseResponse} answers. `kind` names the builder that makes this form, and tells the forms apart.
 *
 * @example
 * ```ts
 * import { parseResponse, type ParseResponseResult } from "@ck/protocol";
 *
 * const result: ParseResponseResult = parseResponse({ todo: "execute" }, { to: "prompt" });
 * result.ok && result.kind; // → "proceed"
 * ```
 */
export type ParseResponseResult =
  | { [K in ResponseKind]: { readonly ok: true; readonly kind: K; readonly response: ResponseByKind[K] } }[ResponseKind]
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** From the object on the wire to one of the forms, or why the platform would not take it as an answer to `to`. */
export function normaliseResponse(raw: OpenRecord, to: Todo | undefined): ParseResponseResult {
  const issues: Issue[] = [];
  const kind = findResponseKind(raw, to, issues);
  const result = kind && readForm(kind, raw, { path: [], issues });
  return result === undefined || issues.length > 0 ? { ok: false, issues } : result;
}

// Here and on the rest of a request's way, objects of unknown keys are put together with Object.assign: V8 takes ten times as long over several spreads.
function readForm(kind: ResponseKind, raw: OpenRecord, place: Place): ParseResponseResult | undefined {
  switch (kind) {
    case "askNext":
      return { ok: true, kind, response: { ...raw, todo: "prompt" } };
    case "proceed":
      return { ok: true, kind, response: { ...raw, todo: "execute" } };
    case "failure":
      return { ok: true, kind, response: { ...raw, message: readMessage(raw, place) } };
    case "prompt":
      return { ok: true, kind, response: readPromptForm(raw, place) };
    case "execution": {
      const message = readMessage(raw, place);
      const siblings = readSiblings(raw, EXECUTION_KEYS, place);
      const form = { status: kind, message, card: [], data: {} };
      return { ok: true, kind, response: Object.assign(without(raw, EXECUTION_KEYS), form, siblings) };
    }
    case "handled": {
      const message = readMessage(raw, place);
      const siblings = readSiblings(raw, HANDLED_KEYS, place);
      return {
        ok: true,
        kind,
        response: Object.assign(without(raw, HANDLED_KEYS), { status: kind, message }, siblings),
      };
    }
    case "welcome": {
      const inner = raw["welcome_response"];
      const at = inside(place, "welcome_response");
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

// What stands beside the message in each form (contract §2).
const EXECUTION_KEYS: readonly (keyof Siblings)[] = ["card", "data", "broadcast", "trigger", "followup", "cache"];
const HANDLED_KEYS: readonly (keyof Siblings)[] = ["card", "broadcast", "followup", "cache"];
const WELCOME_KEYS: readonly (keyof Siblings)[] = ["card", "followup"];
