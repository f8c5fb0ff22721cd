import { readJson, writeJson, type Escape, type JsonSpelling } from "@ck/emulator";

/** How the JSON of a body is written. */
export interface SeenSpelling {
  /** Blanks and line breaks. `"other"`: no spelling that the emulator has writes these bytes. */
  readonly blanks: Pick<JsonSpelling, "comma" | "colon" | "indent" | "end"> | "other";
  /** The classes of characters that came escaped. */
  readonly escaped: readonly Escape[];
  /** The classes of characters that came as they are. */
  readonly plain: readonly Escape[];
  /** The digits of escapes, if letters are among them. */
  readonly hex?: "lower" | "upper";
}

const TEXT = /"[^"\\]*(?:\\.[^"\\]*)*"/g;
const CLASSES: readonly (readonly [Escape, plain: RegExp, escaped: RegExp])[] = [
  ["non-ascii", /[\u0080-\uffff]/, /\\u(?!00[0-7])[\da-fA-F]{4}/],
  ["slash", /(?<!\\)\//, /\\\//],
  ["html", /[<>&=']/, /\\u00(?:3[cCdDeE]|2[67])/],
];

/**
 * Reads from a body how its JSON is written. It is only believed if that spelling gives the same bytes again.
 *
 * @returns `undefined` if it is not JSON
 */
export function spellingOf(text: string): SeenSpelling | undefined {
  const value = readJson(text);
  if (typeof value !== "object" || value === null) return undefined;
  const texts = (text.match(TEXT) ?? []).map((each) => each.replaceAll("\\\\", ""));
  const seen = (side: 1 | 2): Escape[] =>
    CLASSES.flatMap((each) => (texts.some((token) => each[side].test(token)) ? [each[0]] : []));
  const [plain, escaped] = [seen(1), seen(2)];
  const digits = texts.flatMap((token) => token.match(/(?<=\\u)[\da-fA-F]{4}/g) ?? []).join("");
  const hex = /[A-F]/.test(digits) ? "upper" : /[a-f]/.test(digits) ? "lower" : undefined;
  const blanks = blanksOf(text);
  const spelling: JsonSpelling = { ...blanks, escape: escaped, ...(hex !== undefined && { hex }) };
  const isExact = writeJson(value, spelling) === text;
  return { blanks: isExact ? blanks : "other", escaped, plain, ...(hex !== undefined && { hex }) };
}

/** The blanks of the first places; whether the others are alike is seen when the text is written again. */
function blanksOf(text: string): Pick<JsonSpelling, "comma" | "colon" | "indent" | "end"> {
  // Without the texts, all that is left are brackets, marks, scalars and blanks.
  const frame = text.replaceAll(TEXT, '""');
  const indent = /^\{\n([ \t]*)"/.exec(frame)?.[1];
  const comma = /\s*,\s*/.exec(frame)?.[0];
  const colon = /\s*:\s*/.exec(frame)?.[0] ?? ":";
  const end = /\s*$/.exec(frame)?.[0] ?? "";
  const between = indent === undefined ? comma : comma?.trimEnd();
  return {
    ...(between !== undefined && between !== "," && { comma: between }),
    ...(colon !== ":" && { colon }),
    ...(indent !== undefined && { indent }),
    ...(end !== "" && { end }),
  };
}
