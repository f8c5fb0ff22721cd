import { decodeBase64 } from "../bytes/base64.js";
import { bytesOf, equalBytes, utf8 } from "../bytes/bytes.js";
import { rawMember } from "./raw-member.js";

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

/**
 * The body as it is, then what it may have been before something on the way changed it; no bytes twice. One at a time, because each costs
 * some milliseconds for a large body, and who asks has a deadline.
 */
export function* readBody(body: unknown): Generator<BodyReading> {
  const seen: Uint8Array[] = [];
  for (const { damage, bytes } of possibleBodies(body)) {
    if (bytes === undefined || seen.some((known) => equalBytes(known, bytes))) continue;
    seen.push(bytes);
    yield { damage, bytes };
  }
}

type Possible = Generator<{ readonly damage: BodyDamage; readonly bytes: Uint8Array | undefined }>;

function* possibleBodies(body: unknown): Possible {
  const given = typeof body === "string" ? utf8(body) : bytesOf(body);
  if (given !== undefined) yield { damage: "none", bytes: given };
  const bytes = given ?? attempt(() => utf8(JSON.stringify(body)));
  if (bytes === undefined) return;
  yield { damage: "parsed", bytes };
  if (bytes.length > MAX_REWRITTEN) return;

  const text = attempt(() => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  if (text === undefined) {
    // The other way round: what was signed as UTF-8 came as one byte a character.
    yield { damage: "charset", bytes: utf8(fromLatin1(bytes)) };
    return;
  }
  for (const { damage, bytes: changed } of concatenate(
    changedText(text, bytes),
    changedJson(text),
    otherBlanks(text),
  )) {
    // Whatever the parser of a parsed object did beside, the mend is the same.
    yield { damage: given === undefined && damage !== "params-only" ? "parsed" : damage, bytes: changed };
  }
}

function* concatenate(...parts: readonly Possible[]): Possible {
  for (const part of parts) yield* part;
}

function* changedText(text: string, bytes: Uint8Array): Possible {
  yield { damage: "byte-order-mark", bytes: text.startsWith("\uFEFF") ? bytes.subarray(3) : utf8(`\uFEFF${text}`) };
  yield { damage: "blanks", bytes: utf8(text.trim()) };
  for (const ending of ["\n", "\r\n"]) yield { damage: "blanks", bytes: utf8(text.trim() + ending) };
  yield { damage: "line-breaks", bytes: utf8(text.replaceAll(/\r\n?/g, "\n")) };
  yield { damage: "line-breaks", bytes: utf8(text.replaceAll(/\r\n?|\n/g, "\r\n")) };
  yield { damage: "charset", bytes: toLatin1(text) };
}

/** Blanks that somebody may have trimmed, less likely ones: tried last. */
function* otherBlanks(text: string): Possible {
  const trimmed = text.trim();
  for (const before of ["", " ", "\n", "\r\n"])
    for (const after of ["", " ", "\n", "\r\n", "\n\n", " \n"])
      yield { damage: "blanks", bytes: utf8(before + trimmed + after) };
}

/** What the bytes 0x80 to 0x9F stand for in Windows-1252, which the Encoding Standard takes for Latin-1. */
const WINDOWS_1252 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8DŽ\x8F\x90‘’“”•–—˜™š›œ\x9DžŸ";

/** The bytes of a text each of whose characters was one byte before a wrong charset was assumed. */
function toLatin1(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const byte = code <= 0xff ? code : WINDOWS_1252.indexOf(text.charAt(index)) + 0x80;
    if (byte < 0x80 && code > 0xff) return undefined;
    bytes[index] = byte;
  }
  return bytes;
}

function fromLatin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes)
    text += byte >= 0x80 && byte < 0xa0 ? WINDOWS_1252.charAt(byte - 0x80) : String.fromCharCode(byte);
  return text;
}

function* changedJson(text: string): Possible {
  const plain = text.replace(/^\uFEFF/, "").trim();
  const value = attempt((): unknown => JSON.parse(plain));
  if (value === undefined) {
    yield { damage: "base64", bytes: decodeBase64(plain, "either") };
    return;
  }
  if (typeof value === "string") {
    yield { damage: "string-in-json", bytes: utf8(value) };
    yield { damage: "base64", bytes: decodeBase64(value, "either") };
    return;
  }
  const named = rewritten(plain, value);
  for (const { damage, write } of SERIALISERS)
    yield { damage: damage === "reserialised" ? named : damage, bytes: attempt(() => utf8(write(value))) };
  if (typeof value === "object" && value !== null && "params" in value) {
    const { params } = value;
    yield { damage: "params-only", bytes: attempt(() => utf8(rawMember(plain, "params") ?? "")) };
    for (const { write } of SERIALISERS) yield { damage: "params-only", bytes: attempt(() => utf8(write(params))) };
  }
}

/** What was done to a text of which another spelling of the same JSON was signed, as the text shows it. */
function rewritten(text: string, value: unknown): BodyDamage {
  // A pretty text that is compact underneath was printed nicely by somebody; the rest was put together anew.
  if (/^[[{]\s*\n/.test(text)) return "pretty-printed";
  const escapes = (json: string | undefined) => json?.match(/\\[u/]/g)?.length ?? 0;
  return escapes(text) === escapes(attempt(() => JSON.stringify(value))) ? "reserialised" : "escapes";
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
  { damage: "reserialised", write: (value) => `${JSON.stringify(value, null, 2)}\n` },
  { damage: "escapes", write: (value) => ascii(JSON.stringify(value, null, 2)) },
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
