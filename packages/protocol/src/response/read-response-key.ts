import { inside, readList, readMandatory, wrongType, type IssueScope, type OpenRecord } from "../json/read-key.js";
import { isEmpty, isRecord } from "../json/shape.js";
import type { Card } from "./card.js";
import type { FollowUp } from "./follow-up.js";
import { readCard } from "./read-card.js";
import { readFollowUp } from "./read-follow-up.js";

/** The keys that can stand beside `message`. */
export interface Siblings {
  readonly card?: readonly Card[];
  readonly data?: OpenRecord;
  readonly broadcast?: OpenRecord;
  readonly trigger?: OpenRecord;
  readonly followup?: FollowUp;
  readonly cache?: OpenRecord;
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
    else if (isRecord(value)) read[key] = key === "followup" ? readFollowUp(value, inside(scope, key)) : value;
    else wrongType("an object", value, inside(scope, key));
  }
  return read;
}

function readCards(value: unknown, scope: IssueScope): readonly Card[] {
  const cards = readList(value, "a list of cards", scope);
  for (const [index, card] of cards.entries()) {
    const at = inside(scope, index);
    if (isRecord(card)) readCard(card, at);
    else wrongType("a card: an object with `type`", card, at);
  }
  return cards as readonly Card[];
}
