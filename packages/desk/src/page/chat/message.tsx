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
    readonly followups: readonly string[];
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
          {buttons.map(({ id, label }) => (
            <button key={id} type="button" disabled={!standing.open} onClick={() => onTurn({ type: "click", id })}>
              {label}
            </button>
          ))}
        </div>
      )}
      {followups.length > 0 && (
        <div class="choices" role="group" aria-label="What can be asked next">
          {followups.map((name) => (
            <button
              key={name}
              type="button"
              class="choice"
              disabled={!standing.open || !standing.followups.includes(name)}
              onClick={() => onTurn({ type: "choose", ids: [name] })}
            >
              {sentenceOf(bot, name)}
            </button>
          ))}
        </div>
      )}
    </li>
  );
}

function sentenceOf({ actions }: BotView, namespace: string): string {
  return actions.find((action) => action.namespace === namespace)?.sentences[0] ?? namespace;
}
