import type { ParamType } from "@ck/protocol";
import type { Texts } from "../texts/texts.js";

/**
 * A value as the visitor's language writes it, in the form that the decoders read: `ja`, `2,5`, `３`. A sentence that asks
 * for "Ja oder Nein" must accept these words. Only for a value that does not decode as it is.
 *
 * @returns `undefined` if there is nothing to read in another way
 */
export function readReply(value: unknown, type: ParamType | undefined, texts: Texts): unknown {
  const read = readEach(value, type, texts);
  return read === value ? undefined : read;
}

function readEach(value: unknown, type: ParamType | undefined, texts: Texts): unknown {
  if (typeof value === "string") return value.length <= MAX_LENGTH ? readText(value, type, texts) : value;
  if (!type?.endsWith("-range") || !Array.isArray(value)) return value;
  const ends = value.map((end: unknown) => readEach(end, type, texts));
  return ends.some((end, index) => end !== value[index]) ? ends : value;
}

/** Longer than any reply that is read here. */
const MAX_LENGTH = 400;

function readText(text: string, type: ParamType | undefined, texts: Texts): unknown {
  switch (type) {
    case "boolean": {
      const isReply = (word: string): boolean => fold(word) === fold(text);
      if (texts.yes.some(isReply)) return true;
      return texts.no.some(isReply) ? false : text;
    }
    case "decimal":
    case "decimal-range": {
      const number = withAsciiDigits(text).replace("٫", ".");
      return decimalPoint(texts.locale) === "," ? number.replace(/^([^.,]*),([^.,]*)$/, "$1.$2") : number;
    }
    case "integer":
    case "integer-range":
    case "date":
    case "date-range":
    case "date-time":
    case "date-time-range":
    case "time":
    case "time-range":
      return withAsciiDigits(text);
    default:
      return text;
  }
}

/** The zeros of the digits that Arabic, Persian and Urdu, and Hindi write; NFKC knows those of Japanese keyboards. */
const ZEROS = [0x0660, 0x06f0, 0x0966];

function withAsciiDigits(text: string): string {
  return text.normalize("NFKC").replace(/[٠-٩۰-۹०-९]/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    return String(code - (ZEROS.findLast((zero) => zero <= code) ?? code));
  });
}

function decimalPoint(locale: string): string | undefined {
  return new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === "decimal")?.value;
}

/** Case, blanks and a full stop mean nothing. */
function fold(text: string): string {
  return text
    .normalize("NFKC")
    .trim()
    .replace(/[.!。।]+$/u, "")
    .toLowerCase();
}
