import { readJson, type EmulatedAction, type EmulatedBot, type WireRequest } from "@ck/emulator";
import type { Environment, Todo } from "@ck/protocol";
import { frame, nameIn } from "../check/probe/sample-requests.js";
import { sampleValue } from "../check/probe/sample-values.js";
import { CliError } from "../error.js";

/** What the request says. */
export interface Trigger {
  readonly bot: EmulatedBot;
  readonly todo: Todo;
  readonly environment: Environment;
  /** The name of the action, for `execute`, `prompt` and `button`. */
  readonly action: string | undefined;
  /** `days=2` */
  readonly assignments: readonly string[];
  readonly button: string | undefined;
  readonly say: string | undefined;
}

/** A request, and the params that got a sample value. */
export interface TriggerRequest {
  readonly request: WireRequest;
  readonly samples: readonly string[];
}

const NEED_ACTION: readonly Todo[] = ["execute", "prompt", "button"];

/**
 * Creates the request that `ck trigger` sends: with the given params, and samples for the others that are required.
 *
 * @throws {@link CliError} `ERR_INVALID_OPTION`: the definition has no such action, param or button
 */
export function createTriggerRequest(trigger: Trigger): TriggerRequest {
  const { bot, todo, environment, say } = trigger;
  if (!NEED_ACTION.includes(todo)) {
    if (trigger.action !== undefined) throw wrong(`${todo} belongs to no action: ck trigger ${todo} --say "…"`);
    const userInput = todo === "welcome" ? {} : { userInput: say ?? "hello" };
    return { request: toRequest(trigger, undefined, userInput), samples: [] };
  }
  const action = findAction(bot, todo, trigger.action);
  const { params, samples } = collectParams(action, trigger.assignments);
  const asked = todo === "prompt" ? Object.keys(params).at(-1) : undefined;
  return {
    samples,
    request: toRequest({ bot, todo, environment }, action, {
      ...(todo === "button" && { button_id: findButton(action, trigger.button) }),
      params,
      ...(say !== undefined && { userInput: say }),
      ...(asked !== undefined && { userInput: say ?? textOf(params[asked]), previousParam: nameIn(bot, asked) }),
      ...(todo === "prompt" && { paramsToPrompt: missing(action, params).map((name) => nameIn(bot, name)) }),
      cache: {},
    }),
  };
}

function toRequest(
  { bot, todo, environment }: Pick<Trigger, "bot" | "todo" | "environment">,
  action: EmulatedAction | undefined,
  rest: Readonly<Record<string, unknown>>,
): WireRequest {
  const head = { todo, bot, environment, ...(action && { action: action.namespace }) };
  return { ...frame(head, rest), todo, environment };
}

function findAction({ actions }: EmulatedBot, todo: Todo, name: string | undefined): EmulatedAction {
  const found = actions.find(({ namespace }) => namespace === name);
  if (found) return found;
  const known = actions.map(({ namespace }) => namespace).join(", ") || "none";
  throw wrong(
    name === undefined
      ? `${todo} needs the name of an action: ${known}.`
      : `The bot has no such action; it has ${known}.`,
  );
}

function findButton({ namespace, buttons }: EmulatedAction, id: string | undefined): string {
  const chosen = id ?? (buttons.length === 1 ? buttons[0]?.id : undefined);
  if (chosen !== undefined) return chosen;
  const known = buttons.map((button) => button.id).join(", ") || "none";
  throw wrong(`Name the button with --button <id>; ${namespace} has ${known}.`);
}

/** A prompt has the params so far; the others have all that are required. */
function collectParams(
  action: EmulatedAction,
  assignments: readonly string[],
): { readonly params: Record<string, unknown>; readonly samples: readonly string[] } {
  const given = new Map(assignments.map((text) => readAssignment(action, text)));
  const samples = action.params.filter(({ name, optional }) => !given.has(name) && optional !== true);
  const entries = action.params.flatMap((param): [string, unknown][] => {
    if (given.has(param.name)) return [[param.name, given.get(param.name)]];
    return param.optional === true ? [] : [[param.name, sampleValue(action.namespace, param, {})]];
  });
  return { params: Object.fromEntries(entries), samples: samples.map(({ name }) => name) };
}

function readAssignment({ namespace, params }: EmulatedAction, text: string): [name: string, value: unknown] {
  const at = text.indexOf("=");
  const name = text.slice(0, Math.max(at, 0));
  if (at < 1) throw wrong("A param is a name and a value: days=2");
  const param = params.find((each) => each.name === name);
  if (param === undefined) {
    const known = params.map((each) => each.name).join(", ") || "none";
    throw wrong(`${namespace} has no such param; it has ${known}.`);
  }
  const value = text.slice(at + 1);
  // An option's id stays a text, also one that looks like a number.
  return [name, param.type === "string" || param.type === "selection" ? value : readValue(value)];
}

function readValue(text: string): unknown {
  const value = readJson(text);
  return value === undefined ? text : value;
}

function missing({ params }: EmulatedAction, collected: Readonly<Record<string, unknown>>): string[] {
  return params.flatMap(({ name }) => (Object.hasOwn(collected, name) ? [] : [name]));
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function wrong(message: string): CliError {
  return new CliError("ERR_INVALID_OPTION", message);
}
