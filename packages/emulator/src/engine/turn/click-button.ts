import { EmulatorError } from "../../error.js";
import { said } from "../said.js";
import type { ButtonOffer, RunningAction } from "../state.js";
import type { VisitorInput } from "../input.js";
import { labelsOf, pickOptions, valueOfPicked } from "./choose.js";
import { definitionOf } from "./question.js";
import { askAsTold, breakOff, finish } from "./run-action.js";
import { deliver, ownerOf, show, type Steps, type Talk } from "./talk.js";

/**
 * The visitor clicks a button (docs/contract.md §6, step 6): one that was shown in any message of the chat, or a custom
 * button of the definition. The request names the action that the button was shown for. While that action runs, it
 * carries what is collected by now, otherwise what was collected then. Options that are picked beside the button are the
 * input of the click.
 */
export function* clickButton(talk: Talk, input: Extract<VisitorInput, { readonly type: "click" }>): Steps {
  const { button, namespace, params: then } = findOffer(talk, input);
  const { action } = talk.state;
  const running = action !== undefined && action.namespace === namespace ? action : undefined;
  const ids = input.picked ?? [];
  const picked = ids.length === 0 || running === undefined ? [] : pickOptions(talk, running, ids);
  const params = { ...(running?.params ?? then), ...(running && valueOfPicked(talk, running, picked)) };
  const data = input.data ?? button.data;
  const userInput = labelsOf(picked);
  const choice = { type: "button", offer: button.offer, picked: ids } as const;
  yield* show(talk, said("visitor", userInput === "" ? button.label : `${userInput} · ${button.label}`, { choice }));
  if (running && picked.length > 0) talk.state = { ...talk.state, action: { ...running, params } };
  const answer = yield* deliver(talk, {
    todo: "button",
    ...(namespace !== undefined && { action: namespace }),
    buttonId: button.id,
    params,
    ...(userInput !== "" && { userInput }),
    cache: running?.cache ?? {},
    ...(data !== undefined && { data }),
  });
  if (answer?.kind === "execution") yield* finish(talk, { namespace, params }, answer.response);
  // A question is about its action, which runs (again) until it is answered (grade I).
  else if (answer?.kind === "prompt" && namespace !== undefined) {
    const started: RunningAction = { namespace, params, skipped: [], cache: {} };
    yield* askAsTold(talk, talk.state.action?.namespace === namespace ? talk.state.action : started, answer);
  } else yield* breakOff(talk, namespace, undefined);
}

function findOffer(talk: Talk, { id, offer: wanted }: { readonly id: string; readonly offer?: string }): ButtonOffer {
  const { offers, action } = talk.state;
  const shown = offers.findLast(({ button }) => button.id === id && (wanted === undefined || button.offer === wanted));
  if (shown !== undefined) return shown;
  const running = action && definitionOf(talk.bot, action.namespace);
  const owner = running?.buttons.some((button) => button.id === id) === true ? running : ownerOf(talk.bot, id);
  const button = owner?.buttons.find((candidate) => candidate.id === id);
  if (owner !== undefined && button !== undefined && wanted === undefined)
    return { button: { ...button, offer: "" }, namespace: owner.namespace, params: {} };
  const ids = [...new Set(offers.map((each) => each.button.id))];
  throw new EmulatorError(
    "ERR_NOT_OFFERED",
    `There is no such button. ${ids.length === 0 ? "None has been shown yet." : `Shown so far: ${ids.join(", ")}.`}`,
  );
}
