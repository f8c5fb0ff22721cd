import { inside, readMandatory, remarkOn, type IssueScope, type OpenRecord } from "../json/read-key.js";
import { isRecord, shapeOf } from "../json/shape.js";

/**
 * Notes what is wrong with a card of a documented type: the platform would not show it. Everything that is known about the
 * shapes of cards is here (docs/contract.md §2 "Cards", grade S; which keys a reader needs is grade I).
 */
export function readCard(card: OpenRecord, scope: IssueScope): void {
  const type = readMandatory(card["type"], "the kind of card", inside(scope, "type"));
  switch (type) {
    case "note":
      readMandatory(card["content"], "the text of the note", inside(scope, "content"));
      return;
    case "title":
      readText(card, "content", "the text of the title", scope);
      return;
    case "image":
      readAddress(card, "content", "an image card puts its address in `content`", scope);
      return;
    case "file":
      readText(card, "name", "the name of the file", scope);
      if (card["format"] !== undefined) readText(card, "format", "the extension of the file", scope);
      readAddress(card, "content", "a file card puts its address in `content`", scope);
      return;
    case "table":
      readTable(card, scope);
      return;
    case "vcard":
      readContact(card["info"], inside(scope, "info"));
      return;
    case "contact":
      remarkOn(inside(scope, "type"), 'expected "vcard", the type of a contact card, got "contact"');
  }
}

function readText(holder: OpenRecord, key: string, expected: string, scope: IssueScope): void {
  const value = holder[key];
  if (typeof value !== "string" || value.trim() === "")
    wrong(`${expected}: a non-blank string`, value, inside(scope, key));
}

/** The address of something that the chat window has to load: a relative one would be relative to somebody else's page. */
function readAddress(holder: OpenRecord, key: string, why: string, scope: IssueScope): void {
  const value = holder[key];
  if (typeof value === "string" && /^[a-z][a-z\d+.-]*:\S+$/i.test(value)) return;
  const found = typeof value === "string" && value !== "" ? "a string that is not one" : shapeOf(value);
  const misplaced = ["url", "src", "href", "link", "image"].find((name) => value === undefined && name in holder);
  const instead = misplaced === undefined ? found : `\`${misplaced}\` instead`;
  remarkOn(inside(scope, key), `expected an address such as https://… (${why}), got ${instead}`);
}

function readTable(card: OpenRecord, scope: IssueScope): void {
  const { columns, rows } = card;
  if (card["heading"] !== undefined) readText(card, "heading", "the heading of the table", scope);
  if (!Array.isArray(columns) || columns.length === 0) {
    wrong("the captions of the columns: a list of texts", columns, inside(scope, "columns"));
    return;
  }
  readCells(columns, "the caption of a column", inside(scope, "columns"));
  if (!Array.isArray(rows)) {
    wrong("the rows: a list of lists of texts", rows, inside(scope, "rows"));
    return;
  }
  rows.forEach((row: unknown, index) => {
    const at = inside(scope, "rows", index);
    if (!Array.isArray(row)) wrong("a row: a list of texts", row, at);
    else if (row.length !== columns.length)
      remarkOn(at, `expected ${count(columns.length, "cell")}, one per column, got ${row.length}`);
    else readCells(row, "the text of a cell", at);
  });
}

function readCells(cells: readonly unknown[], expected: string, scope: IssueScope): void {
  cells.forEach((cell, index) => {
    if (typeof cell !== "string") wrong(`${expected}: a string`, cell, inside(scope, index));
  });
}

function readContact(info: unknown, scope: IssueScope): void {
  if (!isRecord(info)) {
    wrong("an object with `fields` (a contact card puts its content in `info`)", info, scope);
    return;
  }
  if (info["image"] !== undefined) readAddress(info, "image", "the picture of the contact", scope);
  const { fields } = info;
  if (!Array.isArray(fields) || fields.length === 0) {
    wrong("a list of objects with one caption and its value each", fields, inside(scope, "fields"));
    return;
  }
  fields.forEach((field: unknown, index) => {
    const at = inside(scope, "fields", index);
    const entries = isRecord(field) ? Object.entries(field) : [];
    const [first] = entries;
    if (first === undefined || entries.length > 1) wrong("an object with one caption and its value", field, at);
    else if (typeof first[1] !== "string") wrong("a string", first[1], inside(at, first[0]));
  });
}

function wrong(expected: string, value: unknown, scope: IssueScope): void {
  remarkOn(scope, `expected ${expected}, got ${shapeOf(value)}`);
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}
