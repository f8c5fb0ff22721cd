import { checkJson, checkList, checkRecord, checkText, invalidArgument } from "../json/check-argument.js";
import type { Card, NoteCard, OpenCard } from "../response/response-parts.js";
import { isRecord, shapeOf } from "../json/shape.js";

/**
 * A card of text.
 *
 * Source: docs/contract.md §2 "Cards", grade S.
 *
 * @param content - The text, in ConvoKraft's own markup (docs/contract.md §3).
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`
 *
 * @example
 * ```ts
 * import { note } from "@ck/protocol";
 *
 * note("Two days are left."); // → { type: "note", content: "Two days are left." }
 * ```
 */
export function note(content: string): NoteCard {
  return {
    type: "note",
    content: checkText(content, { what: "The content of a note", example: 'note("Two days are left.")' }),
  };
}

/**
 * A card of any kind. The keys of kinds other than `note` are not documented: they go out as you write them.
 *
 * Source: docs/contract.md §2 "Cards", grade S; the keys are grade ?.
 *
 * @param type - The kind: `table`, `image`, `file`, `calendar`, `button`, …
 * @param fields - The other keys of the card.
 * @throws {@link ProtocolError} `ERR_INVALID_OPTION`
 *
 * @example
 * ```ts
 * import { card } from "@ck/protocol";
 *
 * card("image", { url: "https://example.com/plan.png" }); // → { type: "image", url: "https://example.com/plan.png" }
 * ```
 */
export function card(type: string, fields: Readonly<Record<string, unknown>> = {}): OpenCard {
  checkRecord(fields, { what: "fields" });
  // `type` first, as the documented cards have it; and the kind that was asked for, whatever stands in the fields.
  return checkCard({ ...{ type }, ...fields, type }, "card");
}

/** The cards of a response. */
export function checkCards(cards: readonly Card[]): readonly Card[] {
  checkList(cards, { what: "card" }).forEach((each, index) => checkCard(each, `card.${index}`));
  return cards;
}

function checkCard<C extends Card>(input: C, what: string): C {
  if (!isRecord(input))
    throw invalidArgument(`${what} must be a card; got ${shapeOf(input)}. Write note("…") or card("image", { … }).`);
  checkText(input.type, { what: `The type of ${what}`, example: 'the kind of card, such as "note"' });
  if (input.type === "note") checkText(input["content"], { what: `The content of ${what}`, example: 'note("…")' });
  return checkJson(input, { what });
}
