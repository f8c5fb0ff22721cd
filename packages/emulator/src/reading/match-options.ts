import type { Option } from "@ck/protocol";
import { fold } from "./words.js";
import type { Found } from "./found.js";

/** The option whose id or label equals a reply, apart from case, punctuation and blanks. */
export function exactOption(options: readonly Option[], reply: string): Option | undefined {
  const folded = fold(reply);
  return (
    options.find(({ id }) => id === reply.trim()) ??
    options.find(({ id, label }) => folded !== "" && (fold(label) === folded || fold(id) === folded))
  );
}

/** The option that a reply means: by its id or label, by naming it, or by words of only one label. */
export function matchOption(options: readonly Option[], reply: string): Option | undefined {
  const exact = exactOption(options, reply);
  if (exact !== undefined) return exact;
  const folded = fold(reply);
  if (folded === "") return undefined;
  const named = findOptions(options, reply);
  if (named.length > 0) return named.length === 1 ? named[0]?.value : undefined;
  const like = options.filter(({ label }) => ` ${fold(label)} `.includes(` ${folded} `));
  return like.length === 1 ? like[0] : undefined;
}

/**
 * The options that a text names by id or label, as whole words, in the order of the text. If one label is part of
 * another, the longer one counts. Ids of digits only do not count: a number in a sentence is a number.
 */
export function findOptions(options: readonly Option[], text: string): Found<Option>[] {
  const lower = text.toLowerCase();
  const names = options
    .flatMap((option) => {
      const texts = /^\d*$/.test(option.id) ? [option.label] : [option.label, option.id];
      return texts.filter((name) => name.trim() !== "").map((name) => ({ option, name: name.trim().toLowerCase() }));
    })
    .sort((a, b) => b.name.length - a.name.length);
  const found: Found<Option>[] = [];
  for (const { option, name } of names) {
    if (found.some(({ value }) => value.id === option.id)) continue;
    const start = findWord(lower, name, found);
    if (start !== undefined) found.push({ start, end: start + name.length, value: option });
  }
  return found.sort((a, b) => a.start - b.start);
}

function findWord(text: string, word: string, taken: readonly Found<unknown>[]): number | undefined {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) {
    const end = at + word.length;
    const isWhole = !isLetter(text[at - 1]) && !isLetter(text[end]);
    if (isWhole && !taken.some(({ start, end: stop }) => at < stop && start < end)) return at;
  }
  return undefined;
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}
