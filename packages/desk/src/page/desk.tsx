import type { JSX } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { OpenChatRequest } from "../api/requests.js";
import type { BotView, ChatView } from "../api/views.js";
import { BotPanel } from "./bot/bot-panel.js";
import { ChatPanel } from "./chat/chat-panel.js";
import { focusField } from "./chat/focus-field.js";
import { Inspector } from "./inspector/inspector.js";
import { JobsPanel } from "./jobs/jobs-panel.js";
import { NoToken } from "./no-token.js";
import type { Client } from "./state/client.js";
import { attempt, PageContext, type Page } from "./state/context.js";
import { ServerBanner } from "./server-banner.js";
import { useKept } from "./state/kept.js";
import { useOutbox } from "./state/outbox.js";
import { useDesk } from "./state/use-desk.js";
import { useResend } from "./state/use-resend.js";
import { ShortcutsModal, useShortcuts } from "./ui/shortcuts.js";
import { TabList, TabPanel, type Tab } from "./ui/tabs.js";
import { useToasts } from "./ui/toasts.js";
import { TopBar } from "./ui/top-bar.js";
import { useMedia } from "./ui/use-media.js";

type TabName = "chat" | "exchanges" | "jobs" | "bot";

/** The whole desk: chat beside inspector, or tabs where there is no room. */
export function Desk({ client }: { readonly client: Client }): JSX.Element {
  const state = useDesk(client);
  const { notify, toasts } = useToasts();
  const [helping, setHelping] = useState(false);
  const refuse = useCallback((message: string) => notify(message, "failed"), [notify]);
  const outbox = useOutbox(client, state.chats, refuse);
  const page: Page = { client, state, notify, outbox, ...useResend(client) };
  return (
    <PageContext.Provider value={page}>
      {state.connection === "refused" ? (
        <NoToken />
      ) : (
        <>
          <TopBar state={state} onHelp={() => setHelping(true)} />
          {state.server && <ServerBanner server={state.server} />}
          {state.bot ? <Panels page={page} bot={state.bot} onHelp={() => setHelping(true)} /> : <main />}
        </>
      )}
      {helping && <ShortcutsModal onClose={() => setHelping(false)} />}
      {toasts}
    </PageContext.Provider>
  );
}

function Panels({
  page,
  bot,
  onHelp,
}: {
  readonly page: Page;
  readonly bot: BotView;
  readonly onHelp: () => void;
}): JSX.Element {
  const { chats, exchanges } = page.state;
  const wide = useMedia("(min-width: 56rem)");
  const field = useRef<HTMLTextAreaElement>(null);
  const [tab, setTab] = useKept<TabName>("tab", "tab", wide ? "exchanges" : "chat");
  const [chatId, setChatId] = useKept<string | undefined>("chat", "tab", undefined);
  const [exchangeId, setExchangeId] = useKept<string | undefined>("exchange", "tab", undefined);
  const [focusedMessage, setFocusedMessage] = useState<{ readonly id: string }>();

  const chat = chats.find(({ id }) => id === chatId) ?? chats.findLast(isOpen) ?? chats.at(-1);
  const openChat = async (options: OpenChatRequest, isAskedFor = true): Promise<void> => {
    const { environment = "development", clientData = {}, visitor } = chat ?? { visitor: bot.visitor };
    const whom = visitor !== undefined && bot.knowsVisitors ? { visitor } : {};
    const opened = await attempt(page, () => page.client.openChat({ environment, clientData, ...whom, ...options }));
    if (opened) setChatId(opened.id);
    // Whoever has begun something else meanwhile goes on with it.
    if (isAskedFor || document.activeElement === document.body) focusField(field.current);
  };
  useEffect(() => {
    document.title = `${bot.name}, ck desk`;
  }, [bot.name]);
  // Whoever opens the page opens the chat window.
  const arrived = useRef(false);
  useEffect(() => {
    if (!arrived.current && !chats.some(isOpen)) void openChat({}, false);
    arrived.current = true;
  }, []);

  const isThere = (tab !== "chat" || !wide) && (tab !== "jobs" || bot.hasJobs);
  const shown = isThere ? tab : wide ? "exchanges" : "chat";
  const newest = exchanges.at(-1)?.id;
  // Where both are seen, the newest is looked at until one is chosen; and again once that was the newest.
  const known = exchanges.some(({ id }) => id === exchangeId) ? exchangeId : undefined;
  const chosen = known ?? (wide ? newest : undefined);
  useEffect(() => {
    if (wide && exchangeId === newest) setExchangeId(undefined);
  }, [wide, exchangeId, newest]);
  const chooseExchange = (id: string | undefined): void => {
    setExchangeId(id);
    if (id !== undefined) setTab("exchanges");
  };
  const showMessage = (inChat: string, messageId: string): void => {
    setChatId(inChat);
    if (!wide) setTab("chat");
    setFocusedMessage({ id: messageId });
  };
  const step = (by: 1 | -1): void => {
    const at = exchanges.findIndex(({ id }) => id === chosen);
    const next = exchanges[at === -1 ? exchanges.length - 1 : at + by];
    if (next) chooseExchange(next.id);
  };
  useShortcuts({
    KeyM: () => {
      if (!wide) setTab("chat");
      setTimeout(() => field.current?.focus());
    },
    KeyN: () => void openChat({}),
    KeyX: () => setTab("exchanges"),
    KeyB: () => setTab("bot"),
    ArrowUp: () => step(1),
    ArrowDown: () => step(-1),
    KeyK: onHelp,
  });

  const chatPanel = (
    <ChatPanel
      bot={bot}
      chat={chat}
      field={field}
      shownExchange={known}
      focusedMessage={focusedMessage}
      onChoose={setChatId}
      onOpen={(options) => void openChat(options)}
      onExchange={chooseExchange}
    />
  );
  const tabs: Tab<TabName>[] = [
    ...(wide ? [] : [{ name: "chat" as const, label: "Chat" }]),
    { name: "exchanges", label: "Exchanges", count: exchanges.length },
    ...(bot.hasJobs ? [{ name: "jobs" as const, label: "Jobs" }] : []),
    { name: "bot", label: "Bot" },
  ];
  return (
    <main class={wide ? "wide" : "narrow"}>
      {wide && chatPanel}
      <div class="side">
        <TabList label="What to look at" tabs={tabs} chosen={shown} onChoose={setTab} />
        <TabPanel name={shown}>
          {shown === "chat" && chatPanel}
          {shown === "exchanges" && (
            <Inspector bot={bot} chosen={chosen} narrow={!wide} onChoose={chooseExchange} onShowMessage={showMessage} />
          )}
          {shown === "jobs" && <JobsPanel />}
          {shown === "bot" && <BotPanel bot={bot} />}
        </TabPanel>
      </div>
    </main>
  );
}

function isOpen({ standing }: ChatView): boolean {
  return standing.phase !== "closed";
}
