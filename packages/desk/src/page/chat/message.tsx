import type { ChatMessage } from "@ck/emulator";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { TurnRequest } from "../../api/requests.js";
import type { BotView } from "../../api/views.js";
import { formatClock } from "../ui/format.js";
import { Icon } from "../ui/icon.js";
import { Cards } from "./cards.js";
import { Markup } from "./markup.js";
import { Options } from "./options.js";

/** One message, with what can be picked and clicked. */
export function Message({
  message,
  bot,
  follows,
  standing,
  choice,
  onTurn,
}: {
  readonly message: ChatMessage;
  readonly bot: BotView;
  /** The message before has the same speaker. */
  readonly follows: boolean;
  readonly standing: {
    /** The message is the question that waits for a reply. */
    readonly asks: boolean;
    readonly multiple: boolean;
    /** It is the last one of the bot. */
    readonly last: boolean;
    /** Buttons can be clicked. */
    readonly open: boolean;
  };
  /** What the visitor chose in reply to this message. */
  readonly choice: ChatMessage["choice"];
  readonly onTurn: (turn: TurnRequest) => void;
}): JSX.Element {
  const { role, text, options, submit, optional, buttons, cards, followups, failure } = message;
  const { asks, multiple, open } = standing;
  const [picked, setPicked] = useState<readonly string[]>([]);
  const own = role === "visitor";
  const pick = (id: string): void => {
    if (submit === undefined) onTurn({ type: "choose", ids: [id] });
    else if (picked.includes(id)) setPicked(picked.filter((each) => each !== id));
    else setPicked(multiple ? [...picked, id] : [id]);
  };
  const chosen = choice?.type === "options" ? choice.ids : choice?.type === "button" ? choice.picked : [];
  const hasButtons = buttons.length > 0 || (asks && (submit !== undefined || optional === true));
  return (
    <li class={["message", role, failure && "failure", follows && "follows"].filter(Boolean).join(" ")}>
      {!follows && (
        <p class="speaker">
          {own ? "You" : bot.name}
          {role === "platform" && !failure && <span class="tag">from the definition</span>}
          <time dateTime={message.at}>{formatClock(message.at)}</time>
        </p>
      )}
      <div class="bubble">
        {failure && (
          <p class="failure-title">
            <Icon name="warning" /> Failure message
          </p>
        )}
        {own ? (
          <p class="own-words" dir="auto">
            {text}
          </p>
        ) : (
          <Markup text={text} />
        )}
        <Cards cards={cards} buttons={buttons} />
      </div>
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
        <div class="buttons" role="group" aria-label="Buttons">
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
              disabled={!open}
              onClick={() => onTurn({ type: "click", id, offer, ...(asks && picked.length > 0 && { picked }) })}
            >
              <span dir="auto">{label}</span>
            </button>
          ))}
          {asks && optional === true && (
            <button type="button" class="quiet" onClick={() => onTurn({ type: "skip" })}>
              Skip
            </button>
          )}
        </div>
      )}
      {followups.length > 0 && (
        <div class="choices" role="group" aria-label="Follow-ups">
          {followups.map(({ text: chip }, index) => (
            <button
              key={index}
              type="button"
              class={choice?.type === "followup" && choice.index === index ? "choice chosen" : "choice"}
              disabled={!open || !standing.last}
              onClick={() => onTurn({ type: "follow", index })}
            >
              <span dir="auto">{chip}</span>
            </button>
          ))}
        </div>
      )}
    </li>
  );
}
