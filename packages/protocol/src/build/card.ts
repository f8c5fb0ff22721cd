import type { Issue } from "../error.js";
import { checkJson, checkList, checkRecord, checkText, invalidArgument } from "../json/check-argument.js";
import { checkKnownKeys } from "../json/check-known-keys.js";
import { isRecord, printPath, shapeOf } from "../json/shape.js";
import { readCard } from "../response/read-card.js";
import type {
  Card,
  ContactCard,
  FileCard,
  ImageCard,
  NoteCard,
  OpenCard,
  TableCard,
  TitleCard,
} from "../response/card.js";

/**
 * A card of text.
 *
 * @param content - The text, in ConvoKraft's own markup.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`: when the text is blank.
 *
 * @example
 * ```ts
 * import { note } from "@ck/protocol";
 *
 * note("Two days are left."); // → { type: "note", content: "Two days are left." }
 * ```
 */
export function note(content: string): NoteCard {
  const what = { what: "The content of a note", example: 'note("Two days are left.")' };
  return { type: "note", content: checkText(content, what) };
}

/**
 * A heading above other cards.
 *
 * @param content - The text.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`: when the text is blank.
 *
 * @example
 * ```ts
 * import { title } from "@ck/protocol";
 *
 * title("Your leave"); // → { type: "title", content: "Your leave" }
 * ```
 */
export function title(content: string): TitleCard {
  return {
    type: "title",
    content: checkText(content, { what: "The content of a title", example: 'title("Your leave")' }),
  };
}

/**
 * A table of text.
 *
 * @param heading - The text above the table.
 * @param columns - The captions of the columns.
 * @param rows - The rows; each has one cell per column, and every cell is a string.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`: when a row has the wrong length, or a cell is not a string.
 *
 * @example
 * ```ts
 * import { table } from "@ck/protocol";
 *
 * const card = table("Leave", ["Type", "Days"], [["Sick", "7"], ["Casual", "2"]]);
 * card.rows[1]; // → ["Casual", "2"]
 * ```
 */
export function table(heading: string, columns: readonly string[], rows: readonly (readonly string[])[]): TableCard {
  return checkCard({ type: "table", heading, columns, rows }, "table");
}

/**
 * A picture.
 *
 * @param url - The address of the picture, with its scheme.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`: when it is not an absolute address.
 *
 * @example
 * ```ts
 * import { image } from "@ck/protocol";
 *
 * image("https://example.com/plan.png"); // → { type: "image", content: "https://example.com/plan.png" }
 * ```
 */
export function image(url: string): ImageCard {
  return checkCard({ type: "image", content: url }, "image");
}

/**
 * A file to download.
 *
 * @param name - The file's name.
 * @param url - The address of the file, with its scheme.
 * @param options - `format`: the kind of file, as its extension. Default: the extension of `name`.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`: when the address is not absolute, or there is no format.
 *
 * @example
 * ```ts
 * import { file } from "@ck/protocol";
 *
 * file("payslip.pdf", "https://example.com/payslip/7").format; // → "pdf"
 * file("Payslip", "https://example.com/payslip/7", { format: "pdf" }).format; // → "pdf"
 * ```
 */
export function file(name: string, url: string, options: { readonly format?: string | undefined } = {}): FileCard {
  checkKnownKeys(options, ["format"], "file");
  checkText(name, { what: "The name of a file", example: 'file("payslip.pdf", "https://…")' });
  const format = options.format ?? /.\.([^./\\\s]+)$/s.exec(name)?.[1]?.toLowerCase();
  if (format === undefined)
    throw invalidArgument('The name of the file has no extension. Write file(…, …, { format: "pdf" }).');
  return checkCard({ type: "file", name, format, content: url }, "file");
}

/**
 * A contact: a picture and fields.
 *
 * @param contact - `image`: the address of a picture. `fields`: caption → value, in the order shown.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`: when there is no field, or a value is not a string.
 *
 * @example
 * ```ts
 * import { contact } from "@ck/protocol";
 *
 * const card = contact({ fields: { "First Name": "Ada", Company: "Analytical Engines" } });
 * card.info.fields; // → [{ "First Name": "Ada" }, { Company: "Analytical Engines" }]
 * ```
 */
export function contact(contact: {
  readonly image?: string | undefined;
  readonly fields: Readonly<Record<string, string>>;
}): ContactCard {
  checkKnownKeys(contact, ["image", "fields"], "contact");
  const { image: picture, fields } = contact;
  const list = Object.entries(checkRecord(fields, { what: "fields" })).map(([caption, value]) => ({
    [caption]: value,
  }));
  return checkCard(
    { type: "vcard", info: { ...(picture !== undefined && { image: picture }), fields: list } },
    "contact",
  );
}

/**
 * A card of a type that has no builder of its own. The keys of such types are not documented and go out as written; a
 * mistake in a documented type is refused.
 *
 * @param type - The type: `button`, `calendar`, `label`, `list`, …
 * @param fields - The other keys of the card.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`: when the platform would not show the card.
 *
 * @example
 * ```ts
 * import { card } from "@ck/protocol";
 *
 * card("label", { content: "Rules" }); // → { type: "label", content: "Rules" }
 * ```
 */
export function card(type: string, fields: Readonly<Record<string, unknown>> = {}): OpenCard {
  checkRecord(fields, { what: "fields" });
  // `type` first, as in the documented cards, and always the given one.
  return checkCard({ ...{ type }, ...fields, type }, "card");
}

/** The cards of a response. */
export function checkCards(cards: readonly Card[]): readonly Card[] {
  checkList(cards, { what: "card" }).forEach((each, index) => checkCard(each, `card.${index}`));
  return cards;
}

function checkCard<C extends Card>(input: C, what: string): C {
  if (!isRecord(input))
    throw invalidArgument(
      `${what} must be a card; got ${shapeOf(input)}. Write note("…"), table("…", [ … ], [ … ]), ….`,
    );
  checkText(input.type, { what: `The type of ${what}`, example: 'the kind of card, such as "note"' });
  if (input.type === "note") checkText(input["content"], { what: `The content of ${what}`, example: 'note("…")' });
  checkJson(input, { what });
  const issues: Issue[] = [];
  readCard(input, { path: [what], issues });
  const [issue] = issues;
  if (issue !== undefined) throw invalidArgument(`${printPath(issue.path)}: ${issue.message}.`);
  return input;
}
