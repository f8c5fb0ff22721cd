import { textCodecs } from "../runtime.js";

/**
 * Recognises a `Uint8Array` (a `Buffer` is one) from any realm: test runners and `vm` contexts have classes of their own, so
 * `instanceof` can fail. What a subclass says of itself is not asked.
 */
export function isBytes(value: unknown): value is Uint8Array {
  if (!ArrayBuffer.isView(value)) return false;
  const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;
  return Reflect.get(typedArray, Symbol.toStringTag, value) === "Uint8Array";
}

/**
 * The bytes of a `Uint8Array` or of an `ArrayBuffer` (as `await request.arrayBuffer()` gives); undefined for anything else, and where they are gone
 * because they were transferred. Of memory that other threads can write it is a copy.
 */
export function bytesOf(value: unknown): Uint8Array | undefined {
  try {
    if (isBytes(value)) {
      const { buffer } = value;
      if (Object.prototype.toString.call(buffer) === "[object SharedArrayBuffer]") return new Uint8Array(value);
      // What was transferred looks empty. Only a view of it fails.
      if (value.byteLength === 0) new Uint8Array(buffer);
      return value;
    }
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
