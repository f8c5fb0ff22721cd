import { textOf, type Exchange } from "@ck/emulator/core";
import type { FindAnswer, FindRequest } from "../api/requests.js";
import type { BodyMatch, ExchangeRow } from "../api/views.js";
import { patternOf, textOfRow, wordsOf } from "./words.js";

/** How much one call searches, in characters: some 10 ms. The page asks for the rest. */
const MAX_SEARCHED = 20_000_000;
/** How much of a body an excerpt has before and after the word. */
const EXCERPT = { before: 24, after: 40 };

/** An exchange in the log. */
interface Entry {
  readonly row: ExchangeRow;
  readonly exchange: Exchange;
}

/**
 * Finds the exchanges that have all words of a text in their rows and bodies, and some of them only in a body.
 *
 * @param entries - the oldest first
 */
export function findInBodies(entries: Iterable<Entry>, { text, after }: FindRequest): FindAnswer {
  const words = wordsOf(text).map((word) => ({ word, pattern: patternOf([word]) }));
  const matches: BodyMatch[] = [];
  let upTo = after;
  let room = MAX_SEARCHED;
  for (const { row, exchange } of entries) {
    if (row.number <= after) continue;
    if (room <= 0) return { matches, upTo, hasMore: true };
    upTo = row.number;
    const shown = textOfRow(row);
    const hidden = words.filter(({ word }) => !shown.includes(word.toLowerCase()));
    const bodies = bodiesOf(exchange);
    let first: Omit<BodyMatch, "id"> | undefined;
    const isFound = hidden.every(({ pattern }) => {
      for (const { side, text: body } of bodies) {
        room -= body.length;
        const match = pattern.exec(body);
        if (match === null) continue;
        first ??= { side, ...excerpt(body, match.index, match[0].length) };
        return true;
      }
      return false;
    });
    if (isFound && first) matches.push({ id: row.id, ...first });
  }
  return { matches, upTo, hasMore: false };
}

function bodiesOf({ request, response }: Exchange): readonly { side: BodyMatch["side"]; text: string }[] {
  return [
    { side: "request", text: textOf(request.body) },
    { side: "response", text: response ? textOf(response.body) : "" },
  ];
}

function excerpt(body: string, at: number, length: number): Pick<BodyMatch, "before" | "match" | "after"> {
  const end = at + length;
  return {
    before: (at > EXCERPT.before ? "…" : "") + tidy(body.slice(Math.max(0, at - EXCERPT.before), at)),
    match: body.slice(at, end),
    after: tidy(body.slice(end, end + EXCERPT.after)) + (end + EXCERPT.after < body.length ? "…" : ""),
  };
}

/** On one line, without the half of a character that was cut in two. */
function tidy(text: string): string {
  return text.replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, "").replaceAll(/\s+/g, " ");
}
