import type { Issue } from "../error.js";
import { checkJson, checkRecord, checkText, invalidArgument } from "../json/check-argument.js";
import { checkKnownKeys } from "../json/check-known-keys.js";
import { printPath } from "../json/shape.js";
import type { FollowUp, Suggestion } from "../response/follow-up.js";
import { readFollowUp } from "../response/read-follow-up.js";

/** What a {@link suggestion} does when it is picked. */
export interface SuggestionOptions {
  /** The namespace of the action to start. Default: none; picking the suggestion says its text. */
  readonly action?: string | undefined;
  /** Param name → value: params that are set already, so that they are not asked for. Only with an action. */
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Something the visitor can pick after an answer.
 *
 * @param message - The text of the chip.
 * @param options - `action`: the action to start. `params`: what it need not ask for.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`: when the text is blank, or there are params without an action.
 *
 * @example
 * ```ts
 * import { suggestion } from "@ck/protocol";
 *
 * const sick = suggestion("Apply for sick leave", { action: "ApplyLeave", params: { type: "sick" } });
 * sick.action; // → { name: "ApplyLeave", params: [{ name: "type", value: "sick" }] }
 * suggestion("What can you do?"); // → { message: "What can you do?" }
 * ```
 */
export function suggestion(message: string, options: SuggestionOptions = {}): Suggestion {
  checkText(message, { what: "The message of a suggestion", example: 'suggestion("Show my leave")' });
  checkKnownKeys(options, ["action", "params"], "suggestion");
  const { action, params } = options;
  if (action === undefined) {
    if (params === undefined) return { message };
    throw invalidArgument(
      "The params of a suggestion belong to an action. Write suggestion(…, { action: …, params: … }).",
    );
  }
  const name = checkText(action, { what: "The action of a suggestion", example: "the namespace of the action" });
  if (params === undefined) return { message, action: { name } };
  const list = Object.entries(checkRecord(params, { what: "params" })).map(([param, value]) => ({
    name: param,
    value,
  }));
  return { message, action: { name, params: list.filter(({ value }) => value !== undefined) } };
}

/**
 * The suggestions of an answer.
 *
 * @param suggestions - In the order shown.
 * @returns The value for `followup` of `execution`, `handled`, `welcome` and `failure`.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`: when one of them is not a suggestion.
 *
 * @example
 * ```ts
 * import { execution, followUp, suggestion } from "@ck/protocol";
 *
 * const response = execution("Your leave is booked.", { followup: followUp(suggestion("Show my leave")) });
 * response.followup; // → { suggestions: [{ message: "Show my leave" }] }
 * ```
 */
export function followUp(...suggestions: readonly Suggestion[]): FollowUp {
  return checkFollowUp({ suggestions });
}

/** The follow-up of a response, in the documented form. */
export function checkFollowUp(value: FollowUp | Readonly<Record<string, unknown>>): FollowUp {
  checkRecord(value, { what: "followup" });
  checkJson(value, { what: "followup" });
  const issues: Issue[] = [];
  const read = readFollowUp(value, { path: ["followup"], issues });
  const [issue] = issues;
  if (issue === undefined) return read;
  throw invalidArgument(`${printPath(issue.path)}: ${issue.message}. Write followUp(suggestion("…"), …).`);
}
