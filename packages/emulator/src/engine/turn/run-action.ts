import type { ExecutionResponse, PromptResponse } from "@ck/protocol";
import type { EmulatedAction } from "../../emulated-bot.js";
import { readParams } from "../../reading/read-message.js";
import { buttonsOf } from "./button-cards.js";
import { ask, askItself, definitionOf, missingParams, paramOf } from "./question.js";
import { without, type OpenRecord } from "../../record.js";
import { said } from "../said.js";
import type { RunningAction } from "../state.js";
import { deliver, fail, show, type Steps, type Talk } from "./talk.js";

/** A message fits an action: takes the values that it holds, and asks for the first missing one (contract §6, step 3). */
export function* startAction(talk: Talk, definition: EmulatedAction, userInput: string): Steps {
  const { namespace, answer, followups } = definition;
  if (answer !== undefined) {
    yield* show(talk, said("platform", answer, { followups }));
    return;
  }
  const params = readParams(definition.params, userInput, talk.now());
  const running: RunningAction = { namespace, params, cache: {} };
  talk.state = { ...talk.state, action: running };
  const [first] = missingParams(definition, running);
  if (first !== undefined) yield* askItself(talk, running, first);
  // One prompt before execute, where there is nothing to ask: grade S for an action without params, grade I for one whose params were all found.
  else yield* callOnReply(talk, running, { userInput });
}

/** The visitor has replied to the question. `value`: what the reply came to, `undefined` where it does not fit the param. */
export function* takeReply(talk: Talk, running: RunningAction, userInput: string, value: unknown): Steps {
  const { question } = running;
  const previousParam = question?.param;
  const params = {
    ...running.params,
    ...(previousParam !== undefined && value !== undefined && { [previousParam]: value }),
  };
  const replied: RunningAction = { ...running, params };
  talk.state = { ...talk.state, action: replied };
  if (talk.bot.webhook.invocation === "context-end" && question !== undefined && value === undefined) {
    // Nobody else can ask again in this mode (grade I).
    yield* ask(talk, replied, question, { role: "platform", buttons: [] });
    return;
  }
  yield* callOnReply(talk, replied, { userInput, ...(previousParam !== undefined && { previousParam }) });
}

/** `prompt`, after each reply; not at all where the webhook is called at the end of a context only. */
function* callOnReply(
  talk: Talk,
  running: RunningAction,
  { userInput, previousParam }: { readonly userInput: string; readonly previousParam?: string },
): Steps {
  if (talk.bot.webhook.invocation === "context-end") {
    yield* goOn(talk, running, userInput);
    return;
  }
  const { namespace, params, cache } = running;
  const missing = missingParams(definitionOf(talk.bot, namespace), running);
  const answer = yield* deliver(talk, {
    todo: "prompt",
    action: namespace,
    params,
    userInput,
    ...(previousParam !== undefined && { previousParam }),
    paramsToPrompt: missing.map(({ name }) => name),
    cache,
  });
  const now = talk.state.action ?? running;
  switch (answer?.kind) {
    case "prompt":
      yield* askAsTold(talk, now, answer.response);
      return;
    case "askParam": {
      const { param_name, prompt_msg = "", options = [], buttons = [] } = answer.response.prompt;
      yield* askAsTold(talk, now, { prompt: { param_name, options, buttons }, message: prompt_msg });
      return;
    }
    case "askNext":
      yield* goOn(talk, now, userInput);
      return;
    case "proceed":
    case "confirm":
      yield* execute(talk, now, userInput);
      return;
    case "execution":
      yield* finish(talk, now, answer.response);
      return;
    default:
      yield* breakOff(talk, namespace, userInput);
  }
}

/** Asks the next missing param, or executes where none is left. */
function* goOn(talk: Talk, running: RunningAction, userInput: string): Steps {
  const [next] = missingParams(definitionOf(talk.bot, running.namespace), running);
  if (next === undefined) yield* execute(talk, running, userInput);
  else yield* askItself(talk, running, next);
}

/** Asks for the param that the server named. What it had is asked anew, so it is gone until the reply (grade I). */
export function* askAsTold(
  talk: Talk,
  running: RunningAction,
  { prompt, message }: Pick<PromptResponse, "prompt" | "message">,
): Steps {
  const definition = definitionOf(talk.bot, running.namespace);
  const { param_name: name, options, buttons } = prompt;
  if (definition?.params.every((param) => param.name !== name) === true) {
    yield {
      type: "remark",
      message: `The server asks for a param that ${running.namespace} does not have in the definition. Its reply is taken as text.`,
    };
  }
  const params = without(running.params, name);
  const shown = options.length > 0 ? options : paramOf(definition, name).options;
  yield* ask(talk, { ...running, params }, { param: name, text: message, options: shown }, { role: "bot", buttons });
}

function* execute(talk: Talk, running: RunningAction, userInput: string): Steps {
  const { namespace, params, cache } = running;
  const answer = yield* deliver(talk, { todo: "execute", action: namespace, params, userInput, cache });
  if (answer?.kind === "execution") yield* finish(talk, running, answer.response);
  // A server that is called at the end of a context only can ask again nowhere else (grade I).
  else if (answer?.kind === "prompt") yield* askAsTold(talk, talk.state.action ?? running, answer.response);
  else yield* breakOff(talk, namespace, userInput);
}

/** The outcome is shown, and the action is over. */
export function* finish(
  talk: Talk,
  of: { readonly namespace: string | undefined; readonly params: OpenRecord },
  { message, card }: ExecutionResponse,
): Steps {
  endAction(talk, of.namespace);
  const { namespace, params } = of;
  const followups = namespace === undefined ? [] : (definitionOf(talk.bot, namespace)?.followups ?? []);
  const shown = said("bot", message, { cards: card, buttons: buttonsOf(card), followups });
  yield* show(talk, shown, namespace === undefined ? undefined : { namespace, params });
}

/** After a failure the action is over: how the platform does it is not documented (grade I). */
export function* breakOff(talk: Talk, namespace: string | undefined, userInput: string | undefined): Steps {
  endAction(talk, namespace);
  yield* fail(talk, userInput);
}

/** Only the action that it is about: a button can be clicked when another one runs. */
function endAction(talk: Talk, namespace: string | undefined): void {
  const { action, ...rest } = talk.state;
  if (action !== undefined && action.namespace === namespace) talk.state = { ...rest, phase: "idle" };
}
