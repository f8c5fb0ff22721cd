import { decodeEmail } from "@ck/protocol";
import { findDates } from "./find-dates.js";
import { findTimes } from "./find-times.js";
import { apart, findAll, type Found } from "./found.js";

/** What a text holds, each kind in the order of the text. No character is part of two kinds. */
export interface Values {
  readonly emails: readonly Found<string>[];
  readonly dates: readonly Found<string>[];
  readonly times: readonly Found<string>[];
  readonly dateTimes: readonly Found<string>[];
  readonly numbers: readonly Found<number>[];
  readonly booleans: readonly Found<boolean>[];
}

const NUMBER = /(?<![\p{L}\p{N}.,])[-+]?\d[\d.,]*(?![\p{L}\p{N}])/gu;
const TRUE = new Set(["yes", "true"]);
const BOOLEAN = /(?<![\p{L}\p{N}])(yes|true|no|false)(?![\p{L}\p{N}])/giu;

/**
 * Finds what can be told by its shape. Emails go first, then dates, times and numbers: the `3` of `3 May` is no number.
 * @param taken what was found before, and is not to be read again
 */
export function findValues(text: string, now: Date, taken: readonly Found<unknown>[]): Values {
  const emails = apart(
    findAll(text, /[^\s<>()[\],;:"]{3,320}/g, ([word]) => {
      const decoded = word.includes("@") ? decodeEmail(word.replace(/[.!?]+$/, "")) : undefined;
      return decoded?.ok === true ? decoded.value : undefined;
    }),
    taken,
  );
  const dates = apart(findDates(text, now), [...taken, ...emails]);
  const times = apart(findTimes(text), [...taken, ...emails, ...dates]);
  const numbers = apart(
    findAll(text, NUMBER, ([word]) => {
      const trimmed = word.replace(/[.,]+$/, "");
      // A comma stands for thousands here and for the point there: not read.
      return /^[-+]?\d+(\.\d+)?$/.test(trimmed) && trimmed.length <= 40 ? Number(trimmed) : undefined;
    }),
    [...taken, ...emails, ...dates, ...times],
  );
  const booleans = apart(
    findAll(text, BOOLEAN, ([word]) => TRUE.has(word.toLowerCase())),
    taken,
  );
  return { emails, dates, times, dateTimes: joinDatesAndTimes(text, dates, times), numbers, booleans };
}

/** A date with a time close behind it, as `yyyy-MM-ddTHH:mm:ss`. */
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
