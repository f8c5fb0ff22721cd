import type { Button, Option } from "@ck/protocol";
import type { EmulatedAction, EmulatedBot, EmulatedParam } from "../../emulated-bot.js";
import { said, type OfferedButton } from "../said.js";
import type { Question, RunningAction } from "../state.js";
import { show, type Steps, type Talk } from "./talk.js";

const YES_OR_NO: readonly Option[] = [
  { id: "true", label: "Yes" },
  { id: "false", label: "No" },
];

/** The action as the definition has it. */
export function definitionOf(bot: EmulatedBot, namespace: string): EmulatedAction | undefined {
  return bot.actions.find((action) => action.namespace === namespace);
}

/** A param as the definition has it; a server may ask for one that is not there, which then takes any text. */
export function paramOf(action: EmulatedAction | undefined, name: string): EmulatedParam {
  return action?.params.find((param) => param.name === name) ?? { name, type: "string", prompt: "", options: [] };
}

/** The params that have no value yet, in the order of the definition. */
export function missingParams(action: EmulatedAction | undefined, { params }: RunningAction): readonly EmulatedParam[] {
  return action?.params.filter(({ name }) => !Object.hasOwn(params, name)) ?? [];
}

/** Asks for a param in the platform's own words: those of the definition. */
export function* askItself(talk: Talk, running: RunningAction, param: EmulatedParam): Steps {
  const options = param.type === "boolean" && param.options.length === 0 ? YES_OR_NO : param.options;
  const text = param.prompt.trim() === "" ? `Please give the ${param.name}.` : param.prompt;
  yield* ask(talk, running, { param: param.name, text, options }, { role: "platform", buttons: [] });
}

/** Puts a question; the visitor's next message is its reply. The custom buttons of the action stand beside each (grade I). */
export function* ask(
  talk: Talk,
  running: RunningAction,
  question: Question,
  { role, buttons }: { readonly role: "bot" | "platform"; readonly buttons: readonly Button[] },
): Steps {
  const action = { ...running, question };
  talk.state = { ...talk.state, phase: "asking", action };
  const own = definitionOf(talk.bot, running.namespace)?.buttons ?? [];
  const shown = uniqueById([...buttons, ...own]);
  yield* show(talk, said(role, question.text, { options: question.options, buttons: shown }), action);
}

function uniqueById(buttons: readonly Button[]): OfferedButton[] {
  return buttons
    .filter(({ id }, index) => buttons.findIndex((other) => other.id === id) === index)
    .map(({ id, label }) => ({ id, label }));
}
