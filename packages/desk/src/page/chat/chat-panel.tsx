import type { Fault, OpenRecord } from "@ck/emulator";
import type { Environment } from "@ck/protocol";
import type { JSX, RefObject } from "preact";
import { useState } from "preact/hooks";
import type { TurnRequest } from "../../api/requests.js";
import type { BotView, ChatView } from "../../api/views.js";
import { attempt, usePage } from "../state/context.js";
import { ChatHeader } from "./chat-header.js";
import { ChatLog } from "./chat-log.js";
import { ChatSettings } from "./chat-settings.js";
import { Composer } from "./composer.js";
import { focusField } from "./focus-field.js";

/** The chat as a visitor of the author's site sees it. */
export function ChatPanel({
  bot,
  chat,
  field,
  onChoose,
  onOpen,
}: {
  readonly bot: BotView;
  readonly chat: ChatView | undefined;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly onChoose: (id: string) => void;
  readonly onOpen: (options: { environment?: Environment; clientData?: OpenRecord; fault?: Fault }) => void;
}): JSX.Element {
  const page = usePage();
  const [settingsOpen, setSettingsOpen] = useState(false);
  const [fault, setFault] = useState<Fault>();

  const takeTurn = (turn: TurnRequest): void => {
    if (chat === undefined) return;
    focusField(field.current);
    setFault(undefined);
    void attempt(page, () => page.client.takeTurn(chat.id, { ...turn, ...(fault && { fault }) }));
  };
  const save = async (id: string): Promise<void> => {
    const saved = await attempt(page, () => page.client.saveChat(id));
    if (saved) page.notify(`Saved as ${saved.file}`);
  };
  const closed = chat === undefined || chat.standing.phase === "closed";
  const isNew = chat !== undefined && !closed && chat.messages.every(({ role }) => role !== "visitor");

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
          faults={bot.faults}
          fault={fault}
          onFault={setFault}
          closed={closed}
          onOpen={(clientData) => {
            setFault(undefined);
            onOpen({ clientData, ...(fault && { fault }) });
          }}
          onSave={() => chat && void save(chat.id)}
          onClose={() => takeTurn({ type: "close" })}
        />
      )}
      {chat ? <ChatLog key={chat.id} chat={chat} bot={bot} onTurn={takeTurn} /> : <div class="log" />}
      <p class="unseen" role="status">
        {chat?.sending !== undefined && `${bot.name} is typing`}
      </p>
      {isNew && chat.sending === undefined && (
        <Suggestions bot={bot} onSay={(text) => takeTurn({ type: "say", text })} />
      )}
      {fault && (
        <p class="fault-armed">
          <span>
            The next request goes with the fault <strong>{fault.replaceAll("-", " ")}</strong>.
          </span>
          <button type="button" class="quiet small" onClick={() => setFault(undefined)}>
            Take it back
          </button>
        </p>
      )}
      <Composer field={field} closed={closed} onSay={(text) => takeTurn({ type: "say", text })} />
    </section>
  );
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
