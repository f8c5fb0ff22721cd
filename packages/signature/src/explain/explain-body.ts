import { decodeBase64 } from "../bytes/base64.js";
import { bytesOf, utf8 } from "../bytes/bytes.js";
import { encodeHex } from "../bytes/hex.js";
import { digestSync } from "../hash/digest.js";
import { createBudget, type Budget } from "./budget.js";
import { fromLatin1, fromUtf16, fromUtf8, toLatin1 } from "./charset.js";
import { measureValue, type Measure } from "./measure-value.js";
import { rawMember } from "./raw-member.js";
import { mostWritten, SERIALISERS } from "./serialisers.js";

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

/** The forms of a body, one at a time, because each costs time and the caller has a deadline. */
export interface BodyForms extends Iterable<BodyReading> {
  /** Whether a form was left out, because it would be too large or the time is up. */
  readonly isIncomplete: boolean;
}

/** Above this size, in bytes, only the body as it is gets tried: a tool may be slow, but not for seconds. */
const MAX_REWRITTEN = 1_000_000;

/**
 * The body as it is, then what it may have been before something changed it on the way; no bytes twice. Its time and memory are
 * bounded by the size of the body and by `isOver`, whatever the body is.
 */
export function readBody(body: unknown, isOver: () => boolean): BodyForms {
  let isIncomplete = false;
  function* forms(): Generator<BodyReading> {
    const seen = new Set<string>();
    for (const { damage, bytes } of possibleBodies(body, isOver, () => (isIncomplete = true))) {
      if (bytes === undefined) continue;
      // The bytes themselves would be kept sixty times.
      const digest = encodeHex(digestSync("sha256", bytes));
      if (seen.has(digest)) continue;
      seen.add(digest);
      yield { damage, bytes };
    }
  }
  return {
    [Symbol.iterator]: forms,
    get isIncomplete() {
      return isIncomplete;
    },
  };
}

type Possible = Generator<{ readonly damage: BodyDamage; readonly bytes: Uint8Array | undefined }>;

function* possibleBodies(body: unknown, isOver: () => boolean, leaveOut: () => void): Possible {
  const given = typeof body === "string" ? utf8(body) : bytesOf(body);
  if (given !== undefined) yield { damage: "none", bytes: given };
  const bytes = given ?? attempt(() => serialised(body));
  if (bytes !== undefined) yield { damage: "parsed", bytes };
  if (bytes === undefined || bytes.length > MAX_REWRITTEN) {
    leaveOut();
    return;
  }

  const budget = createBudget(bytes.length, isOver);
  for (const { damage, bytes: changed } of changedBytes(bytes, budget)) {
    // Whatever else the parser did, the fix is the same.
    yield { damage: given === undefined && damage !== "params-only" ? "parsed" : damage, bytes: changed };
  }
  if (budget.isExceeded) leaveOut();
}

/** A parsed object, written as V8 does; undefined for one that is too large or too deep. */
function serialised(body: unknown): Uint8Array | undefined {
  return measureValue(body, MAX_REWRITTEN) && utf8(JSON.stringify(body));
}

function* changedBytes(bytes: Uint8Array, budget: Budget): Possible {
  const wide = budget.spend(bytes.length * 2) ? fromUtf16(bytes) : undefined;
  if (wide !== undefined) yield { damage: "charset", bytes: utf8(wide) };
  const text = fromUtf8(bytes);
  if (text === undefined) {
    // The other way round: the body was signed as UTF-8 and received as Latin-1.
    if (budget.spend(bytes.length * 3)) yield { damage: "charset", bytes: utf8(fromLatin1(bytes)) };
    return;
  }
  yield* changedText(text, bytes, budget);
  yield* changedJson(text, budget);
  yield* otherBlanks(text, bytes, budget);
}

function* changedText(text: string, bytes: Uint8Array, budget: Budget): Possible {
  const { length } = bytes;
  // Of all forms below at once: the longest line break doubles a body of line breaks.
  if (!budget.spend(length * 8)) return;
  yield { damage: "byte-order-mark", bytes: text.startsWith("\uFEFF") ? bytes.subarray(3) : utf8(`\uFEFF${text}`) };
  yield { damage: "blanks", bytes: utf8(text.trim()) };
  for (const ending of ["\n", "\r\n"]) yield { damage: "blanks", bytes: utf8(text.trim() + ending) };
  yield { damage: "line-breaks", bytes: utf8(text.replaceAll("\r\n", "\n").replaceAll("\r", "\n")) };
  const broken = text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").replaceAll("\n", "\r\n");
  yield { damage: "line-breaks", bytes: utf8(broken) };
  yield { damage: "charset", bytes: toLatin1(text) };
}

/** Blanks that may have been trimmed, less likely ones: tried last. */
function* otherBlanks(text: string, { length }: Uint8Array, budget: Budget): Possible {
  const trimmed = text.trim();
  for (const before of ["", " ", "\n", "\r\n"]) {
    for (const after of ["", " ", "\n", "\r\n", "\n\n", " \n"])
      if (budget.spend(length + 4)) yield { damage: "blanks", bytes: utf8(before + trimmed + after) };
  }
}

function* changedJson(text: string, budget: Budget): Possible {
  const plain = text.replace(/^\uFEFF/, "").trim();
  const value = attempt((): unknown => JSON.parse(plain));
  if (value === undefined) {
    if (budget.spend(plain.length)) yield { damage: "base64", bytes: decodeBase64(plain, "either") };
    return;
  }
  if (typeof value === "string") {
    if (budget.spend(plain.length * 2)) {
      yield { damage: "string-in-json", bytes: utf8(value) };
      yield { damage: "base64", bytes: decodeBase64(value, "either") };
    }
    return;
  }
  // Once for all of its forms; a value that is too deep or too long for them has no measure.
  const measure = attempt(() => measureValue(value, plain.length * 8 + 1_024));
  if (measure === undefined) return void budget.spend(Infinity);
  yield* written(value, measure, rewritten(plain, value), budget);
  if (typeof value === "object" && value !== null && "params" in value) {
    const { params } = value;
    if (budget.spend(plain.length * 3)) yield { damage: "params-only", bytes: utf8(rawMember(plain, "params") ?? "") };
    yield* written(params, measure, "params-only", budget);
  }
}

/** A value as each library writes it. A part of a value is not larger than the whole, so the whole's measure serves for both. */
function* written(value: unknown, measure: Measure, damage: BodyDamage, budget: Budget): Possible {
  for (const serialiser of SERIALISERS) {
    if (!budget.spend(mostWritten(serialiser, measure))) continue;
    const named = damage === "params-only" || serialiser.damage === "reserialised" ? damage : serialiser.damage;
    yield { damage: named, bytes: attempt(() => utf8(serialiser.write(value))) };
  }
}

/** Guesses from a text what was done to it, if another spelling of the same JSON was signed. */
function rewritten(text: string, value: unknown): BodyDamage {
  // An indented text was pretty-printed by somebody; anything else was parsed and serialised again.
  if (/^[[{]\s*\n/.test(text)) return "pretty-printed";
  return escapesIn(text) === escapesIn(attempt(() => JSON.stringify(value)) ?? "") ? "reserialised" : "escapes";
}

/** How many of its characters are written as `\u…` or `\/`. */
function escapesIn(json: string): number {
  let count = 0;
  for (let at = json.indexOf("\\"); at >= 0; at = json.indexOf("\\", at + 2))
    if (json.charAt(at + 1) === "u" || json.charAt(at + 1) === "/") count++;
  return count;
}

/** A body may contain anything: lone surrogates, values that cannot be serialised. */
function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
