import type { ChatMessage } from "@ck/emulator";
import type { JSX } from "preact";
import type { BotView } from "../../api/views.js";
import type { TurnRequest } from "../../api/requests.js";
import { formatClock } from "../ui/format.js";
import { Icon } from "../ui/icon.js";
import { Cards } from "./cards.js";
import { Markup } from "./markup.js";
import { Options } from "./options.js";

/** One message, with what can be chosen and clicked. */
export function Message({
  message,
  bot,
  follows,
  standing,
  onTurn,
}: {
  readonly message: ChatMessage;
  readonly bot: BotView;
  /** The message before is of the same speaker. */
  readonly follows: boolean;
  readonly standing: {
    /** It is the question that waits for a reply. */
    readonly asks: boolean;
    readonly multiple: boolean;
    /** It is the last one of the bot. */
    readonly last: boolean;
    /** Buttons can be clicked. */
    readonly open: boolean;
  };
  readonly onTurn: (turn: TurnRequest) => void;
}): JSX.Element {
  const { role, text, options, buttons, cards, followups, failure } = message;
  const own = role === "visitor";
  return (
    <li class={["message", role, failure && "failure", follows && "follows"].filter(Boolean).join(" ")}>
      {!follows && (
        <p class="speaker">
          {own ? "You" : bot.name}
          {role === "platform" && !failure && <span class="tag">in the platform's words</span>}
          <time dateTime={message.at}>{formatClock(message.at)}</time>
        </p>
      )}
      <div class="bubble">
        {failure && (
          <p class="failure-title">
            <Icon name="warning" /> Failure message
          </p>
        )}
        {own ? <p class="own-words">{text}</p> : <Markup text={text} />}
        <Cards cards={cards} buttons={buttons} />
      </div>
      {options.length > 0 && (
        <Options
          options={options}
          active={standing.asks}
          multiple={standing.multiple}
          onChoose={(ids) => onTurn({ type: "choose", ids })}
        />
      )}
      {buttons.length > 0 && (
        <div class="buttons" role="group" aria-label="Buttons">
          {buttons.map(({ id, offer, label }) => (
            <button
              key={offer}
              type="button"
              disabled={!standing.open}
              onClick={() => onTurn({ type: "click", id, offer })}
            >
              {label}
            </button>
          ))}
        </div>
      )}
      {followups.length > 0 && (
        <div class="choices" role="group" aria-label="What can be asked next">
          {followups.map(({ text: chip }, index) => (
            <button
              key={index}
              type="button"
              class="choice"
              disabled={!standing.open || !standing.last}
              onClick={() => onTurn({ type: "follow", index })}
            >
              {chip}
            </button>
          ))}
        </div>
      )}
    </li>
  );
}
