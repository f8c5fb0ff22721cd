import { decodeBase64 } from "../bytes/base64.js";
import { bytesOf, equalBytes, utf8 } from "../bytes/bytes.js";
import { rawMember } from "./raw-member.js";

/** How the bytes that were signed differ from those that were given. */
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
 * The body as it is, then what it may have been before something changed it on the way; no bytes twice. One at a time, because each
 * can cost milliseconds for a large body, and the caller has a deadline.
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
    // The other way round: the body was signed as UTF-8 and received as Latin-1.
    yield { damage: "charset", bytes: utf8(fromLatin1(bytes)) };
    return;
  }
  for (const { damage, bytes: changed } of concatenate(
    changedText(text, bytes),
    changedJson(text),
    otherBlanks(text),
  )) {
    // Whatever else the parser did, the fix is the same.
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

/** Blanks that may have been trimmed, less likely ones: tried last. */
function* otherBlanks(text: string): Possible {
  const trimmed = text.trim();
  for (const before of ["", " ", "\n", "\r\n"])
    for (const after of ["", " ", "\n", "\r\n", "\n\n", " \n"])
      yield { damage: "blanks", bytes: utf8(before + trimmed + after) };
}

/** What the bytes 0x80 to 0x9F mean in Windows-1252, which the Encoding Standard uses for the label Latin-1. */
const WINDOWS_1252 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8DŽ\x8F\x90‘’“”•–—˜™š›œ\x9DžŸ";

/** The bytes of a text whose characters were single bytes before they were decoded with the wrong charset. */
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

/** Guesses from a text what was done to it, if another spelling of the same JSON was signed. */
function rewritten(text: string, value: unknown): BodyDamage {
  // An indented text was pretty-printed by somebody; anything else was parsed and serialised again.
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

/** Writes characters beyond ASCII as escapes; in JSON they occur only in strings. */
function ascii(json: string, upperCase = false): string {
  return json.replaceAll(/[\u007f-\uffff]/g, (character) => {
    const digits = character.charCodeAt(0).toString(16).padStart(4, "0");
    return `\\u${upperCase ? digits.toUpperCase() : digits}`;
  });
}

/** Escapes what Gson escapes by default; these characters, too, occur only in strings. */
function htmlSafe(json: string): string {
  return json.replaceAll(
    /[<>&='\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
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

/** A body may contain anything: lone surrogates, endless nesting, values that cannot be serialised. */
function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
