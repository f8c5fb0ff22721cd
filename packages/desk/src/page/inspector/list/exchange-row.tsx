import type { JSX } from "preact";
import type { BodyMatch, ExchangeRow } from "../../../api/views.js";
import { formatBytes, formatClock, formatMs } from "../../ui/format.js";
import { Icon } from "../../ui/icon.js";
import { Outcome, toneOf } from "../outcome.js";

/** One exchange in the list: what it was about, and how it went. */
export function Row({
  row,
  found,
  chosen,
  selected,
  severalChats,
  onChoose,
  onSelect,
}: {
  readonly row: ExchangeRow;
  /** Where a body has a word that is searched for. Absent if the row shows all of them. */
  readonly found: BodyMatch | undefined;
  readonly chosen: boolean;
  /** Whether it is one of those to export. Absent while none are picked. */
  readonly selected: boolean | undefined;
  readonly severalChats: boolean;
  readonly onChoose: (id: string) => void;
  readonly onSelect: (id: string) => void;
}): JSX.Element {
  const { id, number, at, todo, action, about, answer, problem, remark, asks, again } = row;
  const { environment, fault, status, totalMs, receivedBytes, chat, resendOf, imported } = row;
  const tone = toneOf(row);
  return (
    <li>
      <button
        type="button"
        class={`exchange-row ${tone}`}
        data-id={id}
        {...(chosen && { "aria-current": "true" as const })}
        {...(selected !== undefined && { "aria-pressed": selected })}
        onClick={() => (selected === undefined ? onChoose(id) : onSelect(id))}
      >
        <span class="row-title">
          {selected !== undefined && (
            <span class={selected ? "tick on" : "tick"} aria-hidden="true">
              {selected && <Icon name="check" />}
            </span>
          )}
          <span class="todo">{todo}</span>
          {action !== undefined && <span class="action">{action}</span>}
          <Outcome row={row} />
        </span>
        {asks !== undefined && (
          <span class="row-asks">
            asks {again === true && "again "}for <code>{asks}</code>
          </span>
        )}
        {about !== undefined && (
          <span class="row-about" dir="auto">
            {about}
          </span>
        )}
        {answer !== undefined && (
          <span class="row-answer" dir="auto">
            {answer}
          </span>
        )}
        {tone === "bad" && problem !== undefined && <span class="row-problem">{problem}</span>}
        {tone === "fair" && remark !== undefined && <span class="row-remark">Warning: {remark}</span>}
        {found && (
          <span class="row-found">
            In the {found.side}:{" "}
            <span dir="auto">
              {found.before}
              <mark>{found.match}</mark>
              {found.after}
            </span>
          </span>
        )}
        <span class="row-facts">
          <span>#{number}</span>
          <time dateTime={at}>{formatClock(at)}</time>
          {status !== undefined && <span>{status}</span>}
          <span>{formatMs(totalMs)}</span>
          {status !== undefined && <span>{formatBytes(receivedBytes)}</span>}
          {imported === true ? (
            <span>imported</span>
          ) : resendOf === undefined ? (
            severalChats && chat !== undefined && <span>chat {chat}</span>
          ) : (
            <span>resent from #{resendOf}</span>
          )}
          {environment === "production" && <span class="production">production</span>}
          {fault !== undefined && (
            <span class="fault">fault: {fault === "re-encoded" ? fault : fault.replaceAll("-", " ")}</span>
          )}
        </span>
      </button>
    </li>
  );
}
