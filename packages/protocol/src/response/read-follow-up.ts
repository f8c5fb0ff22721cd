import { inside, remarkOn, without, type IssueScope, type OpenRecord } from "../json/read-key.js";
import { isEmpty, isRecord, shapeOf } from "../json/shape.js";
import type { FollowUp, SuggestedAction, Suggestion } from "./follow-up.js";

/**
 * Reads a follow-up into the documented form (docs/contract.md §2, grades S and O). Suggestions may also be texts, and their
 * `params` an object. One that cannot be shown is left out with a remark. Other keys are kept.
 */
export function readFollowUp(value: OpenRecord, scope: IssueScope): FollowUp {
  const { suggestions } = value;
  if (suggestions === undefined) return value;
  const rest = without(value, ["suggestions"]);
  if (isEmpty(suggestions)) return { suggestions: [], ...rest };
  if (!Array.isArray(suggestions)) {
    remarkOn(inside(scope, "suggestions"), `expected a list of suggestions, got ${shapeOf(suggestions)}`);
    return { ...rest };
  }
  const read = suggestions.flatMap((entry: unknown, index) =>
    readSuggestion(entry, inside(scope, "suggestions", index)),
  );
  return { suggestions: read, ...rest };
}

function readSuggestion(entry: unknown, scope: IssueScope): Suggestion[] {
  const suggestion = typeof entry === "string" ? { message: entry } : entry;
  if (!isRecord(suggestion)) {
    remarkOn(scope, `expected a suggestion: an object with \`message\`, got ${shapeOf(suggestion)}`);
    return [];
  }
  const { message } = suggestion;
  if (typeof message !== "string" || message.trim() === "") {
    remarkOn(inside(scope, "message"), `expected the text of the suggestion, got ${shapeOf(message)}`);
    return [];
  }
  const action = readAction(suggestion["action"], inside(scope, "action"));
  return [{ message, ...(action && { action }), ...without(suggestion, ["message", "action"]) }];
}

function readAction(value: unknown, scope: IssueScope): SuggestedAction | undefined {
  if (isEmpty(value)) return undefined;
  const action = typeof value === "string" ? { name: value } : value;
  const name = isRecord(action) ? (isEmpty(action["name"]) ? action["namespace"] : action["name"]) : undefined;
  if (!isRecord(action) || typeof name !== "string" || name.trim() === "") {
    remarkOn(scope, `expected an action: an object with \`name\`, got ${shapeOf(value)}`);
    return undefined;
  }
  const params = readParams(action["params"], inside(scope, "params"));
  return { name, ...(params && { params }), ...without(action, ["name", "namespace", "params"]) };
}

function readParams(value: unknown, scope: IssueScope): SuggestedAction["params"] {
  if (value === undefined || value === null || value === "") return undefined;
  if (isRecord(value)) return Object.entries(value).map(([name, preset]) => ({ name, value: preset }));
  if (!Array.isArray(value)) {
    remarkOn(scope, `expected a list of params with \`name\` and \`value\`, got ${shapeOf(value)}`);
    return undefined;
  }
  return value.flatMap((entry: unknown, index) => {
    if (isRecord(entry) && typeof entry["name"] === "string" && entry["name"] !== "" && entry["value"] !== undefined)
      return [{ name: entry["name"], value: entry["value"], ...without(entry, ["name", "value"]) }];
    remarkOn(inside(scope, index), `expected a param with \`name\` and \`value\`, got ${shapeOf(entry)}`);
    return [];
  });
}
