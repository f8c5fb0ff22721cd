import type { ResendRequest } from "../../../api/requests.js";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { BotView, ExchangeView } from "../../../api/views.js";
import { messageOf } from "../../state/links.js";
import { ApiError } from "../../state/client.js";
import { attempt, usePage } from "../../state/context.js";
import { formatBytes, formatClock, formatMs } from "../../ui/format.js";
import { Icon } from "../../ui/icon.js";
import { BodyView } from "./body-view.js";
import { CompareView } from "./compare-view.js";
import { ExchangeActions } from "./exchange-actions.js";
import { HeadersView } from "./headers-view.js";
import { Meter } from "./meter.js";
import { ResendModal } from "./resend-modal.js";
import { SignatureView } from "./signature-view.js";
import { Verdict } from "./verdict.js";

/** All that is known of one exchange. */
export function ExchangeDetail({
  id,
  words,
  bot,
  onChoose,
  onShowMessage,
}: {
  readonly id: string;
  /** What is searched for in the list. */
  readonly words: readonly string[];
  readonly bot: BotView;
  readonly onChoose: (id: string) => void;
  readonly onShowMessage: (chatId: string, messageId: string) => void;
}): JSX.Element | null {
  const page = usePage();
  const [view, setView] = useState<ExchangeView>();
  const [editing, setEditing] = useState(false);
  useEffect(() => {
    let gone = false;
    void attempt(page, () => unlessGone(page.client.exchange(id))).then((found) => {
      if (!gone) setView(found);
    });
    return () => {
      gone = true;
    };
  }, [id, page.client]);
  // Each body scrolls to the first word that was searched for, and the whole to the first body that has one.
  const root = useRef<HTMLElement>(null);
  useEffect(() => {
    const bodies = [...(root.current?.querySelectorAll(".body pre") ?? [])];
    for (const body of bodies.toReversed()) body.querySelector("mark")?.scrollIntoView({ block: "nearest" });
  }, [view, words]);

  // The one before stays until the next is there, so that nothing flickers. What is done is done to the one that is seen.
  if (view === undefined) return null;
  const { exchange, row, signature } = view;
  const { request, response, timings, bytes, verdict } = exchange;
  const chat = page.state.chats.find((each) => each.id === row.chatId);
  const messageId = chat && messageOf(chat, row);

  const resend = async (changes: ResendRequest): Promise<boolean> => {
    const sent = await attempt(page, () => page.resend(row, changes));
    if (sent) onChoose(sent.id);
    return sent !== undefined;
  };
  const save = async (): Promise<void> => {
    const saved = await attempt(page, () => page.client.saveExchange(exchange.id));
    if (saved) page.notify(`Saved as ${saved.file}`);
  };
  const { outcome } = verdict;
  return (
    <article ref={root} class="detail" aria-label={`Exchange ${row.number}`}>
      <header class="detail-header">
        <div>
          <h2>
            <span class="todo">{row.todo}</span> <span class="action">{row.action}</span>
          </h2>
          <p class="row-facts">
            <span>#{row.number}</span>
            <time dateTime={row.at}>{formatClock(row.at)}</time>
            <span>{row.environment}</span>
            <span class="url">POST {request.url}</span>
            {row.requestId !== undefined && (
              <span class="url">
                Request id <code>{row.requestId}</code>
              </span>
            )}
          </p>
        </div>
        {chat && messageId !== undefined && (
          <button type="button" class="quiet small" onClick={() => onShowMessage(chat.id, messageId)}>
            <Icon name="link" /> Show in the chat
          </button>
        )}
        <ExchangeActions
          view={view}
          secured={bot.webhook.secured}
          onResend={(changes) => void resend(changes)}
          onEdit={() => setEditing(true)}
          onSave={() => void save()}
        />
      </header>
      <Verdict view={view} />
      <div class="meters">
        <Meter
          label="Time"
          value={timings.totalMs}
          limit={bot.limits.timeoutMs}
          message={formatMs(timings.totalMs)}
          limitWords={formatMs(bot.limits.timeoutMs)}
        />
        <Meter
          label="Size"
          value={bytes.received}
          limit={bot.limits.maxBytes}
          message={formatBytes(bytes.received)}
          limitWords={formatBytes(bot.limits.maxBytes)}
        />
      </div>
      <div class="sides">
        <section class="part" aria-label="Request">
          <h3>Request</h3>
          <SignatureView view={view} />
          <HeadersView
            headers={request.headers}
            label="the request"
            open={signature.result !== "valid" && signature.result !== "unsigned"}
          />
          <BodyView body={request.body} words={words} bytes={bytes.sent} exchangeId={exchange.id} side="request" />
        </section>
        <section class="part" aria-label="Response">
          <h3>
            Response {response && <span class="status">{response.status}</span>}
            {response?.complete === false && <span class="outcome bad">cut off</span>}
          </h3>
          {response ? (
            <>
              <CompareView view={view} onChoose={onChoose} />
              <HeadersView
                headers={response.headers}
                label="the response"
                open={outcome === "bad-status" || outcome === "bad-json"}
              />
              <BodyView
                body={response.body}
                words={words}
                bytes={bytes.received}
                exchangeId={exchange.id}
                side="response"
              />
            </>
          ) : (
            <p class="hint">There was none.</p>
          )}
        </section>
      </div>
      {editing && (
        <ResendModal
          view={view}
          secured={bot.webhook.secured}
          onClose={() => setEditing(false)}
          onSend={async (changes) => {
            const isSent = await resend(changes);
            if (isSent) setEditing(false);
            return isSent;
          }}
        />
      )}
    </article>
  );
}

/** One that was cleared while it was asked for is no failure: its row goes away too. */
async function unlessGone(view: Promise<ExchangeView>): Promise<ExchangeView | undefined> {
  try {
    return await view;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}
