import { checkJson, checkOptionsObject, checkRecord, checkText } from "../json/check-argument.js";
import { checkButtons, checkOptions, type ButtonInput, type OptionInput } from "./option.js";
import type { AskNextResponse, ProceedResponse, PromptResponse } from "../response/response.js";

/** What {@link prompt} can add to the question. */
export interface PromptOptions {
  /** Choices. On the wire: `prompt.options`. Default: none. */
  readonly options?: readonly OptionInput[] | undefined;
  /** At most 3 custom buttons. On the wire: `prompt.buttons`. Default: none. */
  readonly buttons?: readonly ButtonInput[] | undefined;
  /** On the wire: `data`. Default: `{}`. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
  /** On the wire: `prompt.prompt_msg` (docs/contract.md §2, grade S). */
  readonly prompt_msg?: string | undefined;
  /** On the wire: `prompt.validation_failure_message` (docs/contract.md §2, grade S). */
  readonly validation_failure_message?: string | undefined;
  /** On the wire: `prompt.fields` (docs/contract.md §2, grade S; its shape is not documented). */
  readonly fields?: unknown;
  /** On the wire: `confirm`, beside `prompt` (docs/contract.md §2, grade S). */
  readonly confirm?: { readonly message: string } | undefined;
  /** On the wire: `assign`, beside `prompt` (docs/contract.md §2, grade S). */
  readonly assign?: { readonly clientData: Readonly<Record<string, unknown>> } | undefined;
  /** The session's store. Not in the page's prompt form (grade ?): left out unless given. */
  readonly broadcast?: Readonly<Record<string, unknown>> | undefined;
  /** The action's store. Not on the page (grade ?): left out unless given. */
  readonly cache?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Ask the user for a param (again).
 *
 * Source: docs/contract.md §2, grade D; keys in the page's order.
 *
 * @param paramName - The param, as it is named in the console.
 * @param message - The question. Mandatory.
 * @param options - Choices, buttons and the rarer keys: see {@link PromptOptions}.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`
 *
 * @example
 * ```ts
 * import { option, prompt } from "@ck/protocol";
 *
 * const response = prompt("leave_type", "Please choose some other leave type.", { options: [option("111", "Sick")] });
 * response.prompt; // → { param_name: "leave_type", options: [{ id: "111", label: "Sick" }], buttons: [] }
 * ```
 */
export function prompt(paramName: string, message: string, options: PromptOptions = {}): PromptResponse {
  checkText(paramName, { what: "The name of the param", example: 'prompt("leaveType", "Which leave?")' });
  checkText(message, {
    what: "The message of a prompt",
    example: 'the question, such as prompt("leaveType", "Which leave?")',
  });
  checkOptionsObject(options, { builder: "prompt" });
  const { prompt_msg, validation_failure_message, fields, confirm, assign, broadcast, cache } = options;
  return {
    status: "prompt",
    prompt: {
      param_name: paramName,
      options: checkOptions(options.options ?? []),
      buttons: checkButtons(options.buttons ?? []),
      ...(prompt_msg !== undefined && {
        prompt_msg: checkText(prompt_msg, { what: "prompt_msg", example: "the question, or leave it out" }),
      }),
      ...(validation_failure_message !== undefined && {
        validation_failure_message: checkText(validation_failure_message, {
          what: "validation_failure_message",
          example: "what the user reads on a wrong value, or leave it out",
        }),
      }),
      ...(fields !== undefined && { fields: checkJson(fields, { what: "fields" }) }),
    },
    message,
    data: checkRecord(options.data ?? {}, { what: "data" }),
    ...(confirm !== undefined && { confirm: checkConfirm(confirm) }),
    ...(assign !== undefined && { assign: checkAssign(assign) }),
    ...(broadcast !== undefined && { broadcast: checkRecord(broadcast, { what: "broadcast" }) }),
    ...(cache !== undefined && { cache: checkRecord(cache, { what: "cache" }) }),
  };
}

/**
 * Let the platform ask the next param in its own words.
 *
 * Source: docs/contract.md §2, grade S.
 *
 * @example
 * ```ts
 * import { askNext } from "@ck/protocol";
 *
 * askNext(); // → { todo: "prompt" }
 * ```
 */
export function askNext(): AskNextResponse {
  return { todo: "prompt" };
}

/**
 * Say that nothing is left to ask: the platform goes on to execution.
 *
 * Source: docs/contract.md §2, grade S.
 *
 * @example
 * ```ts
 * import { proceed } from "@ck/protocol";
 *
 * proceed(); // → { todo: "execute" }
 * ```
 */
export function proceed(): ProceedResponse {
  return { todo: "execute" };
}

function checkConfirm(confirm: { readonly message: string }): { readonly message: string } {
  checkRecord(confirm, { what: "confirm" });
  checkText(confirm.message, { what: "The message of confirm", example: 'confirm: { message: "Shall I book it?" }' });
  return confirm;
}

function checkAssign<A extends { readonly clientData: Readonly<Record<string, unknown>> }>(assign: A): A {
  checkRecord(assign, { what: "assign" });
  checkRecord(assign.clientData, { what: "assign.clientData" });
  return assign;
}
