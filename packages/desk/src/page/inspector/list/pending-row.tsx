import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { formatMs } from "../../ui/format.js";

/** How often a running clock moves on, in ms. */
const TICK_MS = 100;

/** A request that waits for its answer. */
export interface Pending {
  readonly key: string;
  readonly todo: string;
  readonly about: string | undefined;
  /** ISO 8601, UTC. */
  readonly since: string;
}

/** The row of a request in flight, with a running clock. */
export function PendingRow({ pending: { todo, about, since } }: { readonly pending: Pending }): JSX.Element {
  return (
    <li class="exchange-row pending">
      <span class="row-title">
        <span class="todo">{todo}</span>
        <span class="outcome fair">
          in flight <Clock since={since} />
        </span>
      </span>
      {about !== undefined && (
        <span class="row-about" dir="auto">
          {about}
        </span>
      )}
    </li>
  );
}

function Clock({ since }: { readonly since: string }): JSX.Element {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(ticking);
  }, []);
  return <span class="clock">{formatMs(Math.max(0, now - Date.parse(since)))}</span>;
}
