import type { JSX } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import type { BotView, ChatView, ExchangeRow } from "../../api/views.js";
import { wordsOf } from "../../find/words.js";
import { attempt, usePage } from "../state/context.js";
import { useKept } from "../state/kept.js";
import { Icon } from "../ui/icon.js";
import { Menu } from "../ui/menu.js";
import { ExchangeDetail } from "./detail/exchange-detail.js";
import { exportExchanges, readExported } from "./exported.js";
import { ExchangeList } from "./list/exchange-list.js";
import { FilterBar } from "./list/filter-bar.js";
import { filterRows, NO_FILTER, readFilter, type Filter } from "./list/filter.js";
import type { Pending } from "./list/pending-row.js";
import { useFound } from "./list/use-found.js";

/** The list of exchanges, and the one that is looked at. Where there is no room for both: one or the other. */
export function Inspector({
  bot,
  chosen,
  narrow,
  onChoose,
  onShowMessage,
}: {
  readonly bot: BotView;
  readonly chosen: string | undefined;
  readonly narrow: boolean;
  readonly onChoose: (id: string | undefined) => void;
  /** Shows the message that an exchange belongs to. */
  readonly onShowMessage: (chatId: string, messageId: string) => void;
}): JSX.Element {
  const page = usePage();
  const { exchanges, remarks, chats, cleared } = page.state;
  const finder = useRef<HTMLDivElement>(null);
  const [kept, setFilter] = useKept<Filter>("filter", "tab", NO_FILTER);
  const filter = readFilter(kept);
  const [filterOpen, setFilterOpen] = useState(false);
  const [selection, setSelection] = useState<ReadonlySet<string>>();
  const { found, isDone } = useFound(page.client, filter.text, exchanges);
  const rows = useMemo(() => filterRows(exchanges, filter, found), [exchanges, kept, found]);
  const words = useMemo(() => wordsOf(filter.text), [filter.text]);
  const pending = [...chats.flatMap(pendingOf), ...page.resending];

  const clear = async (): Promise<void> => {
    const done = await attempt(page, () => page.client.clearExchanges());
    // The one that is looked at goes with its row: another one would be asked for while it is being cleared.
    if (done !== undefined && exchanges.length > 0)
      page.notify(`${countOf(exchanges.length)} cleared. Undo is at the end of the list.`);
  };
  const restore = async (): Promise<void> => {
    const restored = await attempt(page, () => page.client.restoreExchanges());
    if (restored === undefined) return;
    const { count } = restored;
    page.notify(count === 0 ? "All of them are in the list already." : `${countOf(count)} back in the list.`);
    // The button goes away.
    finder.current?.querySelector<HTMLElement>(".clear")?.focus();
  };
  const importFile = async (file: File): Promise<void> => {
    const read = await attempt(page, async () => readExported(await file.text()));
    if (read === undefined) return;
    const added = await attempt(page, () => page.client.importExchanges(read));
    if (added) page.notify(`${added.count} imported.`);
  };
  const exportRows = async (wanted: readonly ExchangeRow[]): Promise<void> => {
    const ids = wanted.map(({ id }) => id);
    const done = await attempt(page, () => exportExchanges(page.client, ids));
    if (done === undefined) return;
    page.notify(`${countOf(ids.length)} exported.`);
    setSelection(undefined);
  };
  const select = (id: string): void => {
    const next = new Set(selection);
    if (!next.delete(id)) next.add(id);
    setSelection(next);
  };

  const isEmpty = exchanges.length === 0 && pending.length === 0;
  const undo = cleared > 0 && (
    <p class="cleared">
      {countOf(cleared)} cleared{" "}
      <button type="button" class="small" onClick={() => void restore()}>
        <Icon name="undo" /> Undo<span class="unseen"> clearing the list</span>
      </button>
    </p>
  );
  const list = (
    <div ref={finder} class={words.length > 0 ? "finder finding" : "finder"}>
      <div class="finder-tools">
        <FilterBar
          rows={exchanges}
          shown={rows.length}
          isDone={isDone}
          filter={filter}
          open={filterOpen}
          onFilter={setFilter}
          onOpen={setFilterOpen}
          onClear={() => void clear()}
        />
        {selection === undefined ? (
          <Menu
            label="Export and import"
            icon="more"
            quiet
            small
            hidesLabel
            items={[
              { label: "Pick exchanges to export", onChoose: () => setSelection(new Set()) },
              ...(rows.length > 0
                ? [{ label: "Export all that are listed", onChoose: () => void exportRows(rows) }]
                : []),
              { label: "Import a file", onChoose: () => pickFile((file) => void importFile(file)) },
            ]}
          />
        ) : (
          <p class="picking">
            <span role="status">{`${selection.size} picked`}</span>
            <button
              type="button"
              class="primary small"
              disabled={selection.size === 0}
              onClick={() => void exportRows(exchanges.filter(({ id }) => selection.has(id)))}
            >
              Export
            </button>
            <button type="button" class="quiet small" onClick={() => setSelection(undefined)}>
              Cancel
            </button>
          </p>
        )}
      </div>
      {isEmpty ? (
        <div class="empty">
          <p>The list is empty. Say something in the chat, and its requests appear here.</p>
          {undo}
        </div>
      ) : (
        <>
          {rows.length === 0 && isDone && exchanges.length > 0 && <p class="empty">No exchange meets this filter.</p>}
          <ExchangeList
            exchanges={rows}
            found={found}
            remarks={rows === exchanges ? remarks : []}
            pending={pending}
            chosen={chosen}
            selection={selection}
            severalChats={chats.length > 1}
            follows={!narrow}
            end={undo}
            onChoose={onChoose}
            onSelect={select}
          />
        </>
      )}
    </div>
  );
  if (narrow && chosen === undefined) return list;
  return (
    <div class="inspector">
      {narrow ? (
        <button type="button" class="quiet back" onClick={() => onChoose(undefined)}>
          <Icon name="back" /> All exchanges
        </button>
      ) : (
        list
      )}
      {chosen !== undefined && (
        <ExchangeDetail id={chosen} words={words} bot={bot} onChoose={onChoose} onShowMessage={onShowMessage} />
      )}
    </div>
  );
}

function countOf(count: number): string {
  return count === 1 ? "1 exchange" : `${count} exchanges`;
}

function pendingOf({ id, messages, sending, sendingSince }: ChatView): readonly Pending[] {
  if (sending === undefined) return [];
  const said = messages.at(-1);
  const about = said?.role === "visitor" ? `“${said.text}”` : undefined;
  return [{ key: id, todo: sending, about, since: sendingSince ?? new Date().toISOString() }];
}

function pickFile(take: (file: File) => void): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = "application/json,.json";
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file) take(file);
  });
  input.click();
}
