import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ExchangeRow, ExchangeView } from "../../../api/views.js";
import { usePage } from "../../state/context.js";
import { layOutJson } from "../format-json.js";
import { compareBodies, type Difference } from "./differences.js";

/** How an answer differs from the one before to a request of the same kind; of a request that was sent again, from its first answer. */
export function CompareView({
  view: { row, exchange },
  onChoose,
}: {
  readonly view: ExchangeView;
  readonly onChoose: (id: string) => void;
}): JSX.Element | null {
  const { client, state } = usePage();
  const isAgain = row.resendOf !== undefined;
  const previous = isAgain
    ? state.exchanges.find(({ number }) => number === row.resendOf)
    : previousOfKind(state.exchanges, row);
  const [compared, setCompared] = useState<Compared>();
  const id = previous?.id;
  useEffect(() => {
    let gone = false;
    if (id !== undefined && exchange.response)
      client.exchange(id).then(
        (before) => {
          if (gone) return;
          const [was, is] = [bodyOf(before), bodyOf({ exchange })];
          setCompared({ id: exchange.id, was, is, found: compareBodies(was, is) });
        },
        // It is no longer kept: there is nothing to compare with.
        () => undefined,
      );
    return () => {
      gone = true;
    };
  }, [client, id, exchange]);
  if (previous === undefined || compared?.id !== exchange.id) return null;
  const { found } = compared;
  const to = (
    <button type="button" class="quiet small inline" onClick={() => onChoose(previous.id)}>
      #{previous.number}
    </button>
  );
  if (found.length === 0) return <p class="hint">The same answer as before: {to}</p>;
  return (
    <details class="fold differences" open={isAgain}>
      <summary>
        {found.length} {found.length === 1 ? "difference" : "differences"}{" "}
        <span class="hint">from #{previous.number}</span>
      </summary>
      <ul>
        {found.map(({ path, was, is }) => (
          <li key={path}>
            <code class="path">{path === "" ? "body" : path}</code>
            {was !== undefined && <del>{was}</del>}
            {is !== undefined && <ins>{is}</ins>}
          </li>
        ))}
      </ul>
      {isAgain && (
        <div class="sides">
          <Answer label={`Before: #${previous.number}`} text={compared.was} />
          <Answer label={`Now: #${row.number}`} text={compared.is} />
        </div>
      )}
      <p>Compared with {to}</p>
    </details>
  );
}

interface Compared {
  readonly id: string;
  readonly was: string;
  readonly is: string;
  readonly found: readonly Difference[];
}

/** One of two answers that stand side by side. */
function Answer({ label, text }: { readonly label: string; readonly text: string }): JSX.Element {
  return (
    <section class="part" aria-label={label}>
      <h4>{label}</h4>
      <pre class="code" tabIndex={0} role="region" aria-label={label}>
        {layOutJson(text)}
      </pre>
    </section>
  );
}

/** The last exchange before with the same todo, action and param or button. */
export function previousOfKind(rows: readonly ExchangeRow[], row: ExchangeRow): ExchangeRow | undefined {
  return rows.findLast((each) => each.number < row.number && each.status !== undefined && kindOf(each) === kindOf(row));
}

function kindOf({ todo, action, about = "" }: ExchangeRow): string {
  // What the visitor said does not belong to the kind.
  const named = /^[^“]*/.exec(about)?.[0] ?? "";
  return [todo, action, named].join("\n");
}

function bodyOf({ exchange: { response } }: Pick<ExchangeView, "exchange">): string {
  return response?.body.content ?? "";
}
