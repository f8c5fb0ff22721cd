import { useEffect, useState } from "preact/hooks";
import { wordsOf } from "../../../find/words.js";
import type { Client } from "../../state/client.js";
import { NOTHING_FOUND, type Found } from "./filter.js";

/** How far a search in the bodies got. */
interface Search {
  readonly text: string;
  /** The number of the last exchange that was searched. */
  readonly upTo: number;
  readonly found: Found;
}

const NO_SEARCH: Search = { text: "", upTo: 0, found: NOTHING_FOUND };

/**
 * Searches the bodies, which the server has. What was found for the text before stays until the first answer, so that
 * nothing flickers.
 *
 * @param newest - the number of the newest exchange
 */
export function useFound(client: Client, text: string, newest: number): { found: Found; isDone: boolean } {
  const [search, setSearch] = useState(NO_SEARCH);
  const isNeeded = wordsOf(text).length > 0;
  useEffect(() => {
    if (!isNeeded) setSearch(NO_SEARCH);
    if (!isNeeded || (search.text === text && search.upTo >= newest)) return undefined;
    let isOver = false;
    let upTo = search.text === text ? search.upTo : 0;
    const found = new Map(upTo === 0 ? undefined : search.found);
    const go = async (): Promise<void> => {
      for (let hasMore = true; hasMore;) {
        // If the server does not answer, the rows are all there is.
        const none = { matches: [], upTo: newest, hasMore: false };
        const answer = await client.find({ text, after: upTo }).catch(() => none);
        if (isOver) return;
        for (const match of answer.matches) found.set(match.id, match);
        ({ hasMore } = answer);
        upTo = hasMore ? answer.upTo : newest;
        setSearch({ text, upTo, found: new Map(found) });
      }
    };
    void go();
    return () => {
      isOver = true;
    };
  }, [client, text, newest]);
  return { found: search.found, isDone: !isNeeded || (search.text === text && search.upTo >= newest) };
}
