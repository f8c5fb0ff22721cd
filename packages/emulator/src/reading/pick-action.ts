import MiniSearch from "minisearch";
import type { EmulatedAction } from "../emulated-bot.js";
import { fold, wordsOf } from "./words.js";

/** Finds the action that a message means; `undefined` where it fits none. */
export type PickAction = (text: string) => EmulatedAction | undefined;

/** English words that stand in any sentence and tell no action from another. */
const STOP_WORDS = new Set(
  "a an the i me my we us our you your it its is are am be to for of on in at by with and or can could would will want need like please do does what how have has there this that some which when where who why id im".split(
    " ",
  ),
);

/** How much of a sample sentence a message must hold. */
const ENOUGH = 0.6;

/** A message is a visitor's: what is longer is not searched. */
const MAX_LENGTH = 5_000;

/**
 * Makes the search by sample sentences (contract §6, step 3). How the platform does it is not documented (grade I); this is a
 * stand-in that a person can foresee:
 *
 * 1. A message that is a sample sentence, but for case and punctuation, means that action.
 * 2. Else the words that tell something are counted (`for`, `please` and the like are not). An action fits when the message holds 60 % of
 *    the words of one of its sentences, a slip in a long word forgiven. Among those that fit, the one with the most, and the rarest, words wins.
 */
export function createActionPicker(actions: readonly EmulatedAction[]): PickAction {
  const exact = new Map<string, EmulatedAction>();
  const sentences = actions.flatMap((action) => action.sentences.map((text) => ({ action, text })));
  for (const { action, text } of sentences) if (!exact.has(fold(text))) exact.set(fold(text), action);

  const index = new MiniSearch<{ readonly id: number; readonly text: string }>({
    fields: ["text"],
    tokenize: tellingWords,
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
      const share = terms.length / new Set(tellingWords(sentence.text)).size;
      return share >= ENOUGH ? [{ action: sentence.action, rank: share * score }] : [];
    });
    // Equal ones stay in the order of the definition.
    return fitting.sort((a, b) => b.rank - a.rank)[0]?.action;
  };
}

function tellingWords(text: string): string[] {
  const words = wordsOf(text);
  const telling = words.filter((word) => !STOP_WORDS.has(word));
  return telling.length > 0 ? telling : words;
}
