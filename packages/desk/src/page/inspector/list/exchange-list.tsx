import { Fragment, type ComponentChildren, type JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { ExchangeRow, RemarkRow } from "../../../api/views.js";
import { Roving } from "../../ui/roving.js";
import { useSlice } from "../../ui/use-slice.js";
import { Row } from "./exchange-row.js";
import type { Found } from "./filter.js";
import { PendingRow, type Pending } from "./pending-row.js";

/** The most rows that are on the page at once. */
const MAX_SHOWN = 60;

/** The exchanges of this run, the newest first, with the remarks between them. */
export function ExchangeList({
  exchanges,
  found,
  remarks,
  pending,
  chosen,
  selection,
  severalChats,
  follows,
  end,
  onChoose,
  onSelect,
}: {
  /** Those to show, the oldest first. */
  readonly exchanges: readonly ExchangeRow[];
  readonly found: Found;
  readonly remarks: readonly RemarkRow[];
  readonly pending: readonly Pending[];
  readonly chosen: string | undefined;
  /** The ids to export. Absent while none are picked. */
  readonly selection: ReadonlySet<string> | undefined;
  readonly severalChats: boolean;
  /** An arrow key shows the exchange that it goes to. */
  readonly follows: boolean;
  /** What stands after the oldest. */
  readonly end: ComponentChildren;
  readonly onChoose: (id: string) => void;
  readonly onSelect: (id: string) => void;
}): JSX.Element {
  const root = useRef<HTMLDivElement>(null);
  const newest = useMemo(() => exchanges.toReversed(), [exchanges]);
  const slice = useSlice(newest, MAX_SHOWN, "start");
  const remarksAfter = useMemo(() => groupByNumber(remarks), [remarks]);
  useEffect(() => slice.reveal(newest.findIndex(({ id }) => id === chosen)), [chosen]);
  useEffect(
    () => root.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: "nearest" }),
    [chosen, slice.from],
  );
  const move = (control: HTMLElement): void => {
    const { id } = control.dataset;
    if (follows && selection === undefined && id !== undefined) onChoose(id);
  };
  return (
    <div ref={root} class="exchanges">
      {pending.length > 0 && (
        <ul aria-label="In flight">
          {pending.map((each) => (
            <PendingRow key={each.key} pending={each} />
          ))}
        </ul>
      )}
      {slice.before > 0 && (
        <button type="button" class="quiet more" onClick={slice.showBefore}>
          {`Newer: ${slice.before} more`}
        </button>
      )}
      <Roving
        as="ol"
        items="button.exchange-row"
        direction="vertical"
        aria-label="Exchanges, the newest first"
        onMove={move}
      >
        {slice.items.map((row) => (
          <Fragment key={row.id}>
            <Remarks remarks={remarksAfter.get(row.number)} />
            <Row
              row={row}
              found={found.get(row.id)}
              chosen={row.id === chosen}
              selected={selection?.has(row.id)}
              severalChats={severalChats}
              onChoose={onChoose}
              onSelect={onSelect}
            />
          </Fragment>
        ))}
        {slice.after === 0 && <Remarks remarks={remarksAfter.get(0)} />}
      </Roving>
      {slice.after > 0 && (
        <button type="button" class="quiet more" onClick={slice.showAfter}>
          {`Older: ${slice.after} more`}
        </button>
      )}
      {slice.after === 0 && end}
    </div>
  );
}

function Remarks({ remarks = [] }: { readonly remarks: readonly RemarkRow[] | undefined }): JSX.Element {
  return (
    <>
      {remarks.toReversed().map(({ message }, index) => (
        <li key={index} class="remark">
          {message}
        </li>
      ))}
    </>
  );
}

function groupByNumber(remarks: readonly RemarkRow[]): ReadonlyMap<number, readonly RemarkRow[]> {
  const groups = new Map<number, RemarkRow[]>();
  for (const remark of remarks) {
    const there = groups.get(remark.after);
    if (there) there.push(remark);
    else groups.set(remark.after, [remark]);
  }
  return groups;
}
