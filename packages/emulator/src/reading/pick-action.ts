import MiniSearch from "minisearch";
import type { EmulatedAction } from "../emulated-bot.js";
import { fold, wordsOf } from "./words.js";

/** Finds the action that a message means; `undefined` if none matches. */
export type PickAction = (text: string) => EmulatedAction | undefined;

/** English words that can be part of any sentence and distinguish no action. */
const STOP_WORDS = new Set(
  "a an the i me my we us our you your it its is are am be to for of on in at by with and or can could would will want need like please do does what how have has there this that some which when where who why id im".split(
    " ",
  ),
);

/** The share of a sample sentence's words that a message must contain. */
const ENOUGH = 0.6;

/** Only this many characters of a message are searched. */
const MAX_LENGTH = 5_000;

/**
 * Creates the search by sample sentences (docs/contract.md §6, step 3). How the platform does it is not documented
 * (grade I). This one is predictable:
 *
 * 1. A message that equals a sample sentence, apart from case and punctuation, means that action.
 * 2. Otherwise the significant words count (not `for`, `please` and the like). An action matches if the message
 *    contains 60 % of the words of one of its sentences; a typo in a long word is forgiven. Among several matches, the
 *    one with the most and the rarest words wins.
 */
export function createActionPicker(actions: readonly EmulatedAction[]): PickAction {
  const exact = new Map<string, EmulatedAction>();
  const sentences = actions.flatMap((action) => action.sentences.map((text) => ({ action, text })));
  for (const { action, text } of sentences) if (!exact.has(fold(text))) exact.set(fold(text), action);

  const index = new MiniSearch<{ readonly id: number; readonly text: string }>({
    fields: ["text"],
    tokenize: significantWords,
    processTerm: (term) => term,
    searchOptions: { combineWith: "OR", fuzzy: (term) => (term.length > 4 && term.length <= 20 ? 0.2 : false) },
  });
  index.addAll(sentences.map(({ text }, id) => ({ id, text })));

  return (text) => {
    const clipped = text.slice(0, MAX_LENGTH);
    const same = exact.get(fold(clipped));
    if (same !== undefined) return same;
    const fitting = index.search(clipped).flatMap(({ id, terms, score }) => {
      const sentence = sentences[id as number];
      if (sentence === undefined) return [];
      const share = terms.length / new Set(significantWords(sentence.text)).size;
      return share >= ENOUGH ? [{ action: sentence.action, rank: share * score }] : [];
    });
    // Equal matches stay in the order of the definition.
    return fitting.sort((a, b) => b.rank - a.rank)[0]?.action;
  };
}

function significantWords(text: string): string[] {
  const words = wordsOf(text);
  const significant = words.filter((word) => !STOP_WORDS.has(word));
  return significant.length > 0 ? significant : words;
}
