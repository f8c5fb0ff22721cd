import { useEffect, useState } from "preact/hooks";
import type { ExchangeRow } from "../../../api/views.js";
import { wordsOf } from "../../../find/words.js";
import type { Client } from "../../state/client.js";
import { NOTHING_FOUND, type Found } from "./filter.js";

/** How far a search in the bodies got. */
interface Search {
  readonly text: string;
  /** The number of the last exchange that was searched. */
  readonly upTo: number;
  /** The number of the oldest exchange at that time. */
  readonly from: number;
  readonly found: Found;
}

const NO_SEARCH: Search = { text: "", upTo: 0, from: 0, found: NOTHING_FOUND };

/**
 * Searches the bodies, which the server has. What was found for the text before stays until the first answer, so that
 * nothing flickers.
 *
 * @param exchanges - the oldest first
 */
export function useFound(
  client: Client,
  text: string,
  exchanges: readonly ExchangeRow[],
): { found: Found; isDone: boolean } {
  const newest = exchanges.at(-1)?.number ?? 0;
  const oldest = exchanges[0]?.number ?? newest;
  const [search, setSearch] = useState(NO_SEARCH);
  const isNeeded = wordsOf(text).length > 0;
  // Older ones are there if what was cleared is back.
  const isBegun = search.text === text && search.from <= oldest;
  const isDone = !isNeeded || (isBegun && search.upTo >= newest);
  useEffect(() => {
    if (!isNeeded) setSearch(NO_SEARCH);
    if (isDone) return undefined;
    let isOver = false;
    let upTo = isBegun ? search.upTo : 0;
    const found = new Map(isBegun ? search.found : undefined);
    const go = async (): Promise<void> => {
      for (let hasMore = true; hasMore;) {
        // If the server does not answer, the rows are all there is.
        const none = { matches: [], upTo: newest, hasMore: false };
        const answer = await client.find({ text, after: upTo }).catch(() => none);
        if (isOver) return;
        for (const match of answer.matches) found.set(match.id, match);
        ({ hasMore } = answer);
        upTo = hasMore ? answer.upTo : newest;
        setSearch({ text, upTo, from: oldest, found: new Map(found) });
      }
    };
    void go();
    return () => {
      isOver = true;
    };
  }, [client, text, newest, oldest]);
  return { found: search.found, isDone };
}
