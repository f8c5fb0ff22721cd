import type { Measure } from "./measure-value.js";

/** How a library writes JSON. */
export interface Serialiser {
  readonly damage: "reserialised" | "escapes";
  readonly write: (value: unknown) => string;
  /** The width of a level of indentation; absent for one line. */
  readonly indent?: number;
}

/** How common libraries write JSON: V8, Gson, Jackson, org.json, PHP, Python. */
export const SERIALISERS: readonly Serialiser[] = [
  { damage: "reserialised", write: (value) => JSON.stringify(value) },
  { damage: "escapes", write: (value) => ascii(JSON.stringify(value)) },
  { damage: "escapes", write: (value) => ascii(JSON.stringify(value), true) },
  { damage: "escapes", write: (value) => JSON.stringify(value).replaceAll("/", "\\/") },
  { damage: "escapes", write: (value) => ascii(JSON.stringify(value)).replaceAll("/", "\\/") },
  { damage: "escapes", write: (value) => JSON.stringify(value).replaceAll("</", "<\\/") },
  { damage: "escapes", write: (value) => htmlSafe(JSON.stringify(value)) },
  { damage: "reserialised", write: spaced },
  { damage: "escapes", write: (value) => ascii(spaced(value)) },
  { damage: "reserialised", indent: 2, write: (value) => JSON.stringify(value, null, 2) },
  { damage: "reserialised", indent: 4, write: (value) => JSON.stringify(value, null, 4) },
  { damage: "reserialised", indent: 1, write: (value) => JSON.stringify(value, null, "\t") },
  { damage: "reserialised", indent: 2, write: (value) => `${JSON.stringify(value, null, 2)}\n` },
  { damage: "escapes", indent: 2, write: (value) => ascii(JSON.stringify(value, null, 2)) },
];

/** The most that a serialiser writes for a value, in bytes and in characters. */
export function mostWritten({ indent }: Serialiser, measure: Measure): number {
  // Escapes take six characters; a character that is not escaped has at most three bytes.
  const { compact, separators, escapable, slashes, lines, levels } = measure;
  const line = compact + separators + escapable * 5 + slashes;
  return indent === undefined ? line : line + lines + 1 + levels * indent;
}

/** Writes characters beyond ASCII as escapes; in JSON they occur only in strings. */
function ascii(json: string, upperCase = false): string {
  return escapeSome(json, (code) => code > 0x7e, upperCase);
}

/** Escapes what Gson escapes by default; these characters, too, occur only in strings. */
function htmlSafe(json: string): string {
  return escapeSome(json, (code) => "<>&='\u2028\u2029".includes(String.fromCharCode(code)));
}

/** A callback of `replaceAll` would keep an object for each match until the end. */
function escapeSome(json: string, isEscaped: (code: number) => boolean, upperCase = false): string {
  const pieces: string[] = [];
  let from = 0;
  for (let index = 0; index < json.length; index++) {
    const code = json.charCodeAt(index);
    if (!isEscaped(code)) continue;
    const digits = code.toString(16).padStart(4, "0");
    pieces.push(json.slice(from, index), "\\u", upperCase ? digits.toUpperCase() : digits);
    from = index + 1;
    if (pieces.length > 3_000) pieces.splice(0, pieces.length, pieces.join(""));
  }
  pieces.push(json.slice(from));
  return pieces.join("");
}

/** One line with a space after each comma and colon, as Python writes it. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    return `{${Object.entries(value)
      .map(([name, member]) => `${JSON.stringify(name)}: ${spaced(member)}`)
      .join(", ")}}`;
  }
  return JSON.stringify(value);
}
