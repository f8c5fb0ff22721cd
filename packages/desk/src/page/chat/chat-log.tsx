import type { ChatMessage } from "@ck/emulator";
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { TurnRequest } from "../../api/requests.js";
import type { BotView, ChatView } from "../../api/views.js";
import { usePage } from "../state/context.js";
import { linkMessages } from "../state/links.js";
import type { Outgoing } from "../state/outbox.js";
import { useSlice } from "../ui/use-slice.js";
import { Message } from "./message.js";
import { OutgoingMessage } from "./outgoing-message.js";

/** How close to its end a log must be to stay there, in pixels. */
const NEAR_END = 80;
/** The most messages that are on the page at once. */
const MAX_SHOWN = 60;

/** The messages of a chat. The log stays at its end, unless the reader has scrolled up; sending leads back there. */
export function ChatLog({
  chat,
  bot,
  outgoing,
  shownExchange,
  focusedMessage,
  onTurn,
  onExchange,
  onStepBack,
  onEdit,
}: {
  readonly chat: ChatView;
  readonly bot: BotView;
  readonly outgoing: readonly Outgoing[];
  readonly shownExchange: string | undefined;
  readonly focusedMessage: { readonly id: string } | undefined;
  readonly onTurn: (turn: TurnRequest) => void;
  readonly onExchange: (id: string) => void;
  readonly onStepBack: (messageId: string, again: boolean) => void;
  readonly onEdit: (item: Outgoing) => void;
}): JSX.Element {
  const { state, outbox } = usePage();
  const log = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const atEnd = useRef(true);
  const lastTop = useRef(0);
  const { messages, sending, standing } = chat;
  const slice = useSlice(messages, MAX_SHOWN, "end");
  const links = useMemo(() => linkMessages(chat, state.exchanges), [chat.id, messages, state.exchanges]);
  // Also when the window changes, or a picture loads late.
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      if (log.current && atEnd.current) log.current.scrollTop = log.current.scrollHeight;
    });
    for (const element of [log.current, list.current]) if (element) observer.observe(element);
    return () => observer.disconnect();
  }, []);
  // Whoever sends something reads on from there. Also a click, which is no item of its own in the list.
  const sent = Math.max(0, ...outbox.items.flatMap(({ chatId, key }) => (chatId === chat.id ? [key] : [])));
  const lastSent = useRef(sent);
  useLayoutEffect(() => {
    if (sent <= lastSent.current) return;
    lastSent.current = sent;
    atEnd.current = true;
    slice.reveal(messages.length - 1);
    if (log.current) log.current.scrollTop = log.current.scrollHeight;
  }, [sent]);
  useEffect(() => {
    if (focusedMessage === undefined) return;
    slice.reveal(messages.findIndex(({ id }) => id === focusedMessage.id));
    // Once the stretch with the message is there.
    requestAnimationFrame(() => {
      const message = list.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(focusedMessage.id)}"]`);
      atEnd.current = false;
      message?.scrollIntoView({ block: "center" });
      message?.focus({ preventScroll: true });
    });
  }, [focusedMessage]);

  /** The arrow keys go from message to message; Enter shows the exchange. */
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const target = event.target as HTMLElement;
    const current = target.closest<HTMLElement>("[data-id]");
    if (target !== current && target !== log.current) return;
    const link = current && links.get(current.dataset["id"] ?? "");
    if (event.key === "Enter" && link) {
      event.preventDefault();
      onExchange(link.id);
      return;
    }
    const all = [...(list.current?.querySelectorAll<HTMLElement>("[data-id]") ?? [])];
    const at = current ? all.indexOf(current) : all.length;
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key];
    const next = to === undefined ? undefined : all[to];
    if (next === undefined) return;
    event.preventDefault();
    atEnd.current = next === all.at(-1);
    next.focus();
  };

  const open = standing.phase !== "closed" && sending === undefined;
  const last = messages.findLast(({ role }) => role !== "visitor");
  const lastOwn = messages.findLast(({ role }) => role === "visitor");
  return (
    <div
      ref={log}
      class="log"
      role="log"
      aria-label="Conversation"
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        // Only scrolling up is the reader's doing; a growing log is not.
        if (scrollHeight - scrollTop - clientHeight < NEAR_END) atEnd.current = true;
        else if (scrollTop < lastTop.current) atEnd.current = false;
        lastTop.current = scrollTop;
      }}
    >
      {slice.before > 0 && (
        <button type="button" class="quiet small more" onClick={slice.showBefore}>
          {`Earlier: ${slice.before} more`}
        </button>
      )}
      <ol ref={list}>
        {slice.items.map((message, at) => {
          const index = slice.from + at;
          const link = links.get(message.id);
          return (
            <Message
              key={message.id}
              message={message}
              bot={bot}
              follows={messages[index - 1]?.role === message.role && !message.failure}
              link={link}
              linked={link !== undefined && link.id === shownExchange}
              newest={message === lastOwn}
              standing={{
                asks: open && standing.phase === "asking" && message === last,
                multiple: standing.multiple,
                last: message === last,
                open,
              }}
              choice={replyTo(messages, index)}
              onTurn={onTurn}
              onExchange={onExchange}
              onStepBack={onStepBack}
            />
          );
        })}
        {sending !== undefined && slice.after === 0 && (
          <li class="message bot typing" aria-hidden="true">
            <div class="bubble">
              <span />
              <span />
              <span />
            </div>
          </li>
        )}
        {outgoing.map((item) => (
          <OutgoingMessage
            key={item.key}
            item={item}
            onRetry={() => outbox.retry(item.key)}
            onEdit={() => onEdit(item)}
          />
        ))}
      </ol>
      {slice.after > 0 && (
        <button type="button" class="quiet small more" onClick={slice.showAfter}>
          {`Later: ${slice.after} more`}
        </button>
      )}
    </div>
  );
}

/** What the visitor chose in reply to a message of the bot. */
function replyTo(messages: readonly ChatMessage[], index: number): ChatMessage["choice"] {
  if (messages[index]?.role === "visitor") return undefined;
  return messages[index + 1]?.choice;
}
