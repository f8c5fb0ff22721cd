import { decodeBase64 } from "./base64.js";
import { equalBytes, isBytes, utf8 } from "./bytes.js";

/** In which way the bytes that were signed differ from the ones at hand. */
export type BodyDamage =
  | "none"
  | "parsed"
  | "reserialised"
  | "pretty-printed"
  | "escapes"
  | "blanks"
  | "byte-order-mark"
  | "line-breaks"
  | "charset"
  | "string-in-json"
  | "base64"
  | "params-only";

/** Bytes that may have been signed. */
export interface BodyReading {
  readonly damage: BodyDamage;
  readonly bytes: Uint8Array;
}

/** Above this size, in bytes, only the body as it is gets tried: a tool may be slow, but not for seconds. */
const MAX_REWRITTEN = 1_000_000;

/** The body as it is, then what it may have been before something on the way changed it; no bytes twice. */
export function readBody(body: unknown): readonly BodyReading[] {
  const readings: BodyReading[] = [];
  const add = (damage: BodyDamage, bytes: Uint8Array | undefined): void => {
    if (bytes !== undefined && !readings.some((reading) => equalBytes(reading.bytes, bytes)))
      readings.push({ damage, bytes });
  };

  const given = typeof body === "string" ? utf8(body) : isBytes(body) ? body : undefined;
  if (given !== undefined) add("none", given);
  const bytes = given ?? attempt(() => utf8(JSON.stringify(body)));
  if (bytes === undefined) return readings;
  add("parsed", bytes);
  if (bytes.length > MAX_REWRITTEN) return readings;

  const text = attempt(() => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  if (text === undefined) return readings;
  addText(text, bytes, add);
  addJson(text, given === undefined ? "parsed" : undefined, add);
  return readings;
}

type Add = (damage: BodyDamage, bytes: Uint8Array | undefined) => void;

function addText(text: string, bytes: Uint8Array, add: Add): void {
  add("byte-order-mark", text.startsWith("\uFEFF") ? bytes.subarray(3) : utf8(`\uFEFF${text}`));
  add("blanks", utf8(text.trim()));
  for (const ending of ["\n", "\r\n"]) add("blanks", utf8(text.trim() + ending));
  add("line-breaks", utf8(text.replaceAll("\r\n", "\n")));
  add("line-breaks", utf8(text.replaceAll(/\r?\n/g, "\r\n")));
  add("charset", latin1(text));
}

/** The bytes of a text each of whose characters was one byte before a wrong charset was assumed. */
function latin1(text: string): Uint8Array | undefined {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0xff) return undefined;
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function addJson(text: string, parsed: "parsed" | undefined, add: Add): void {
  const plain = text.replace(/^\uFEFF/, "").trim();
  const value = attempt((): unknown => JSON.parse(plain));
  if (value === undefined) {
    add("base64", decodeBase64(plain, "either"));
    return;
  }
  if (typeof value === "string") {
    add("string-in-json", utf8(value));
    add("base64", decodeBase64(value, "either"));
    return;
  }
  const isPretty = /^\s*[[{]\s*\n/.test(plain);
  for (const { damage, write } of SERIALISERS) {
    const written = attempt(() => write(value));
    if (written === undefined) continue;
    // A pretty text that is compact underneath was printed nicely by somebody; the rest was put together anew.
    const named = damage === "reserialised" && isPretty ? "pretty-printed" : damage;
    add(parsed ?? named, utf8(written));
  }
  if (typeof value === "object" && value !== null && "params" in value) {
    const { params } = value;
    for (const { write } of SERIALISERS)
      add(
        "params-only",
        attempt(() => utf8(write(params))),
      );
  }
}

interface Serialiser {
  readonly damage: BodyDamage;
  readonly write: (value: unknown) => string;
}

/** How common libraries write JSON: V8, Gson, Jackson, org.json, PHP, Python. */
const SERIALISERS: readonly Serialiser[] = [
  { damage: "reserialised", write: (value) => JSON.stringify(value) },
  { damage: "escapes", write: (value) => ascii(JSON.stringify(value)) },
  { damage: "escapes", write: (value) => ascii(JSON.stringify(value), true) },
  { damage: "escapes", write: (value) => JSON.stringify(value).replaceAll("/", "\\/") },
  { damage: "escapes", write: (value) => ascii(JSON.stringify(value)).replaceAll("/", "\\/") },
  { damage: "escapes", write: (value) => JSON.stringify(value).replaceAll("</", "<\\/") },
  { damage: "escapes", write: (value) => htmlSafe(JSON.stringify(value)) },
  { damage: "reserialised", write: spaced },
  { damage: "escapes", write: (value) => ascii(spaced(value)) },
  { damage: "reserialised", write: (value) => JSON.stringify(value, null, 2) },
  { damage: "reserialised", write: (value) => JSON.stringify(value, null, 4) },
  { damage: "reserialised", write: (value) => JSON.stringify(value, null, "\t") },
];

/** Characters beyond ASCII as escapes; in JSON they stand in strings only. */
function ascii(json: string, upperCase = false): string {
  return json.replaceAll(/[\u007f-\uffff]/g, (character) => {
    const digits = character.charCodeAt(0).toString(16).padStart(4, "0");
    return `\\u${upperCase ? digits.toUpperCase() : digits}`;
  });
}

/** What Gson escapes unless told: these stand in strings only, too. */
function htmlSafe(json: string): string {
  return json.replaceAll(
    /[<>&='\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** One line with a blank after each comma and colon, as Python writes it. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    return `{${Object.entries(value)
      .map(([name, member]) => `${JSON.stringify(name)}: ${spaced(member)}`)
      .join(", ")}}`;
  }
  return JSON.stringify(value);
}

/** A body may hold anything: lone surrogates, nesting without end, values that cannot be written. */
function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
