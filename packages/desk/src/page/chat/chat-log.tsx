import type { ChatMessage } from "@ck/emulator";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { TurnRequest } from "../../api/requests.js";
import type { BotView, ChatView } from "../../api/views.js";
import { Message } from "./message.js";

/** How close to its end a log must be to stay there, in pixels. */
const NEAR_END = 80;

/** The messages of a chat. The log stays at its end, unless the reader has scrolled up. */
export function ChatLog({
  chat,
  bot,
  onTurn,
}: {
  readonly chat: ChatView;
  readonly bot: BotView;
  readonly onTurn: (turn: TurnRequest) => void;
}): JSX.Element {
  const log = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const atEnd = useRef(true);
  const lastTop = useRef(0);
  const { messages, sending, standing } = chat;
  // Also when the window changes, or a picture loads late.
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      if (log.current && atEnd.current) log.current.scrollTop = log.current.scrollHeight;
    });
    for (const element of [log.current, list.current]) if (element) observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const open = standing.phase !== "closed" && sending === undefined;
  const last = messages.findLast(({ role }) => role !== "visitor");
  return (
    <div
      ref={log}
      class="log"
      role="log"
      aria-label="Conversation"
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        // Only scrolling up is the reader's doing; a growing log is not.
        if (scrollHeight - scrollTop - clientHeight < NEAR_END) atEnd.current = true;
        else if (scrollTop < lastTop.current) atEnd.current = false;
        lastTop.current = scrollTop;
      }}
    >
      <ol ref={list}>
        {messages.map((message, index) => (
          <Message
            key={message.id}
            message={message}
            bot={bot}
            follows={messages[index - 1]?.role === message.role && !message.failure}
            standing={{
              asks: open && standing.phase === "asking" && message === last,
              multiple: standing.multiple,
              last: message === last,
              open,
            }}
            choice={replyTo(messages, index)}
            onTurn={onTurn}
          />
        ))}
        {sending !== undefined && (
          <li class="message bot typing" aria-hidden="true">
            <div class="bubble">
              <span />
              <span />
              <span />
            </div>
          </li>
        )}
      </ol>
    </div>
  );
}

/** What the visitor chose in reply to a message of the bot. */
function replyTo(messages: readonly ChatMessage[], index: number): ChatMessage["choice"] {
  if (messages[index]?.role === "visitor") return undefined;
  return messages[index + 1]?.choice;
}
