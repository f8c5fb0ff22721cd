/** Text as UTF-8. The text must not hold half a character. */
export function encodeUtf8(text: string): Uint8Array {
  // jsdom, in which many front-end tests run, has no TextEncoder and no TextDecoder.
  if (typeof TextEncoder === "function") return new TextEncoder().encode(text);
  const escaped = encodeURIComponent(text).match(/%..|[^%]/g) ?? [];
  return Uint8Array.from(escaped, (part) => (part.length === 3 ? parseInt(part.slice(1), 16) : part.charCodeAt(0)));
}

/** UTF-8 as text. Throws for bytes that are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array | DataView | ArrayBuffer): string {
  if (typeof TextDecoder === "function") return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  const view =
    "buffer" in bytes ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes);
  return decodeURIComponent(Array.from(view, (byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""));
}

/** Replaces each half of a character in JSON that `JSON.stringify` wrote by U+FFFD: it writes them as escapes. */
export function withoutLoneSurrogates(json: string): string {
  if (!json.includes("\\ud")) return json;
  // Every backslash begins an escape, so a match never starts inside another one.
  return json.replace(/\\(?:ud[89a-f]..|.)/g, (escape) => (escape.length === 6 ? "\ufffd" : escape));
}
