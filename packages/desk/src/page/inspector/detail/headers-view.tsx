import type { HeaderLines } from "@ck/emulator";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

/** Header lines as they stood on the wire, folded to a line unless something is wrong. */
export function HeadersView({
  headers,
  label,
  open,
}: {
  readonly headers: HeaderLines;
  readonly label: string;
  /** Something is wrong, and the headers may say what. */
  readonly open: boolean;
}): JSX.Element {
  const [shown, setShown] = useState(open);
  useEffect(() => setShown(open), [headers, open]);
  const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1];
  return (
    <details class="fold" open={shown} onToggle={(event) => setShown(event.currentTarget.open)}>
      <summary>
        {headers.length} headers<span class="unseen"> of {label}</span>
        {type !== undefined && <span class="hint">{type}</span>}
      </summary>
      <table class="headers">
        <caption class="unseen">Headers of {label}</caption>
        <tbody>
          {headers.map(([name, value], index) => (
            <tr key={index}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
