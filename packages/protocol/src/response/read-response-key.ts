import { inside, report, wrongType, type OpenRecord, type IssueScope } from "../json/read-key.js";
import type { Card } from "./response-parts.js";
import { isEmpty, isRecord, shapeOf } from "../json/shape.js";

/** The keys that can stand beside `message`. */
export interface Siblings {
  readonly card?: readonly Card[];
  readonly data?: OpenRecord;
  readonly broadcast?: OpenRecord;
  readonly trigger?: OpenRecord;
  readonly followup?: OpenRecord;
  readonly cache?: OpenRecord;
}

/** A mandatory, non-blank string. */
export function readMandatory(value: unknown, expected: string, scope: IssueScope): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  const code = isEmpty(value) || typeof value === "string" ? "missing" : "wrong_type";
  report(scope, `expected ${expected}, got ${shapeOf(value)}`, code);
  return "";
}

/** The mandatory message. */
export function readMessage(holder: OpenRecord, scope: IssueScope): string {
  return readMandatory(holder["message"], "a message: a non-blank string", inside(scope, "message"));
}

/**
 * Reads some keys of an object. An empty string or null counts as absent; an empty object does not, because an empty
 * `broadcast` may mean something else than none (docs/contract.md §2, grade ?).
 */
export function readSiblings(holder: OpenRecord, keys: readonly (keyof Siblings)[], scope: IssueScope): Siblings {
  const read: Record<string, unknown> = {};
  for (const key of keys) {
    const value = holder[key];
    if (value === undefined || value === null || value === "") continue;
    if (key === "card") read[key] = readCards(value, inside(scope, key));
    else if (isEmpty(value)) read[key] = {};
    else if (isRecord(value)) read[key] = value;
    else wrongType("an object", value, inside(scope, key));
  }
  return read;
}

/** A list. `{}` is an empty one too, as a sibling page of the contract prints it. */
export function readList(value: unknown, expected: string, scope: IssueScope): readonly unknown[] {
  if (isEmpty(value)) return [];
  if (Array.isArray(value)) return value;
  wrongType(expected, value, scope);
  return [];
}

function readCards(value: unknown, scope: IssueScope): readonly Card[] {
  const cards = readList(value, "a list of cards", scope);
  for (const [index, card] of cards.entries()) {
    const at = inside(scope, index);
    if (!isRecord(card)) {
      wrongType("a card: an object with `type`", card, at);
      continue;
    }
    const type = readMandatory(card["type"], "the kind of card", inside(at, "type"));
    if (type === "note") readMandatory(card["content"], "the text of the note", inside(at, "content"));
  }
  return cards as readonly Card[];
}
