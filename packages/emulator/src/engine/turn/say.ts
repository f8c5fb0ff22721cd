import { EmulatorError } from "../../error.js";
import { readMessage, readReply } from "../../reading/read-message.js";
import { said, type Choice } from "../said.js";
import { definitionOf, paramOf } from "./question.js";
import { startAction, takeConfirmation, takeReply } from "./run-action.js";
import { deliver, fail, show, showAnswer, type Steps, type Talk } from "./talk.js";

/** What the platform says if nothing matches and the fallback handler is off. Its own text is not documented. */
export const NOT_UNDERSTOOD = "Sorry, I did not understand that.";

/** The visitor says something: the reply to a question, the start of an action, or neither. */
export function* say(talk: Talk, text: string, choice?: Choice): Steps {
  if (text.trim() === "")
    throw new EmulatorError("ERR_INVALID_OPTION", "A visitor cannot send a blank message. Say something.");
  const { action } = talk.state;
  yield* show(talk, said("visitor", text, choice && { choice }));
  const question = action?.question;
  if (action !== undefined && question !== undefined) {
    if (question.param === undefined) {
      const value = readReply({ type: "boolean", options: [] }, [], text, talk.now());
      yield* takeConfirmation(talk, action, text, value);
      return;
    }
    const param = paramOf(definitionOf(talk.bot, action.namespace), question.param);
    yield* takeReply(talk, action, text, readReply(param, question.options, text, talk.now()));
    return;
  }
  const definition = talk.pick(text);
  if (definition === undefined) yield* fallBack(talk, text);
  else {
    const params = readMessage(definition.params, text, talk.now());
    yield* startAction(talk, definition, { userInput: text, params });
  }
}

function* fallBack(talk: Talk, userInput: string): Steps {
  if (!talk.bot.handlers.fallback) {
    yield* show(talk, said("platform", NOT_UNDERSTOOD));
    return;
  }
  const answer = yield* deliver(talk, { todo: "fallback", userInput });
  if (answer?.kind === "handled") yield* showAnswer(talk, answer.response);
  else yield* fail(talk, userInput);
}
