import { EmulatorError } from "../../error.js";
import { definitionOf } from "./question.js";
import { askAsTold, breakOff, finish } from "./run-action.js";
import { said } from "../said.js";
import type { ButtonOffer } from "../state.js";
import type { OpenRecord } from "../../record.js";
import { deliver, ownerOf, show, type Steps, type Talk } from "./talk.js";

/**
 * A button is clicked (contract §6, step 6): one that was shown, on whatever message of the chat, or a custom button of the definition. The request
 * names the action that it was shown for; while that one runs it carries what is collected by now, else what was at the time.
 */
export function* clickButton(
  talk: Talk,
  { id, data: given }: { readonly id: string; readonly data?: OpenRecord },
): Steps {
  const { button, namespace, params: then } = findOffer(talk, id);
  const { action } = talk.state;
  const isRunning = action !== undefined && action.namespace === namespace;
  const params = isRunning ? action.params : then;
  const data = given ?? button.data;
  yield* show(talk, said("visitor", button.label));
  const answer = yield* deliver(talk, {
    todo: "button",
    ...(namespace !== undefined && { action: namespace }),
    buttonId: id,
    params,
    cache: isRunning ? action.cache : {},
    ...(data !== undefined && { data }),
  });
  if (answer?.kind === "execution") yield* finish(talk, { namespace, params }, answer.response);
  // A question is about its action, which runs (again) until it is answered (grade I).
  else if (answer?.kind === "prompt" && namespace !== undefined) {
    const running = talk.state.action?.namespace === namespace ? talk.state.action : { namespace, params, cache: {} };
    yield* askAsTold(talk, running, answer.response);
  } else yield* breakOff(talk, namespace, undefined);
}

function findOffer(talk: Talk, id: string): ButtonOffer {
  const { offers, action } = talk.state;
  const offer = offers.find(({ button }) => button.id === id);
  if (offer !== undefined) return offer;
  const running = action && definitionOf(talk.bot, action.namespace);
  const owner = running?.buttons.some((button) => button.id === id) === true ? running : ownerOf(talk.bot, id);
  const button = owner?.buttons.find((candidate) => candidate.id === id);
  if (owner !== undefined && button !== undefined) return { button, namespace: owner.namespace, params: {} };
  const there = offers.map((each) => each.button.id);
  throw new EmulatorError(
    "ERR_NOT_OFFERED",
    `There is no such button. ${there.length === 0 ? "None has been shown yet." : `Those that were shown: ${there.join(", ")}.`}`,
  );
}
