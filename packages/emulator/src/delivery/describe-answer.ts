import type { Answer } from "../engine/verdict.js";

const MEANINGS: Readonly<Record<Answer["kind"], string>> = {
  prompt: "your bot asks the visitor for a param",
  askParam: "your bot asks the visitor for a param",
  askNext: "your bot leaves the next question to ConvoKraft",
  proceed: "nothing is left to ask, so ConvoKraft runs the action",
  confirm: "your bot asks the visitor to confirm",
  execution: "the outcome of the action",
  handled: "your bot says something to the visitor",
  welcome: "the greeting",
  failure: "the message for a failure",
};

/**
 * Says what an answer means, for somebody who does not know the names of the forms.
 *
 * @param kind - the form of the answer
 * @example
 * ```ts
 * import { describeAnswer } from "@ck/emulator";
 *
 * describeAnswer("askNext"); // → "your bot leaves the next question to ConvoKraft"
 * ```
 */
export function describeAnswer(kind: Answer["kind"]): string {
  return MEANINGS[kind];
}
