import { createHmac } from "node:crypto";

/** Replaces values so that equal values stay equal, and that nobody can tell what they were without the key. */
export interface Pseudonyms {
  readonly text: (text: string) => string;
  readonly number: (text: string) => string;
  /** A short name for anything. */
  readonly name: (value: string) => string;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const URL_TEXT = /^[a-z][a-z\d+.-]*:\/\//i;
const DATE_PARTS = /^\d{4}-\d\d-\d\d|^\d\d-[A-Za-z]{3}-\d{4}|^\d\d?[/.]\d\d?[/.]\d{4}|^\d\d:\d\d(?::\d\d)?$/;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Creates pseudonyms that depend on a key. */
export function createPseudonyms(key: Uint8Array): Pseudonyms {
  const digest = (kind: string, value: string): Buffer =>
    createHmac("sha256", key).update(`${kind}\0${value}`).digest();
  const name = (value: string): string => digest("name", value).toString("hex").slice(0, 12);

  /** As many digits as before, so that an id stays an id and epoch milliseconds stay epoch milliseconds. */
  function digits(text: string): string {
    const bytes = digest("digits", text);
    let at = 0;
    const isEpoch = /^1\d{9}(?:\d{3})?$/.test(text);
    return text.replaceAll(/\d/g, (digit, offset: number) => {
      const byte = bytes[at++ % bytes.length] ?? 0;
      // No leading zero, which would be another number.
      if (isEpoch && offset === 0) return "1";
      return digit === "0" && offset === 0 ? "0" : String(offset === 0 ? (byte % 9) + 1 : byte % 10);
    });
  }

  /** A valid date of the same spelling. */
  function date(text: string): string {
    const bytes = digest("date", text);
    const [day = 0, month = 0, year = 0, hour = 0, minute = 0] = bytes;
    const two = (value: number): string => String(value).padStart(2, "0");
    const [d, m, y] = [two((day % 28) + 1), (month % 12) + 1, String(2001 + (year % 60))];
    return text
      .replace(/^\d{4}-\d\d-\d\d/, `${y}-${two(m)}-${d}`)
      .replace(/^\d\d-[A-Za-z]{3}-\d{4}/, `${d}-${MONTHS[m - 1] ?? "Jan"}-${y}`)
      .replace(/^\d\d?([/.])\d\d?[/.]\d{4}/, (_, mark: string) => `${d}${mark}${two(m)}${mark}${y}`)
      .replace(/\d\d:\d\d/, `${two(hour % 24)}:${two(minute % 60)}`)
      .replace(/(\d\d:\d\d):\d\d(?:\.\d+)?/, "$1:00");
  }

  return {
    name,
    number: (text) =>
      /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)
        ? text.replace(/^(-?)([\d.]+)/, (_, sign: string, rest: string) => sign + digits(rest))
        : "0",
    text(text) {
      if (text.trim() === "") return text;
      if (EMAIL.test(text)) return `${name(text)}@example.com`;
      if (URL_TEXT.test(text)) return `https://example.com/${name(text)}`;
      if (/^-?\d+(?:\.\d+)?$/.test(text)) return text.replaceAll(/[\d.]+/g, digits);
      if (DATE_PARTS.test(text) && text.length <= 40 && /^[\d\sA-Za-z:.,+/-]+$/.test(text)) {
        const replaced = date(text);
        // Whatever stands behind the date could be anything.
        if (
          /^[\d:.\-/]+(?:T[\d:.]+)?(?:Z|[+-]\d\d:?\d\d)?$|^\d\d-[A-Za-z]{3}-\d{4}(?: \d\d:\d\d(?::\d\d)?)?$/.test(
            replaced,
          )
        )
          return replaced;
      }
      return `text-${name(text)}`;
    },
  };
}
