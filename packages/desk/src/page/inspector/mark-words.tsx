import type { ComponentChildren } from "preact";
import { patternOf } from "../../find/words.js";

/** The most words that are marked in a text. A single letter stands everywhere. */
export const MAX_MARKS = 200;

/** Marks words, over all texts that are given one after the other. */
export function markWords(words: readonly string[]): (text: string) => ComponentChildren {
  if (words.length === 0) return (text) => text;
  const pattern = patternOf(words, "g");
  let room = MAX_MARKS;
  return (text) => {
    const parts: ComponentChildren[] = [];
    let end = 0;
    for (const { 0: word, index } of room > 0 ? text.matchAll(pattern) : []) {
      parts.push(text.slice(end, index), <mark key={index}>{word}</mark>);
      end = index + word.length;
      room -= 1;
      if (room === 0) break;
    }
    return end === 0 ? text : [...parts, text.slice(end)];
  };
}
