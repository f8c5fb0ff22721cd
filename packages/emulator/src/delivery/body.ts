/** Bytes in a form that JSON can carry: as text if they are UTF-8 and the text gives the same bytes again, otherwise Base64. */
export interface Body {
  readonly encoding: "utf8" | "base64";
  readonly content: string;
}

/**
 * Converts bytes to a form that JSON can carry, without loss.
 *
 * @example
 * ```ts
 * import { toBody } from "@ck/emulator";
 *
 * toBody(new Uint8Array([123, 125])); // → { encoding: "utf8", content: "{}" }
 * toBody(new Uint8Array([255])); // → { encoding: "base64", content: "/w==" }
 * ```
 */
export function toBody(bytes: Uint8Array): Body {
  try {
    return { encoding: "utf8", content: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { encoding: "base64", content: toBase64(bytes) };
  }
}

/**
 * Converts a body back to its exact bytes.
 *
 * @example
 * ```ts
 * import { bytesOf } from "@ck/emulator";
 *
 * bytesOf({ encoding: "utf8", content: "{}" }); // → new Uint8Array([123, 125])
 * ```
 */
export function bytesOf({ encoding, content }: Body): Uint8Array {
  return encoding === "utf8" ? new TextEncoder().encode(content) : fromBase64(content);
}

/**
 * Converts a body to text; bytes that are not UTF-8 become replacement characters.
 *
 * @example
 * ```ts
 * import { textOf } from "@ck/emulator";
 *
 * textOf({ encoding: "base64", content: "e30=" }); // → "{}"
 * ```
 */
export function textOf(body: Body): string {
  return body.encoding === "utf8" ? body.content : new TextDecoder().decode(fromBase64(body.content));
}

function toBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  // Not in one go: a call has a limited number of arguments.
  for (let at = 0; at < bytes.length; at += 8192) pieces.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return btoa(pieces.join(""));
}

/** Characters that are not Base64 are skipped: the text may have been edited by hand. */
function fromBase64(text: string): Uint8Array {
  const digits = text
    .replaceAll("-", "+")
    .replaceAll("_", "/")
    .replace(/[^A-Za-z0-9+/]/g, "");
  const usable = digits.length % 4 === 1 ? digits.slice(0, -1) : digits;
  return Uint8Array.from(atob(usable), (character) => character.charCodeAt(0));
}
