/** Something found in a text, and where: from `start` up to, not including, `end`. */
export interface Found<T> {
  readonly start: number;
  readonly end: number;
  readonly value: T;
}

/** A range as it is sent: one of the forms that the contract accepts (docs/contract.md §1, grade I). */
export interface RangeValue<T> {
  readonly start: T;
  readonly end: T;
}

/** A visitor's message is read up to this many characters, which bounds the work. */
export const MAX_READ_LENGTH = 5_000;

/** Every match of a global expression for which `read` returns a value. */
export function findAll<T>(
  text: string,
  expression: RegExp,
  read: (match: RegExpExecArray) => T | undefined,
): Found<T>[] {
  return [...text.matchAll(expression)].flatMap((match) => {
    const value = read(match);
    return value === undefined ? [] : [{ start: match.index, end: match.index + match[0].length, value }];
  });
}

/** Those of `found` that share no character with any of `taken`. */
export function apart<T>(found: readonly Found<T>[], taken: readonly Found<unknown>[]): Found<T>[] {
  return found.filter((one) => !taken.some((other) => one.start < other.end && other.start < one.end));
}

/** Those that share no character with an earlier one of the list, in the order of the text. */
export function firstOnes<T>(found: readonly Found<T>[]): Found<T>[] {
  const kept: Found<T>[] = [];
  for (const one of found) if (apart([one], kept).length > 0) kept.push(one);
  return kept.sort((a, b) => a.start - b.start);
}
