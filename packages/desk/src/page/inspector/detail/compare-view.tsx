import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { ExchangeRow, ExchangeView } from "../../../api/views.js";
import { usePage } from "../../state/context.js";
import { formatClock } from "../../ui/format.js";
import { layOutJson } from "../format-json.js";
import { compareBodies, type Difference } from "./differences.js";

/** How many earlier answers can be picked. */
const MAX_EARLIER = 50;

/**
 * How an answer differs from an earlier one to a request of the same kind: from the last one, unless another is picked; of
 * a request that was sent again, from its first answer.
 */
export function CompareView({
  view: { row, exchange },
  onChoose,
}: {
  readonly view: ExchangeView;
  readonly onChoose: (id: string) => void;
}): JSX.Element | null {
  const { client, state } = usePage();
  const earlier = useMemo(() => earlierAnswers(state.exchanges, row), [state.exchanges, row]);
  const isAgain = row.resendOf !== undefined;
  const [picked, setPicked] = useState<{ readonly of: string; readonly id: string }>();
  const isPicked = picked?.of === row.id;
  const previous = isPicked
    ? earlier.find(({ id }) => id === picked.id)
    : isAgain
      ? state.exchanges.find(({ number }) => number === row.resendOf)
      : earlier[0];
  const [compared, setCompared] = useState<Compared>();
  const [toggled, setToggled] = useState<{ readonly of: string; readonly isOpen: boolean }>();
  const id = previous?.id;
  useEffect(() => {
    let gone = false;
    if (previous !== undefined && exchange.response)
      client.exchange(previous.id).then(
        (before) => {
          if (gone) return;
          const [was, is] = [bodyOf(before), bodyOf({ exchange })];
          setCompared({ id: exchange.id, previous, was, is, found: compareBodies(was, is) });
        },
        // It is no longer kept: there is nothing to compare with.
        () => undefined,
      );
    return () => {
      gone = true;
    };
  }, [client, id, exchange]);
  if (previous === undefined || compared?.id !== exchange.id) return null;
  // The one before stays until the picked one is there.
  const { found, previous: before } = compared;
  return (
    <details
      class="fold differences"
      open={toggled?.of === row.id ? toggled.isOpen : isAgain && found.length > 0}
      onToggle={(event) => setToggled({ of: row.id, isOpen: event.currentTarget.open })}
    >
      <summary>
        {found.length === 0 && "The same answer as before"}
        {found.length > 0 && `${found.length} ${found.length === 1 ? "difference" : "differences"}`}{" "}
        <span class="hint">
          {found.length > 0 && "from "}#{before.number}
        </span>
      </summary>
      <p class="compare-with">
        <label>
          Compare with{" "}
          <select value={id} onChange={(event) => setPicked({ of: row.id, id: event.currentTarget.value })}>
            {earlier.map((each) => (
              <option key={each.id} value={each.id}>
                {labelOf(each)}
              </option>
            ))}
          </select>
        </label>
        <button type="button" class="quiet small" onClick={() => onChoose(before.id)}>
          Show #{before.number}
        </button>
      </p>
      <ul>
        {found.map(({ path, was, is }) => (
          <li key={path}>
            <code class="path">{path === "" ? "body" : path}</code>
            {was !== undefined && <del>{was}</del>}
            {is !== undefined && <ins>{is}</ins>}
          </li>
        ))}
      </ul>
      {(isAgain || isPicked) && (
        <div class="sides">
          <Answer label={`Before: #${before.number}`} text={compared.was} />
          <Answer label={`Now: #${row.number}`} text={compared.is} />
        </div>
      )}
    </details>
  );
}

interface Compared {
  readonly id: string;
  readonly previous: ExchangeRow;
  readonly was: string;
  readonly is: string;
  readonly found: readonly Difference[];
}

/** One of two answers that stand side by side. */
function Answer({ label, text }: { readonly label: string; readonly text: string }): JSX.Element {
  const laidOut = useMemo(() => layOutJson(text), [text]);
  return (
    <section class="part" aria-label={label}>
      <h4>{label}</h4>
      <pre class="code" tabIndex={0} role="region" aria-label={label}>
        {laidOut}
      </pre>
    </section>
  );
}

/** The answers before to a request with the same todo, action and param or button, and to the one that was sent again; the latest first. */
export function earlierAnswers(rows: readonly ExchangeRow[], row: ExchangeRow): readonly ExchangeRow[] {
  return rows
    .filter(
      (each) =>
        each.number < row.number &&
        (each.number === row.resendOf || (each.status !== undefined && kindOf(each) === kindOf(row))),
    )
    .toReversed()
    .filter(({ number }, index) => index < MAX_EARLIER || number === row.resendOf);
}

function labelOf({ number, at, about, status }: ExchangeRow): string {
  return [`#${number}`, formatClock(at), about, status === 200 ? undefined : status].filter(Boolean).join(", ");
}

function kindOf({ todo, action, about = "" }: ExchangeRow): string {
  // What the visitor said does not belong to the kind.
  const named = /^[^“]*/.exec(about)?.[0] ?? "";
  return [todo, action, named].join("\n");
}

function bodyOf({ exchange: { response } }: Pick<ExchangeView, "exchange">): string {
  return response?.body.content ?? "";
}
