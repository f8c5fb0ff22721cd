import type { ExecutionResponse } from "@ck/protocol";
import type { EmulatedAction } from "../../emulated-bot.js";
import { without, type OpenRecord } from "../../record.js";
import { said } from "../said.js";
import type { Question, RunningAction } from "../state.js";
import type { Answer } from "../verdict.js";
import {
  ask,
  askConfirmation,
  askItself,
  definitionOf,
  missingParams,
  paramOf,
  type QuestionParts,
} from "./question.js";
import { deliver, fail, show, showAnswer, type Steps, type Talk } from "./talk.js";

/** A question of the server, in either form. */
type AskingAnswer = Extract<Answer, { readonly kind: "prompt" | "askParam" }>;

/** What the platform says when the visitor does not confirm. Its own text is not documented. */
export const NOT_CONFIRMED = "All right, nothing was done.";

/** Starts an action, and asks for the first missing param (docs/contract.md §6, step 3). */
export function* startAction(
  talk: Talk,
  definition: EmulatedAction,
  { userInput, params }: { readonly userInput: string; readonly params: OpenRecord },
): Steps {
  const { namespace, answer, followups } = definition;
  if (answer !== undefined) {
    yield* show(talk, said("platform", answer, { followups }));
    return;
  }
  const running: RunningAction = { namespace, params, skipped: [], cache: {} };
  talk.state = { ...talk.state, action: running };
  const [first] = missingParams(definition, running);
  if (first !== undefined) yield* askItself(talk, running, first);
  // One prompt before execute if nothing is left to ask: grade S for an action without params, otherwise grade I.
  else yield* callOnReply(talk, running, { userInput });
}

/** The visitor replied to a question about a param. `value`: what the reply means, `undefined` if it does not fit. */
export function* takeReply(talk: Talk, running: RunningAction, userInput: string, value: unknown): Steps {
  const { question } = running;
  const previousParam = question?.param;
  const isSet = previousParam !== undefined && value !== undefined;
  const params = { ...running.params, ...(isSet && { [previousParam]: value }) };
  const replied: RunningAction = { ...running, params };
  talk.state = { ...talk.state, action: replied };
  if (talk.bot.webhook.invocation === "context-end" && question !== undefined && value === undefined) {
    // In this mode nobody else can ask again (grade I).
    yield* ask(talk, replied, { ...question, text: question.invalid ?? question.text }, { role: "platform" });
    return;
  }
  yield* callOnReply(talk, replied, { userInput, previousParam });
}

/** The visitor leaves an optional param open. What `userInput` says then is not documented (grade I). */
export function* skipParam(talk: Talk, running: RunningAction, param: string): Steps {
  const skipped: RunningAction = { ...running, skipped: [...running.skipped, param] };
  talk.state = { ...talk.state, action: skipped };
  yield* show(talk, said("visitor", "Skip", { choice: { type: "skip" } }));
  yield* callOnReply(talk, skipped, { userInput: "Skip", previousParam: param });
}

/** The visitor replied to the question for a confirmation. `value`: yes or no, `undefined` if it is neither. */
export function* takeConfirmation(talk: Talk, running: RunningAction, userInput: string, value: unknown): Steps {
  const { confirm, question: _, ...rest } = running;
  if (value === true) yield* execute(talk, rest, userInput);
  else if (value === undefined && confirm !== undefined) yield* askConfirmation(talk, running, confirm);
  else {
    endAction(talk, running.namespace);
    yield* show(talk, said("platform", NOT_CONFIRMED));
  }
}

/** Calls `prompt` after each reply; not at all if the webhook is only called at the end of a context. */
function* callOnReply(
  talk: Talk,
  running: RunningAction,
  { userInput, previousParam }: { readonly userInput: string; readonly previousParam?: string | undefined },
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
    case "askParam":
      yield* askAsTold(talk, now, answer);
      return;
    case "askNext":
      yield* goOn(talk, now, userInput);
      return;
    case "proceed":
      yield* execute(talk, now, userInput);
      return;
    case "confirm":
      yield* askConfirmation(talk, now, answer.response.confirm.message);
      return;
    case "execution":
      yield* finish(talk, now, answer.response);
      return;
    default:
      yield* breakOff(talk, namespace, userInput);
  }
}

/** Asks for the next missing param, or executes if none is left. */
function* goOn(talk: Talk, running: RunningAction, userInput: string): Steps {
  const [next] = missingParams(definitionOf(talk.bot, running.namespace), running);
  if (next === undefined) yield* execute(talk, running, userInput);
  else yield* askItself(talk, running, next);
}

/** Asks for the param that the server names. Its old value is gone until the reply (grade I). */
export function* askAsTold(talk: Talk, running: RunningAction, { kind, response }: AskingAnswer): Steps {
  const definition = definitionOf(talk.bot, running.namespace);
  const { prompt } = response;
  const { param_name: name, options = [], buttons, submit_button_label: submit, prompt_msg: asked } = prompt;
  if (definition?.params.every((param) => param.name !== name) === true) {
    const message = `The server asks for a param that ${running.namespace} does not have. Any text is accepted as its value.`;
    yield { type: "remark", message };
  }
  const param = paramOf(definition, name);
  const text = kind === "prompt" ? response.message : asked;
  const invalid = prompt.validation_failure_message;
  const question: Question = {
    param: name,
    text: text ?? (param.prompt.trim() === "" ? `Please give the ${name}.` : param.prompt),
    options: options.length > 0 ? options : param.options,
    ...(invalid !== undefined && { invalid }),
  };
  const again: RunningAction = {
    ...running,
    params: without(running.params, name),
    skipped: running.skipped.filter((skipped) => skipped !== name),
    // Confirmed once everything is collected: that is not documented either (grade ?).
    ...(response.confirm && { confirm: response.confirm.message }),
  };
  const parts: QuestionParts = { role: text === undefined ? "platform" : "bot", buttons, submit };
  yield* ask(talk, again, question, parts);
}

function* execute(talk: Talk, running: RunningAction, userInput: string): Steps {
  if (running.confirm !== undefined) {
    yield* askConfirmation(talk, running, running.confirm);
    return;
  }
  const { namespace, params, cache } = running;
  const { question: _, ...action } = running;
  talk.state = { ...talk.state, action };
  const answer = yield* deliver(talk, { todo: "execute", action: namespace, params, userInput, cache });
  if (answer?.kind === "execution") yield* finish(talk, running, answer.response);
  // A server that is only called at the end of a context has no other place to ask again (grade I).
  else if (answer?.kind === "prompt") yield* askAsTold(talk, talk.state.action ?? running, answer);
  else yield* breakOff(talk, namespace, userInput);
}

/** Shows the outcome; the action is over. */
export function* finish(
  talk: Talk,
  { namespace, params }: { readonly namespace: string | undefined; readonly params: OpenRecord },
  answer: ExecutionResponse,
): Steps {
  endAction(talk, namespace);
  const followups = namespace === undefined ? [] : (definitionOf(talk.bot, namespace)?.followups ?? []);
  yield* showAnswer(talk, answer, { followups, ...(namespace !== undefined && { of: { namespace, params } }) });
}

/** After a failure the action is over: what the platform does is not documented (grade I). */
export function* breakOff(talk: Talk, namespace: string | undefined, userInput: string | undefined): Steps {
  endAction(talk, namespace);
  yield* fail(talk, userInput);
}

/** Only the action in question: a button can be clicked while another action runs. */
function endAction(talk: Talk, namespace: string | undefined): void {
  const { action, ...rest } = talk.state;
  if (action !== undefined && action.namespace === namespace) talk.state = { ...rest, phase: "idle" };
}
