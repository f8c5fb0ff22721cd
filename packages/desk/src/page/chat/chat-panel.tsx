import type { Fault, OpenRecord } from "@ck/emulator";
import type { Environment } from "@ck/protocol";
import type { JSX, RefObject } from "preact";
import { useState } from "preact/hooks";
import type { TurnRequest } from "../../api/requests.js";
import type { BotView, ChatView } from "../../api/views.js";
import { attempt, usePage } from "../state/context.js";
import { useKept } from "../state/kept.js";
import { ChatHeader } from "./chat-header.js";
import { ChatLog } from "./chat-log.js";
import { ChatSettings } from "./chat-settings.js";
import { Composer } from "./composer.js";
import { faultName, FAULT_TEXTS } from "./faults.js";
import { focusField } from "./focus-field.js";
import { describeRerun, RerunView, type KeptRerun } from "./rerun-view.js";

/** How much of what was said can be recalled. */
const MAX_RECALLED = 50;
/** How many results of running again are kept. */
const MAX_RERUNS = 5;

/** The chat as a visitor of the author's site sees it. */
export function ChatPanel({
  bot,
  chat,
  field,
  shownExchange,
  focusedMessage,
  onChoose,
  onOpen,
  onExchange,
}: {
  readonly bot: BotView;
  readonly chat: ChatView | undefined;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  /** The exchange that is looked at: its messages are marked. */
  readonly shownExchange: string | undefined;
  /** The message to show. A new object each time. */
  readonly focusedMessage: { readonly id: string } | undefined;
  readonly onChoose: (id: string) => void;
  readonly onOpen: (options: {
    environment?: Environment;
    clientData?: OpenRecord;
    visitor?: OpenRecord | undefined;
    fault?: Fault;
  }) => void;
  readonly onExchange: (id: string) => void;
}): JSX.Element {
  const page = usePage();
  const [settingsOpen, setSettingsOpen] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const [given, setGiven] = useState<{ readonly text: string }>();

  // By the id of the new chat.
  const [reruns, setReruns] = useKept<Readonly<Record<string, KeptRerun>>>("reruns", "tab", {});
  const rerun = chat && reruns[chat.id];

  const takeTurn = (turn: TurnRequest): void => {
    if (chat === undefined) return;
    focusField(field.current);
    setFault(undefined);
    page.outbox.send(chat.id, { ...turn, ...(fault && { fault }) });
  };
  const save = async (id: string): Promise<void> => {
    const saved = await attempt(page, () => page.client.saveChat(id));
    if (saved) page.notify(`Saved as ${saved.file}`);
  };
  const stepBack = async (messageId: string, again: boolean): Promise<void> => {
    if (chat === undefined) return;
    const result = await attempt(page, () => page.client.stepBack(chat.id, { before: messageId, again }));
    if (result === undefined) return;
    onChoose(result.id);
    const message = chat.messages.find(({ id }) => id === messageId);
    if (again) {
      const { id, sent = [], differences = [], differenceCount = 0 } = result;
      const kept = { from: chat.number, sent, differences, differenceCount };
      setReruns(Object.fromEntries(Object.entries({ ...reruns, [id]: kept }).slice(-MAX_RERUNS)));
      page.notify(`Run again: ${describeRerun(kept)}.`);
    }
    // What was said is there to be changed.
    else if (message?.choice === undefined) setGiven({ text: message?.text ?? "" });
    focusField(field.current);
  };
  const closed = chat === undefined || chat.standing.phase === "closed";
  const isNew = chat !== undefined && !closed && chat.messages.every(({ role }) => role !== "visitor");
  const outgoing = page.outbox.items.filter(({ chatId, status }) => chatId === chat?.id && status !== "sending");

  return (
    <section class="chat" aria-label="Chat">
      <ChatHeader
        chat={chat}
        chats={page.state.chats}
        settingsOpen={settingsOpen}
        onChoose={onChoose}
        onOpen={(environment) => onOpen({ environment })}
        onSettings={() => setSettingsOpen(!settingsOpen)}
      />
      {settingsOpen && (
        <ChatSettings
          key={chat?.id}
          clientData={chat?.clientData ?? {}}
          visitor={chat?.visitor}
          knowsVisitors={bot.knowsVisitors}
          closed={closed}
          onOpen={(clientData, visitor) => {
            setFault(undefined);
            onOpen({ clientData, visitor, ...(fault && { fault }) });
          }}
          onSave={() => chat && void save(chat.id)}
          onClose={() => takeTurn({ type: "close" })}
        />
      )}
      {rerun && (
        <RerunView
          key={chat.id}
          rerun={rerun}
          onClose={() => {
            setReruns(Object.fromEntries(Object.entries(reruns).filter(([id]) => id !== chat.id)));
            focusField(field.current);
          }}
        />
      )}
      {chat ? (
        <ChatLog
          key={chat.id}
          chat={chat}
          bot={bot}
          outgoing={outgoing}
          shownExchange={shownExchange}
          focusedMessage={focusedMessage}
          onTurn={takeTurn}
          onExchange={onExchange}
          onStepBack={(id, again) => void stepBack(id, again)}
          onEdit={(item) => {
            page.outbox.withdraw(item.key);
            if (item.turn.type === "say") setGiven({ text: item.turn.text });
            field.current?.focus();
          }}
        />
      ) : (
        <div class="log" />
      )}
      <p class="unseen" role="status">
        {chat?.sending !== undefined && `${bot.name} is typing`}
      </p>
      {isNew && chat.sending === undefined && (
        <Suggestions bot={bot} onSay={(words) => takeTurn({ type: "say", text: words })} />
      )}
      {fault && (
        <p class="fault-armed">
          <span>
            The next request goes with the fault <strong>{faultName(fault)}</strong>. {FAULT_TEXTS[fault][1]}
          </span>
          <button type="button" class="quiet small" onClick={() => setFault(undefined)}>
            Take it back
          </button>
        </p>
      )}
      <Composer
        field={field}
        closed={closed}
        said={saidIn(chat)}
        faults={bot.faults}
        fault={fault}
        given={given}
        onFault={setFault}
        onSay={(words) => takeTurn({ type: "say", text: words })}
      />
    </section>
  );
}

/** What the visitor typed, the latest first, each text once. */
function saidIn(chat: ChatView | undefined): readonly string[] {
  const typed = (chat?.messages ?? []).filter(({ role, choice }) => role === "visitor" && choice === undefined);
  return [...new Set(typed.map(({ text }) => text).toReversed())].slice(0, MAX_RECALLED);
}

/** What the definition says that a visitor may say, for somebody who does not know the bot. */
function Suggestions({ bot, onSay }: { readonly bot: BotView; readonly onSay: (text: string) => void }): JSX.Element {
  const sentences = bot.actions.flatMap(({ sentences: [first] }) => (first === undefined ? [] : [first])).slice(0, 4);
  return (
    <div class="suggestions" role="group" aria-label="Try to say">
      {sentences.length > 0 && <span aria-hidden="true">Try</span>}
      {sentences.map((text) => (
        <button key={text} type="button" class="quiet small" onClick={() => onSay(text)}>
          {text}
        </button>
      ))}
    </div>
  );
}
