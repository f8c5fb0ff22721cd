import type { Button, Option } from "@ck/protocol";
import type { EmulatedAction, EmulatedBot, EmulatedParam } from "../../emulated-bot.js";
import { said, type NewButton, type NewMessage } from "../said.js";
import type { Question, RunningAction } from "../state.js";
import { show, type Steps, type Talk } from "./talk.js";

const YES_OR_NO: readonly Option[] = [
  { id: "true", label: "Yes" },
  { id: "false", label: "No" },
];

/** What a server's question says beside its text. */
export interface QuestionParts {
  readonly role: "bot" | "platform";
  readonly buttons?: readonly Button[] | undefined;
  /** The caption of the Submit button. */
  readonly submit?: string | undefined;
}

/** The action as the definition has it. */
export function definitionOf(bot: EmulatedBot, namespace: string): EmulatedAction | undefined {
  return bot.actions.find((action) => action.namespace === namespace);
}

/** A param as the definition has it. A server may ask for one that is not there; it accepts any text. */
export function paramOf(action: EmulatedAction | undefined, name: string): EmulatedParam {
  return action?.params.find((param) => param.name === name) ?? { name, type: "string", prompt: "", options: [] };
}

/** The params without a value, in the order of the definition. */
export function missingParams(
  action: EmulatedAction | undefined,
  { params, skipped }: RunningAction,
): readonly EmulatedParam[] {
  return action?.params.filter(({ name }) => !Object.hasOwn(params, name) && !skipped.includes(name)) ?? [];
}

/** Asks for a param with the text of the definition. */
export function* askItself(talk: Talk, running: RunningAction, param: EmulatedParam): Steps {
  const options = param.type === "boolean" && param.options.length === 0 ? YES_OR_NO : param.options;
  const text = param.prompt.trim() === "" ? `Please give the ${param.name}.` : param.prompt;
  yield* ask(talk, running, { param: param.name, text, options }, { role: "platform" });
}

/** Asks whether the action is to be executed. How the platform does it is not documented (docs/contract.md §2, grade ?). */
export function* askConfirmation(talk: Talk, running: RunningAction, message: string): Steps {
  yield* ask(talk, { ...running, confirm: message }, { text: message, options: YES_OR_NO }, { role: "bot" });
}

/**
 * Asks a question; the visitor's next message is the reply.
 *
 * The action's custom buttons stand beside Submit where a selection is asked for. Without buttons, a picked option is
 * submitted at once, but for a list of several (docs/contract.md §2, grade S).
 */
export function* ask(talk: Talk, running: RunningAction, question: Question, parts: QuestionParts): Steps {
  const action = { ...running, question };
  talk.state = { ...talk.state, phase: "asking", action };
  const definition = definitionOf(talk.bot, running.namespace);
  const param = question.param === undefined ? undefined : paramOf(definition, question.param);
  const isSelection = param?.type === "selection" || param?.type === "multi-selection";
  const buttons = uniqueById([...(parts.buttons ?? []), ...(isSelection ? (definition?.buttons ?? []) : [])]);
  const needsSubmit = question.options.length > 0 && (buttons.length > 0 || param?.type === "multi-selection");
  const more: Partial<NewMessage> = {
    options: question.options,
    buttons,
    ...(needsSubmit && { submit: parts.submit ?? "Submit" }),
    ...(param?.optional === true && { optional: true }),
  };
  yield* show(talk, said(parts.role, question.text, more), action);
}

function uniqueById(buttons: readonly Button[]): NewButton[] {
  return buttons
    .filter(({ id }, index) => buttons.findIndex((other) => other.id === id) === index)
    .map(({ id, label }) => ({ id, label }));
}
