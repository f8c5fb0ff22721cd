import type { ChatMessage } from "@ck/emulator";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { TurnRequest } from "../../api/requests.js";
import { Roving } from "../ui/roving.js";
import { Options } from "./options.js";

/** What can be done with a message now. */
export interface MessageStanding {
  /** The message is the question that waits for a reply. */
  readonly asks: boolean;
  readonly multiple: boolean;
  /** It is the last one of the bot. */
  readonly last: boolean;
  /** Buttons can be clicked. */
  readonly open: boolean;
}

/** What can be picked and clicked in reply to a message. Of an older one, what was chosen stays marked. */
export function Replies({
  message: { options, submit, optional, buttons, followups },
  standing: { asks, multiple, last, open },
  active,
  choice,
  onTurn,
}: {
  readonly message: ChatMessage;
  readonly standing: MessageStanding;
  /** The focus is in the message. */
  readonly active: boolean;
  readonly choice: ChatMessage["choice"];
  readonly onTurn: (turn: TurnRequest) => void;
}): JSX.Element {
  const [picked, setPicked] = useState<readonly string[]>([]);
  const pick = (id: string): void => {
    if (submit === undefined) onTurn({ type: "choose", ids: [id] });
    else if (picked.includes(id)) setPicked(picked.filter((each) => each !== id));
    else setPicked(multiple ? [...picked, id] : [id]);
  };
  const chosen = choice?.type === "options" ? choice.ids : choice?.type === "button" ? choice.picked : [];
  const clicked = choice?.type === "button" ? choice.offer : undefined;
  const hasButtons = buttons.length > 0 || (asks && (submit !== undefined || optional === true));
  // The Tab key goes to the replies of the last message; those of an older one are reached from the message.
  const stops = last || active;
  return (
    <>
      {options.length > 0 && (
        <Options
          options={options}
          active={asks}
          picked={submit === undefined ? undefined : picked}
          chosen={chosen}
          onPick={pick}
        />
      )}
      {hasButtons && (
        <Roving class="buttons" role="group" aria-label="Buttons" items="button" direction="horizontal" active={stops}>
          {asks && submit !== undefined && (
            <button
              type="button"
              class="primary"
              disabled={picked.length === 0}
              onClick={() => onTurn({ type: "choose", ids: picked })}
            >
              {submit}
            </button>
          )}
          {buttons.map(({ id, offer, label }) => (
            <button
              key={offer}
              type="button"
              class={offer === clicked ? "chosen" : undefined}
              disabled={!open}
              onClick={() => onTurn({ type: "click", id, offer, ...(asks && picked.length > 0 && { picked }) })}
            >
              <span dir="auto">{label}</span>
              {offer === clicked && <span class="unseen"> (clicked)</span>}
            </button>
          ))}
          {asks && optional === true && (
            <button type="button" class="quiet" onClick={() => onTurn({ type: "skip" })}>
              Skip
            </button>
          )}
        </Roving>
      )}
      {followups.length > 0 && (
        <Roving
          class="choices"
          role="group"
          aria-label="Follow-ups"
          items="button"
          direction="horizontal"
          active={stops}
        >
          {followups.map(({ text: chip }, index) => (
            <button
              key={index}
              type="button"
              class={choice?.type === "followup" && choice.index === index ? "choice chosen" : "choice"}
              disabled={!open || !last}
              onClick={() => onTurn({ type: "follow", index })}
            >
              <span dir="auto">{chip}</span>
            </button>
          ))}
        </Roving>
      )}
    </>
  );
}
