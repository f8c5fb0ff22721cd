import type { ChatMessage } from "@ck/emulator";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { TurnRequest } from "../../api/requests.js";
import type { BotView, ExchangeRow } from "../../api/views.js";
import { formatClock } from "../ui/format.js";
import { Icon } from "../ui/icon.js";
import { Menu } from "../ui/menu.js";
import { Cards } from "./cards.js";
import { Markup } from "./markup.js";
import { Replies, type MessageStanding } from "./replies.js";

/** One message, with what can be picked and clicked. A click on it shows its exchange. */
export function Message({
  message,
  bot,
  follows,
  link,
  linked,
  newest,
  standing,
  choice,
  onTurn,
  onExchange,
  onStepBack,
}: {
  readonly message: ChatMessage;
  readonly bot: BotView;
  /** The message before has the same speaker. */
  readonly follows: boolean;
  /** The exchange that it belongs to. */
  readonly link: ExchangeRow | undefined;
  /** That exchange is the one that is looked at. */
  readonly linked: boolean;
  /** It is the last one of the visitor: what can be done with it is named. */
  readonly newest: boolean;
  readonly standing: MessageStanding;
  /** What the visitor chose in reply to this message. */
  readonly choice: ChatMessage["choice"];
  readonly onTurn: (turn: TurnRequest) => void;
  readonly onExchange: (id: string) => void;
  readonly onStepBack: (messageId: string, again: boolean) => void;
}): JSX.Element {
  const { id, role, text, buttons, cards, failure } = message;
  const own = role === "visitor";
  const [active, setActive] = useState(false);
  const show = (event: MouseEvent): void => {
    // A click on a link is for the link, and a selected text is to be copied.
    const isElsewhere = (event.target as HTMLElement).closest("a, button, summary, input") !== null;
    if (link && !isElsewhere && getSelection()?.isCollapsed !== false) onExchange(link.id);
  };
  const classes = ["message", role, failure && "failure", follows && "follows", linked && "linked", link && "has-link"];
  return (
    <li
      class={classes.filter(Boolean).join(" ")}
      data-id={id}
      tabIndex={-1}
      onFocusIn={() => setActive(true)}
      onFocusOut={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setActive(false);
      }}
    >
      {(!follows || link) && (
        <p class="speaker">
          {!follows && (
            <>
              {own ? "You" : bot.name}
              {role === "platform" && !failure && (
                <span
                  class="tag"
                  title="The text is part of the bot's setup in the ConvoKraft console. Your server did not send it."
                >
                  by ConvoKraft itself
                </span>
              )}
              <time dateTime={message.at}>{formatClock(message.at)}</time>
            </>
          )}
          {link && (
            <button
              type="button"
              class="quiet small to-exchange"
              tabIndex={active ? 0 : -1}
              aria-label={`Show exchange ${link.number}`}
              onClick={() => onExchange(link.id)}
            >
              #{link.number}
            </button>
          )}
          {own && (
            <span class={active ? "step-back active" : "step-back"}>
              <Menu
                label="Step back or run again"
                icon="undo"
                quiet
                small
                hidesLabel={!active && !newest}
                stops={active}
                items={[
                  {
                    label: "Go on from before this",
                    description: "In a new chat, as the conversation stood then. This one stays.",
                    onChoose: () => onStepBack(id, false),
                  },
                  {
                    label: "Run the rest again",
                    description: "Sends the same messages again and shows what changed.",
                    onChoose: () => onStepBack(id, true),
                  },
                ]}
              />
            </span>
          )}
        </p>
      )}
      <div class="bubble" onClick={show}>
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
        {failure && link?.problem !== undefined && (
          <p class="failure-reason">
            <strong>Why:</strong> {link.problem}
          </p>
        )}
      </div>
      <Replies message={message} standing={standing} active={active} choice={choice} onTurn={onTurn} />
    </li>
  );
}
