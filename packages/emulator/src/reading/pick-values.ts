import type { EmulatedParam, ParamType } from "../emulated-bot.js";
import { findRanges } from "./find-ranges.js";
import { findOptions } from "./match-options.js";
import { apart, firstOnes, type Found } from "./found.js";
import type { Values } from "./find-values.js";

/** The possible values of a param in a text, in the order of the text. None for types that any text would fit. */
export function candidatesFor(
  param: Pick<EmulatedParam, "type" | "options">,
  text: string,
  values: Values,
): readonly Found<unknown>[] {
  const { emails, dates, dateRanges, times, dateTimes, numbers, booleans } = values;
  const integers = numbers.filter(({ value }) => Number.isSafeInteger(value));
  const midnights = dates.map((date) => ({ ...date, value: `${date.value}T00:00:00` }));
  switch (param.type) {
    case "email":
      return emails;
    case "date":
      return dates;
    case "time":
      return times;
    case "date-time":
      return [...dateTimes, ...apart(midnights, dateTimes)];
    case "integer":
      return integers;
    case "decimal":
      return numbers;
    case "boolean":
      return booleans;
    case "date-range":
      return firstOnes([...dateRanges, ...findRanges(text, dates)]);
    case "time-range":
      return findRanges(text, times);
    case "date-time-range":
      return findRanges(text, dateTimes);
    case "integer-range":
      return findRanges(text, integers);
    case "decimal-range":
      return findRanges(text, numbers);
    case "selection":
      return findOptions(param.options, text).map((found) => ({ ...found, value: found.value.id }));
    case "multi-selection": {
      const found = findOptions(param.options, text);
      const [first] = found;
      if (first === undefined) return [];
      return [{ start: first.start, end: found.at(-1)?.end ?? first.end, value: found.map(({ value }) => value.id) }];
    }
    case "string":
    case "user":
      return [];
  }
}

/** Ranges before their parts: the end of a range is not a number of its own. */
export const MOST_SPECIFIC_FIRST: readonly ParamType[] = [
  "selection",
  "multi-selection",
  "email",
  "date-time-range",
  "date-range",
  "time-range",
  "integer-range",
  "decimal-range",
  "date-time",
  "date",
  "time",
  "integer",
  "decimal",
  "boolean",
];
