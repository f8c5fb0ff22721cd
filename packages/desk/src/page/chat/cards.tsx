import type { Card } from "@ck/protocol";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { layOutJson } from "../inspector/format-json.js";
import { Markup } from "./markup.js";

type Fields = Readonly<Record<string, unknown>>;

/** The cards of a message. Button cards appear as buttons, if they name one. */
export function Cards({
  cards,
  buttons,
}: {
  readonly cards: readonly Card[];
  readonly buttons: readonly { readonly id: string }[];
}): JSX.Element {
  const shown = cards.filter((card) => !(card.type === "button" && buttons.some(({ id }) => id === idOf(card))));
  return (
    <>
      {shown.map((card, index) => (
        <OneCard key={index} card={{ ...card }} />
      ))}
    </>
  );
}

/** Draws a documented card (docs/contract.md §2, grade S); any other, or one with wrong keys, as its JSON. */
function OneCard({ card }: { readonly card: Fields }): JSX.Element {
  const { type, content, name, format, heading, columns, rows, info } = card;
  if (type === "note" && typeof content === "string")
    return (
      <div class="card note" role="note">
        <Markup text={content} />
      </div>
    );
  if (type === "title" && typeof content === "string")
    return (
      <p class="card-title" dir="auto">
        {content}
      </p>
    );
  if (type === "image" && typeof content === "string") return <Picture url={content} />;
  if (type === "file" && typeof content === "string" && typeof name === "string")
    return <FileCard name={name} url={content} format={typeof format === "string" ? format : ""} />;
  if (type === "table" && Array.isArray(columns) && Array.isArray(rows) && rows.every(Array.isArray))
    return <TableCard heading={heading} columns={columns} rows={rows} />;
  if (type === "vcard" && isRecord(info) && Array.isArray(info["fields"])) return <ContactCard info={info} />;
  return <OtherCard card={card} />;
}

function TableCard({
  heading,
  columns,
  rows,
}: {
  readonly heading: unknown;
  readonly columns: readonly unknown[];
  readonly rows: readonly (readonly unknown[])[];
}): JSX.Element {
  return (
    <div class="card table" tabIndex={0} role="region" aria-label={textOf(heading) || "Table"}>
      <table dir="auto">
        {textOf(heading) !== "" && <caption>{textOf(heading)}</caption>}
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={index} scope="col">
                {textOf(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, index) => (
                <td key={index} dir="auto">
                  {wholeWords(textOf(cell))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A browser would break a date, or any word with a hyphen, in two. */
function wholeWords(text: string): readonly (JSX.Element | string)[] {
  return text.split(/(\s+)/).map((word, index) =>
    /[-\u2010/]/.test(word) ? (
      <span key={index} class="whole">
        {word}
      </span>
    ) : (
      word
    ),
  );
}

/** A link only if its address is one that the markup would link as well. */
function FileCard({
  name,
  url,
  format,
}: {
  readonly name: string;
  readonly url: string;
  readonly format: string;
}): JSX.Element {
  const label = (
    <>
      <span class="file-format">{format.slice(0, 5) || "file"}</span> <span dir="auto">{name}</span>
    </>
  );
  if (!/^https?:\/\/[^\s@]+$/i.test(url)) return <p class="card file">{label}</p>;
  return (
    <a class="card file" href={url} target="_blank" rel="noopener noreferrer">
      {label}
    </a>
  );
}

function ContactCard({ info }: { readonly info: Fields }): JSX.Element {
  const fields = Array.isArray(info["fields"]) ? info["fields"].filter(isRecord) : [];
  const entries = fields.flatMap((field) => Object.entries(field));
  return (
    <div class="card contact">
      {typeof info["image"] === "string" && <Picture url={info["image"]} />}
      <dl>
        {entries.map(([caption, value], index) => (
          <div key={index}>
            <dt>{caption}</dt>
            <dd dir="auto">{textOf(value)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** A card whose keys are not documented: its JSON, folded. */
function OtherCard({ card }: { readonly card: Fields }): JSX.Element {
  return (
    <details class="card other">
      <summary>
        {textOf(card["type"])} card <span>undocumented, shown as JSON</span>
      </summary>
      <pre>{layOutJson(JSON.stringify(card))}</pre>
    </details>
  );
}

/** A picture, or why there is none. */
export function Picture({ url }: { readonly url: string }): JSX.Element {
  const [broken, setBroken] = useState(false);
  if (broken) return <span class="no-picture">The picture cannot be loaded</span>;
  return (
    <img class="picture" src={url} alt="" loading="lazy" referrerpolicy="no-referrer" onError={() => setBroken(true)} />
  );
}

/** By both names that the emulator reads (docs/contract.md §2, grade ?). */
function idOf(card: Card): string | undefined {
  const fields: Fields = { ...card };
  const id = [fields["id"], fields["button_id"]].find((each) => each !== undefined && each !== "");
  return typeof id === "string" || typeof id === "number" ? String(id) : undefined;
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined ? "" : JSON.stringify(value);
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
