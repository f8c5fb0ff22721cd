import { textCodecs } from "../runtime.js";

/**
 * Recognises a `Uint8Array` (a `Buffer` is one) from any realm: test runners and `vm` contexts have classes of their own, so
 * `instanceof` can fail.
 */
export function isBytes(value: unknown): value is Uint8Array {
  return (
    ArrayBuffer.isView(value) &&
    (value as { readonly [Symbol.toStringTag]?: string })[Symbol.toStringTag] === "Uint8Array"
  );
}

/** The bytes of a `Uint8Array` or of an `ArrayBuffer` (as `await request.arrayBuffer()` gives); undefined for anything else. */
export function bytesOf(value: unknown): Uint8Array | undefined {
  if (isBytes(value)) return value;
  try {
    // The class's own method accepts only ArrayBuffers, of any realm, that were not transferred.
    ArrayBuffer.prototype.slice.call(value as ArrayBuffer, 0, 0);
    return new Uint8Array(value as ArrayBuffer);
  } catch {
    return undefined;
  }
}

/** Joins pieces into one array. */
export function concatBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

/** Compares public bytes; stops at the first difference. */
export function equalBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false;
  return true;
}

/** The UTF-8 bytes of a text. */
export function utf8(text: string): Uint8Array {
  const { TextEncoder } = textCodecs();
  return new TextEncoder().encode(text);
}
