import { Fragment, type JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ExchangeRow, RemarkRow } from "../../api/views.js";
import { formatBytes, formatClock, formatMs } from "../ui/format.js";
import { Outcome } from "./outcome.js";

/** The exchanges of this run, the newest first, with the remarks between them. */
export function ExchangeList({
  exchanges,
  remarks,
  chosen,
  onChoose,
}: {
  readonly exchanges: readonly ExchangeRow[];
  readonly remarks: readonly RemarkRow[];
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}): JSX.Element {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" }), [chosen]);
  const newest = exchanges.toReversed();
  const severalChats = exchanges.some(({ chat = 1 }) => chat > 1);
  return (
    <ol ref={list} class="exchanges" aria-label="Exchanges, the newest first">
      {newest.map((row) => (
        <Fragment key={row.id}>
          {remarks
            .filter(({ after }) => after === row.number)
            .toReversed()
            .map(({ message }) => (
              <li key={message} class="remark">
                {message}
              </li>
            ))}
          <li>
            <button
              type="button"
              class="exchange-row"
              {...(row.id === chosen && { "aria-current": "true" })}
              onClick={() => onChoose(row.id)}
            >
              <Row row={row} severalChats={severalChats} />
            </button>
          </li>
        </Fragment>
      ))}
      {remarks
        .filter(({ after }) => after === 0)
        .map(({ message }) => (
          <li key={message} class="remark">
            {message}
          </li>
        ))}
    </ol>
  );
}

function Row({ row, severalChats }: { readonly row: ExchangeRow; readonly severalChats: boolean }): JSX.Element {
  const { number, at, todo, action, about, environment, fault, status, totalMs, receivedBytes, chat, resendOf } = row;
  return (
    <>
      <span class="row-title">
        <span class="todo">{todo}</span>
        {action !== undefined && <span class="action">{action}</span>}
        <Outcome row={row} />
      </span>
      {about !== undefined && (
        <span class="row-about" dir="auto">
          {about}
        </span>
      )}
      <span class="row-facts">
        <span>#{number}</span>
        <time dateTime={at}>{formatClock(at)}</time>
        {status !== undefined && <span>{status}</span>}
        <span>{formatMs(totalMs)}</span>
        {status !== undefined && <span>{formatBytes(receivedBytes)}</span>}
        {resendOf === undefined ? severalChats && <span>chat {chat}</span> : <span>again: #{resendOf}</span>}
        {environment === "production" && <span class="production">production</span>}
        {fault !== undefined && <span class="fault">fault: {fault.replaceAll("-", " ")}</span>}
      </span>
    </>
  );
}
