import type { Issue, IssueCode } from "../error.js";
import { quoteLongIntegers } from "./long-integers.js";
import { safeValue, type SafeValue } from "./safe-value.js";
import { isRecord, shapeOf } from "./shape.js";
import { decodeUtf8, encodeUtf8 } from "./utf8.js";

/** A body that cannot be read, and why. */
export interface UnreadableBody {
  readonly ok: false;
  readonly issues: readonly Issue[];
}

/** The object that a body holds, or why it holds none. */
export type ReadBody = { readonly ok: true; readonly value: Readonly<Record<string, unknown>> } | UnreadableBody;

/**
 * Reads a body (text, UTF-8 bytes or an object that was already parsed) into a safe object. It can throw only what a getter
 * or a proxy in a parsed body throws; {@link guarded} turns that into an issue.
 */
export function readBody(body: unknown, { maxBytes = Infinity }: { maxBytes?: number } = {}): ReadBody {
  if (typeof body === "string") {
    // A character takes at least one byte, so a text that is far too long need not be encoded to be measured.
    const size = body.length > maxBytes || maxBytes === Infinity ? body.length : encodeUtf8(body).byteLength;
    return size > maxBytes ? tooLarge(size, maxBytes) : readText(body);
  }
  if (!isBytes(body)) return readParsed(body);
  if (body.byteLength > maxBytes) return tooLarge(body.byteLength, maxBytes);
  let text: string;
  try {
    text = decodeUtf8(body);
  } catch {
    return unreadable("not_utf8", "expected UTF-8, got bytes that are not");
  }
  return readText(text);
}

/** Runs a reader, and turns whatever a getter or a proxy throws into an issue. */
export function guarded<T>(read: () => T): T | UnreadableBody {
  try {
    return read();
  } catch {
    return unreadable("unreadable", "expected a readable object; reading one of its properties threw");
  }
}

function readText(text: string): ReadBody {
  const json = text.startsWith("\uFEFF") ? text.slice(1) : text;
  if (json === "") return unreadable("not_json", "expected a JSON object, got an empty body");
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    // Some engines parse recursively and run out of stack where V8 does not.
    if (nameOf(error) === "RangeError")
      return unreadable("too_deep", "expected JSON, got more levels of nesting than can be read");
    return unreadable("not_json", `expected JSON, got text that is not${position(error)}`);
  }
  if (!isRecord(value)) return notObject(value);
  const safe = safeValue(value, { shared: false });
  // Hardly ever: the same text again, with what the engine's parser rounds in quotes.
  return toRead(safe.ok && safe.isRounded ? safeValue(JSON.parse(quoteLongIntegers(json)), { shared: false }) : safe);
}

function readParsed(value: unknown): ReadBody {
  return isRecord(value) ? toRead(safeValue(value, { shared: true })) : notObject(value);
}

function toRead(safe: SafeValue): ReadBody {
  return safe.ok ? { ok: true, value: safe.value as Readonly<Record<string, unknown>> } : safe;
}

function notObject(value: unknown): UnreadableBody {
  return unreadable("not_object", `expected a JSON object, got ${shapeOf(value)}`);
}

/** By tag, not by `instanceof`: the bytes may come from another realm. */
function isBytes(body: unknown): body is Uint8Array | DataView | ArrayBuffer {
  return ArrayBuffer.isView(body) || Object.prototype.toString.call(body) === "[object ArrayBuffer]";
}

function unreadable(code: IssueCode, message: string): UnreadableBody {
  return { ok: false, issues: [{ path: [], message, code }] };
}

function tooLarge(size: number, maxBytes: number): UnreadableBody {
  return unreadable("too_large", `expected at most ${maxBytes} bytes, got ${size} or more`);
}

/** By name, not by `instanceof`: the error may come from another realm. */
function nameOf(error: unknown): string | undefined {
  return (error as Partial<Error> | undefined)?.name;
}

/** Only the position: the engine's own message quotes the text, which is a visitor's. */
function position(error: unknown): string {
  const { message = "" } = error as Partial<Error>;
  const at = /in JSON at position (\d{1,15})(?: \(line \d+ column \d+\))?$/.exec(message)?.[1];
  if (at !== undefined) return `, from character ${at} on`;
  return message.endsWith("end of JSON input") ? ": it ends too early" : "";
}
