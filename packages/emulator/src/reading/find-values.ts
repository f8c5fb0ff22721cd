import { decodeEmail } from "@ck/protocol";
import { findDates, type FoundDates } from "./find-dates.js";
import { findTimes } from "./find-times.js";
import { apart, findAll, type Found } from "./found.js";

/** The values in a text, each kind in the order of the text. No character is part of two kinds. */
export interface Values {
  readonly emails: readonly Found<string>[];
  readonly dates: readonly Found<string>[];
  readonly dateRanges: FoundDates["ranges"];
  readonly times: readonly Found<string>[];
  readonly dateTimes: readonly Found<string>[];
  readonly numbers: readonly Found<number>[];
  readonly booleans: readonly Found<boolean>[];
}

const NUMBER = /(?<![\p{L}\p{N}.,])[-+]?\d[\d.,]*(?![\p{L}\p{N}])/gu;
const TRUE = new Set(["yes", "true"]);
const BOOLEAN = /(?<![\p{L}\p{N}])(yes|true|no|false)(?![\p{L}\p{N}])/giu;

/**
 * Finds the values that can be recognised by their form. Emails go first, then dates, times and numbers: the `3` of
 * `3 May` is not a number.
 *
 * @param taken - what was found before, and is not to be read again
 */
export function findValues(text: string, now: Date, taken: readonly Found<unknown>[]): Values {
  // ISO 8601 puts a letter between date and time.
  const spaced = text.replace(/(?<=\d)T(?=\d)/g, " ");
  const emails = apart(findEmails(text), taken);
  const found = findDates(spaced, now);
  const dates = apart(found.dates, [...taken, ...emails]);
  const times = apart(findTimes(spaced), [...taken, ...emails, ...dates]);
  const numbers = apart(findNumbers(text), [...taken, ...emails, ...dates, ...times]);
  const booleans = apart(
    findAll(text, BOOLEAN, ([word]) => TRUE.has(word.toLowerCase())),
    taken,
  );
  const dateRanges = apart(found.ranges, [...taken, ...emails]);
  return { emails, dates, dateRanges, times, dateTimes: joinDatesAndTimes(text, dates, times), numbers, booleans };
}

function findEmails(text: string): Found<string>[] {
  return findAll(text, /[^\s<>()[\],;:"]{3,320}/g, ([word]) => {
    const decoded = word.includes("@") ? decodeEmail(word.replace(/[.!?]+$/, "")) : undefined;
    return decoded?.ok === true ? decoded.value : undefined;
  });
}

function findNumbers(text: string): Found<number>[] {
  return findAll(text, NUMBER, ([word]) => {
    const trimmed = word.replace(/[.,]+$/, "");
    // A comma separates thousands in some countries and decimals in others: not read.
    return /^[-+]?\d+(\.\d+)?$/.test(trimmed) && trimmed.length <= 40 ? Number(trimmed) : undefined;
  });
}

/** A date directly followed by a time, as `yyyy-MM-ddTHH:mm:ss`. */
function joinDatesAndTimes(
  text: string,
  dates: readonly Found<string>[],
  times: readonly Found<string>[],
): Found<string>[] {
  return dates.flatMap((date) => {
    const time = times.find(
      ({ start }) => start >= date.end && /^(?:T|,? ?(?:at )?)$/i.test(text.slice(date.end, start)),
    );
    return time === undefined ? [] : [{ start: date.start, end: time.end, value: `${date.value}T${time.value}` }];
  });
}
