import type { HeaderLines } from "@ck/emulator";
import type { JSX } from "preact";

/** Header lines as they stood on the wire. */
export function HeadersView({
  headers,
  label,
}: {
  readonly headers: HeaderLines;
  readonly label: string;
}): JSX.Element {
  return (
    <table class="headers">
      <caption class="unseen">{label}</caption>
      <tbody>
        {headers.map(([name, value], index) => (
          <tr key={index}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
