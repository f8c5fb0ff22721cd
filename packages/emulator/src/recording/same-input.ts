import type { ChatTurn } from "../chat/transcript.js";
import type { VisitorInput } from "../engine/input.js";
import type { OfferedButton } from "../engine/said.js";
import type { ConversationState } from "../engine/state.js";
import { EmulatorError } from "../error.js";

/**
 * Finds what the visitor did in a recorded turn among what a chat offers now. A button and a follow-up are found by what
 * the visitor saw: the numbers and positions that a recording has for them are other ones if the bot shows more or less.
 *
 * @param recorded - the turns of the recording
 * @param index - the turn to take again
 * @param now - the turns of the chat so far
 * @param state - where the chat stands
 * @throws {@link EmulatorError} `ERR_NOT_OFFERED`: it is not there any more
 */
export function sameInput(
  recorded: readonly ChatTurn[],
  index: number,
  now: readonly ChatTurn[],
  state: ConversationState,
): VisitorInput {
  const turn = recorded[index] as ChatTurn;
  switch (turn.input.type) {
    case "click":
      return sameClick(recorded, index, turn.input, now, state);
    case "follow":
      return sameFollow(recorded.slice(0, index), turn.input, state);
    default:
      return turn.input;
  }
}

function sameClick(
  recorded: readonly ChatTurn[],
  index: number,
  input: Extract<VisitorInput, { readonly type: "click" }>,
  now: readonly ChatTurn[],
  { offers }: ConversationState,
): VisitorInput {
  const choice = recorded[index]?.messages.find(({ role }) => role === "visitor")?.choice;
  const offer = input.offer ?? (choice?.type === "button" ? choice.offer : "");
  // A custom button of the definition that no message showed.
  if (offer === "") return input;
  const at = recorded.slice(0, index).findIndex((turn) => buttonsOf(turn).some((each) => each.offer === offer));
  const before = buttonsOf(recorded[at]);
  const clicked = before.find((button) => button.offer === offer && button.id === input.id);
  if (clicked === undefined) throw notOffered("The recording does not show the button that was clicked.");
  const looksTheSame = ({ id, label }: OfferedButton): boolean => id === clicked.id && label === clicked.label;
  const found = pickSame(clicked, before.filter(looksTheSame), buttonsOf(now[at]).filter(looksTheSame));
  // The latest 1000 buttons can be clicked.
  if (found === undefined || !offers.some(({ button }) => button.offer === found.offer)) {
    const shown = buttonsOf(now[at]).map(({ label }) => quote(label));
    const instead = shown.length === 0 ? "The answer has no buttons now." : `Shown now: ${shown.join(", ")}.`;
    throw notOffered(`The button ${quote(clicked.label)} is not there. ${instead}`);
  }
  const newest = offers.findLast(({ button }) => button.id === input.id);
  if (input.offer === undefined && newest?.button.offer === found.offer) return input;
  return { ...input, offer: found.offer };
}

/** Of several that look the same, the one with the same data; or the one at the same place, if there are as many. */
function pickSame(
  clicked: OfferedButton,
  before: readonly OfferedButton[],
  now: readonly OfferedButton[],
): OfferedButton | undefined {
  if (before.length === 1 && now.length === 1) return now[0];
  const hasSameData = ({ data }: OfferedButton): boolean => JSON.stringify(data) === JSON.stringify(clicked.data);
  const alike = now.filter(hasSameData);
  if (alike.length > 0) return alike[before.filter(hasSameData).indexOf(clicked)] ?? alike[0];
  return before.length === now.length ? now[before.indexOf(clicked)] : undefined;
}

function sameFollow(
  recorded: readonly ChatTurn[],
  input: Extract<VisitorInput, { readonly type: "follow" }>,
  { followups }: ConversationState,
): VisitorInput {
  const clicked = recorded.flatMap(({ messages }) => messages).at(-1)?.followups[input.index];
  if (clicked === undefined) throw notOffered("The recording does not show the follow-up that was clicked.");
  const isSame = ({ text, action }: typeof clicked): boolean => text === clicked.text && action === clicked.action;
  const there = followups[input.index];
  const index = there !== undefined && isSame(there) ? input.index : followups.findIndex(isSame);
  if (index !== -1) return { type: "follow", index };
  const shown = followups.map(({ text }) => quote(text));
  const instead = shown.length === 0 ? "No follow-ups are offered now." : `Offered now: ${shown.join(", ")}.`;
  throw notOffered(`The follow-up ${quote(clicked.text)} is not there. ${instead}`);
}

function buttonsOf(turn: ChatTurn | undefined): readonly OfferedButton[] {
  return turn?.messages.flatMap(({ buttons }) => buttons) ?? [];
}

function quote(text: string): string {
  return `“${text.length > 60 ? `${text.slice(0, 60)}…` : text}”`;
}

function notOffered(message: string): EmulatorError {
  return new EmulatorError("ERR_NOT_OFFERED", message);
}
