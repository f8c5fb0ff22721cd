import { checkJson, checkList, checkRecord, checkText } from "../json/check-argument.js";
import { checkKnownKeys } from "../json/check-known-keys.js";
import type {
  AskNextResponse,
  AskParamResponse,
  ConfirmResponse,
  ProceedResponse,
  PromptResponse,
  QuestionExtras,
} from "../response/response.js";
import { checkButtons, checkOptions, type ButtonInput, type OptionInput } from "./option.js";

/** What {@link askParam} can add to the question. Each is absent by default. */
export interface AskParamOptions {
  /** Choices. */
  readonly options?: readonly OptionInput[] | undefined;
  /** At most 3 custom buttons. */
  readonly buttons?: readonly ButtonInput[] | undefined;
  /** What the visitor reads after a wrong value (grade S). */
  readonly validation_failure_message?: string | undefined;
  /** A list whose elements are not documented (grade S, the elements ?). */
  readonly fields?: readonly unknown[] | undefined;
  /** The caption of the built-in Submit button (grade S). */
  readonly submit_button_label?: string | undefined;
  /** A question for confirmation. On the wire it is beside `prompt` (grade S). */
  readonly confirm?: { readonly message: string } | undefined;
  /** Documented with `clientData`, in an older edition with params and `cache`. On the wire it is beside `prompt` (grade S). */
  readonly assign?: Readonly<Record<string, unknown>> | undefined;
}

/** What {@link prompt} can add to the question. */
export interface PromptOptions extends AskParamOptions {
  /** Default: `{}`. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
  /** The question in the form of a sibling product, beside `message` (grade S). Absent by default. */
  readonly prompt_msg?: string | undefined;
  /** The store of the chat session. Absent by default: it is not in the page's prompt form (grade ?). */
  readonly broadcast?: Readonly<Record<string, unknown>> | undefined;
  /** The store of the action. Absent by default: it is not on the page (grade ?). */
  readonly cache?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Asks the user for a param (again).
 *
 * @param paramName - The param, as named in the console.
 * @param message - The question.
 * @param options - Choices, buttons and rarer keys.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`: when the platform would not show it.
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
  const example = 'the question, such as prompt("leaveType", "Which leave?")';
  const param_name = checkParamName(paramName, "prompt");
  checkText(message, { what: "The message of a prompt", example });
  checkKnownKeys(options, PROMPT_OPTIONS, "prompt");
  const { broadcast, cache } = options;
  return {
    status: "prompt",
    prompt: {
      param_name,
      options: checkOptions(options.options ?? []),
      buttons: checkButtons(options.buttons ?? []),
      ...givenText("prompt_msg", options.prompt_msg, "the question, or leave it out"),
      ...questionExtras(options),
    },
    message,
    data: checkRecord(options.data ?? {}, { what: "data" }),
    ...besideQuestion(options),
    ...(broadcast !== undefined && { broadcast: checkRecord(broadcast, { what: "broadcast" }) }),
    ...(cache !== undefined && { cache: checkRecord(cache, { what: "cache" }) }),
  };
}

/**
 * Asks the user for a param in the form of a sibling product (docs/contract.md §2, grade S), which only `prompt` requests accept.
 * Use {@link prompt} unless your console needs this form.
 *
 * @param paramName - The param, as named in the console.
 * @param question - The question.
 * @param options - Choices, buttons and rarer keys.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`: when the platform would not show it.
 *
 * @example
 * ```ts
 * import { askParam } from "@ck/protocol";
 *
 * askParam("days", "How many days?"); // → { todo: "prompt", prompt: { param_name: "days", prompt_msg: "How many days?" } }
 * ```
 */
export function askParam(paramName: string, question: string, options: AskParamOptions = {}): AskParamResponse {
  const param_name = checkParamName(paramName, "askParam");
  const prompt_msg = checkText(question, {
    what: "The question of askParam",
    example: 'askParam("days", "How many days?")',
  });
  checkKnownKeys(options, QUESTION_OPTIONS, "askParam");
  return {
    todo: "prompt",
    prompt: {
      param_name,
      prompt_msg,
      ...(options.options !== undefined && { options: checkOptions(options.options) }),
      ...(options.buttons !== undefined && { buttons: checkButtons(options.buttons) }),
      ...questionExtras(options),
    },
    ...besideQuestion(options),
  };
}

/**
 * Lets the platform ask the next param in its own words (docs/contract.md §2, grade S).
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
 * Says that nothing is left to ask: the platform goes on to execution (docs/contract.md §2, grade S).
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

/**
 * Asks for a confirmation before the platform goes on to execution (docs/contract.md §2, grade S; the exact effect is grade ?).
 *
 * @param message - The question for confirmation.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`: when the message is blank.
 *
 * @example
 * ```ts
 * import { confirm } from "@ck/protocol";
 *
 * confirm("Shall I book it?"); // → { todo: "execute", confirm: { message: "Shall I book it?" } }
 * ```
 */
export function confirm(message: string): ConfirmResponse {
  return {
    todo: "execute",
    confirm: {
      message: checkText(message, { what: "The message of confirm", example: 'confirm("Shall I book it?")' }),
    },
  };
}

const QUESTION_OPTIONS: readonly (keyof AskParamOptions)[] = [
  "options",
  "buttons",
  "validation_failure_message",
  "fields",
  "submit_button_label",
  "confirm",
  "assign",
];
const PROMPT_OPTIONS: readonly (keyof PromptOptions)[] = [
  ...QUESTION_OPTIONS,
  "data",
  "prompt_msg",
  "broadcast",
  "cache",
];

function checkParamName(name: unknown, builder: string): string {
  return checkText(name, { what: "The name of the param", example: `${builder}("leaveType", "Which leave?")` });
}

function questionExtras({ validation_failure_message, fields, submit_button_label }: AskParamOptions): QuestionExtras {
  return {
    ...givenText(
      "validation_failure_message",
      validation_failure_message,
      "what the user reads on a wrong value, or leave it out",
    ),
    ...(fields !== undefined && { fields: checkJson(checkList(fields, { what: "fields" }), { what: "fields" }) }),
    ...givenText("submit_button_label", submit_button_label, "the caption of Submit, or leave it out"),
  };
}

function besideQuestion({ confirm, assign }: AskParamOptions): Pick<PromptResponse, "confirm" | "assign"> {
  return {
    ...(confirm !== undefined && { confirm: checkConfirm(confirm) }),
    ...(assign !== undefined && { assign: checkAssign(assign) }),
  };
}

function givenText<K extends string>(
  key: K,
  text: string | undefined,
  example: string,
): { readonly [P in K]?: string } {
  if (text === undefined) return {};
  return { [key]: checkText(text, { what: key, example }) } as { readonly [P in K]: string };
}

function checkConfirm(confirm: { readonly message: string }): { readonly message: string } {
  checkRecord(confirm, { what: "confirm" });
  checkText(confirm.message, { what: "The message of confirm", example: 'confirm: { message: "Shall I book it?" }' });
  return confirm;
}

/** An open record, of which the documented key is checked. */
function checkAssign<A extends Readonly<Record<string, unknown>>>(assign: A): A {
  checkRecord(assign, { what: "assign" });
  if (assign["clientData"] !== undefined) checkRecord(assign["clientData"], { what: "assign.clientData" });
  return assign;
}
