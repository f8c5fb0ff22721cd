import { inside, report, wrongType, type OpenRecord, type Place } from "../json/read-key.js";
import type { Card } from "./response-parts.js";
import { isEmpty, isRecord, shapeOf } from "../json/shape.js";

/** The keys that stand beside `message` in one form or another. */
export interface Siblings {
  readonly card?: readonly Card[];
  readonly data?: OpenRecord;
  readonly broadcast?: OpenRecord;
  readonly trigger?: OpenRecord;
  readonly followup?: OpenRecord;
  readonly cache?: OpenRecord;
}

/** A string that has to be there and say something. */
export function readMandatory(value: unknown, expected: string, place: Place): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  const code = isEmpty(value) || typeof value === "string" ? "missing" : "wrong_type";
  report(place, `expected ${expected}; came ${shapeOf(value)}`, code);
  return "";
}

/** The text that is mandatory wherever it stands. */
export function readMessage(holder: OpenRecord, place: Place): string {
  return readMandatory(holder["message"], "a message: a string that is not blank", inside(place, "message"));
}

/**
 * The given keys of an object. An empty string or null is as good as absent; an empty object is not, for an empty
 * `broadcast` can mean another thing than none (contract §2, grade ?).
 */
export function readSiblings(holder: OpenRecord, keys: readonly (keyof Siblings)[], place: Place): Siblings {
  const read: Record<string, unknown> = {};
  for (const key of keys) {
    const value = holder[key];
    if (value === undefined || value === null || value === "") continue;
    if (key === "card") read[key] = readCards(value, inside(place, key));
    else if (isEmpty(value)) read[key] = {};
    else if (isRecord(value)) read[key] = value;
    else wrongType("an object", value, inside(place, key));
  }
  return read;
}

/** A list, of which `{}` is an empty one too, as a sibling page of the contract prints it. */
export function readList(value: unknown, expected: string, place: Place): readonly unknown[] {
  if (isEmpty(value)) return [];
  if (Array.isArray(value)) return value;
  wrongType(expected, value, place);
  return [];
}

function readCards(value: unknown, place: Place): readonly Card[] {
  const cards = readList(value, "a list of cards", place);
  for (const [index, card] of cards.entries()) {
    const at = inside(place, index);
    if (!isRecord(card)) {
      wrongType("a card: an object with `type`", card, at);
      continue;
    }
    const type = readMandatory(card["type"], "the kind of card", inside(at, "type"));
    if (type === "note") readMandatory(card["content"], "the text of the note", inside(at, "content"));
  }
  return cards as readonly Card[];
}
