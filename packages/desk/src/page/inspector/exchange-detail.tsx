import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { BotView, ExchangeView } from "../../api/views.js";
import { attempt, usePage } from "../state/context.js";
import { formatBytes, formatClock, formatMs } from "../ui/format.js";
import { Icon } from "../ui/icon.js";
import { BodyView } from "./body-view.js";
import { HeadersView } from "./headers-view.js";
import { Meter } from "./meter.js";
import { ResendModal } from "./resend-modal.js";
import { SignatureView } from "./signature-view.js";
import { Verdict } from "./verdict.js";

/** All that is known of one exchange. */
export function ExchangeDetail({
  id,
  bot,
  onChoose,
}: {
  readonly id: string;
  readonly bot: BotView;
  readonly onChoose: (id: string) => void;
}): JSX.Element | null {
  const page = usePage();
  const [view, setView] = useState<ExchangeView>();
  const [editing, setEditing] = useState(false);
  useEffect(() => {
    let gone = false;
    void attempt(page, () => page.client.exchange(id)).then((found) => {
      if (!gone) setView(found);
    });
    return () => {
      gone = true;
    };
  }, [id, page.client]);

  // The one before stays until the next is there, so that nothing flickers. What is done is done to the one that is seen.
  if (view === undefined) return null;
  const { exchange, row } = view;
  const { request, response, timings, bytes } = exchange;

  const resend = async (changes: { body?: string; sign?: boolean }): Promise<void> => {
    const sent = await attempt(page, () => page.client.resend(exchange.id, changes));
    if (sent) onChoose(sent.id);
  };
  const save = async (): Promise<void> => {
    const saved = await attempt(page, () => page.client.saveExchange(exchange.id));
    if (saved) page.notify(`Saved as ${saved.file}`);
  };
  return (
    <article class="detail" aria-label={`Exchange ${row.number}`}>
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
          </p>
        </div>
        <div class="detail-actions">
          <button type="button" onClick={() => void resend({})}>
            <Icon name="again" /> Resend
          </button>
          <button type="button" onClick={() => setEditing(true)}>
            <Icon name="edit" /> Edit and resend
          </button>
          <button type="button" onClick={() => void save()}>
            <Icon name="save" /> Save
          </button>
        </div>
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
      <SignatureView view={view} />
      <section class="part" aria-label="Request">
        <h3>Request</h3>
        <HeadersView headers={request.headers} label="Headers of the request" />
        <BodyView body={request.body} bytes={bytes.sent} exchangeId={exchange.id} side="request" />
      </section>
      <section class="part" aria-label="Response">
        <h3>
          Response {response && <span class="status">{response.status}</span>}
          {response?.complete === false && <span class="outcome bad">cut off</span>}
        </h3>
        {response ? (
          <>
            <HeadersView headers={response.headers} label="Headers of the response" />
            <BodyView body={response.body} bytes={bytes.received} exchangeId={exchange.id} side="response" />
          </>
        ) : (
          <p class="hint">There was none.</p>
        )}
      </section>
      {editing && (
        <ResendModal
          view={view}
          secured={bot.webhook.secured}
          onClose={() => setEditing(false)}
          onSend={(body, sign) => {
            setEditing(false);
            void resend({ body, sign });
          }}
        />
      )}
    </article>
  );
}
