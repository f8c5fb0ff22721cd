import type { Issue, IssueCode } from "../error.js";
import { safeValue } from "./safe-value.js";
import { isRecord, shapeOf } from "./shape.js";

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Why a body holds nothing that can be read. */
export interface Refusal {
  readonly ok: false;
  readonly issues: readonly Issue[];
}

/** The object that a body holds, or why there is none. */
export type ReadBody = { readonly ok: true; readonly value: Readonly<Record<string, unknown>> } | Refusal;

/**
 * Reads a body, as text, as UTF-8 bytes or already parsed, to a safe object. Can throw only what a getter or a proxy in
 * a parsed body throws: {@link guarded} turns that into an issue.
 */
export function readBody(body: unknown, { maxBytes = Infinity }: { maxBytes?: number } = {}): ReadBody {
  if (typeof body === "string") {
    // A character has at least one byte, so a text that is far too long is not encoded only to be measured.
    const size =
      body.length > maxBytes || maxBytes === Infinity ? body.length : new TextEncoder().encode(body).byteLength;
    return size > maxBytes ? tooLarge(size, maxBytes) : readText(body);
  }
  if (!isBytes(body)) return readValue(body, { shared: true });
  if (body.byteLength > maxBytes) return tooLarge(body.byteLength, maxBytes);
  let text: string;
  try {
    text = decoder.decode(body);
  } catch {
    return refusal("not_utf8", "expected UTF-8; came bytes that are not");
  }
  return readText(text);
}

/** Runs a reader so that nothing which a getter or a proxy throws gets out. */
export function guarded<T>(read: () => T): T | Refusal {
  try {
    return read();
  } catch {
    return refusal("unreadable", "expected an object that can be read; reading one of its properties threw");
  }
}

function readText(text: string): ReadBody {
  const json = text.startsWith("\uFEFF") ? text.slice(1) : text;
  if (json === "") return refusal("not_json", "expected a JSON object; came an empty body");
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    // Some engines parse by recursion, and run out of stack where V8 does not.
    if (error instanceof RangeError) return refusal("too_deep", "expected JSON; came more nesting than can be read");
    return refusal("not_json", `expected JSON; came text that is not${position(error)}`);
  }
  return readValue(value, { shared: false });
}

function readValue(value: unknown, options: { shared: boolean }): ReadBody {
  if (!isRecord(value)) return refusal("not_object", `expected a JSON object; came ${shapeOf(value)}`);
  const safe = safeValue(value, options);
  return safe.ok ? { ok: true, value: safe.value as Readonly<Record<string, unknown>> } : safe;
}

/** By tag, not by `instanceof`: bytes can come from another realm. */
function isBytes(body: unknown): body is Uint8Array | DataView | ArrayBuffer {
  return ArrayBuffer.isView(body) || Object.prototype.toString.call(body) === "[object ArrayBuffer]";
}

function refusal(code: IssueCode, message: string): Refusal {
  return { ok: false, issues: [{ path: [], message, code }] };
}

function tooLarge(size: number, maxBytes: number): Refusal {
  return refusal("too_large", `expected at most ${maxBytes} bytes; came ${size} or more`);
}

/** Only the number: the engine's own message quotes the text, and the text is a visitor's. */
function position(error: unknown): string {
  const message = error instanceof Error ? error.message : "";
  const at = /in JSON at position (\d{1,15})(?: \(line \d+ column \d+\))?$/.exec(message)?.[1];
  if (at !== undefined) return `, from character ${at} on`;
  return message.endsWith("end of JSON input") ? ": it ends too early" : "";
}
