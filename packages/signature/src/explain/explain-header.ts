import { SIGNATURE_ENCODINGS, SIGNATURE_FORMATS, type SignatureEncoding, type SignatureFormat } from "../algorithm.js";
import { bytesToBigint, bitLength } from "../bytes/bigint.js";
import { MAX_SIGNATURE_LENGTH, readSignature, type SignatureNumbers } from "../signature-text.js";

/** What was done to the header's text between the signer and the server. */
export type HeaderDamage = "blanks" | "quotes" | "prefix" | "percent" | "plus-to-blank" | "padding" | "repeated";

/** One way to read a header as a signature. */
export interface HeaderReading {
  readonly numbers: SignatureNumbers;
  readonly format: SignatureFormat;
  readonly encoding: SignatureEncoding;
  /** Empty if the text is right as it is. */
  readonly damage: readonly HeaderDamage[];
}

/** All strict readings of a header, those of the unchanged text first. */
export function readHeader(values: readonly string[]): readonly HeaderReading[] {
  const readings: HeaderReading[] = [];
  for (const { text, damage } of spellings(values)) {
    for (const encoding of SIGNATURE_ENCODINGS) {
      for (const format of SIGNATURE_FORMATS) {
        const numbers = readSignature(text, format, encoding);
        if (numbers !== undefined) readings.push({ numbers, format, encoding, damage });
      }
    }
  }
  return readings;
}

interface Spelling {
  readonly text: string;
  readonly damage: readonly HeaderDamage[];
}

function spellings(values: readonly string[]): readonly Spelling[] {
  const all: Spelling[] = [];
  const repeated: readonly HeaderDamage[] = values.length > 1 ? ["repeated"] : [];
  for (const value of values.slice(0, 4)) {
    // Twice the limit leaves room for percent-encoding, which triples only a few of the characters.
    if (value.length > MAX_SIGNATURE_LENGTH * 2) continue;
    const steps: Spelling[] = [{ text: value, damage: repeated }];
    const repair = (damage: HeaderDamage, change: (text: string) => string): void => {
      const last = steps.at(-1);
      if (last === undefined) return;
      const text = change(last.text);
      if (text !== last.text) steps.push({ text, damage: [...last.damage, damage] });
    };
    repair("blanks", (text) => text.replaceAll(/^\s+|\s+$|[\r\n\t]/g, ""));
    repair("quotes", (text) => text.replace(/^(["'])(.*)\1$/, "$2"));
    repair("prefix", (text) => text.replace(/^[A-Za-z0-9-]{1,16}[=:]\s?(?=.)/, ""));
    repair("percent", percentDecode);
    repair("plus-to-blank", (text) => text.replaceAll(" ", "+"));
    repair("padding", pad);
    all.push(...steps);
  }
  return all;
}

function percentDecode(text: string): string {
  return text.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

function pad(text: string): string {
  return /^[A-Za-z0-9+/]+$/.test(text) ? text.padEnd(Math.ceil(text.length / 4) * 4, "=") : text;
}

/** The divisor length, in bits, of the key that made a signature, judged by its numbers: wrong once in 2^60. */
export function divisorLengthOf({ r, s, width }: SignatureNumbers): number | undefined {
  if (width !== undefined) return width * 8;
  const bits = Math.max(bitLength(bytesToBigint(r)), bitLength(bytesToBigint(s)));
  return [160, 224, 256].find((length) => bits <= length);
}
