import { textCodecs } from "../runtime.js";

/** What the bytes 0x80 to 0x9F mean in Windows-1252, which the Encoding Standard uses for the label Latin-1. */
const WINDOWS_1252 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8DŽ\x8F\x90‘’“”•–—˜™š›œ\x9DžŸ";

/** The bytes of a text whose characters were single bytes before they were decoded with the wrong charset. */
export function toLatin1(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const byte = code <= 0xff ? code : WINDOWS_1252.indexOf(text.charAt(index)) + 0x80;
    if (byte < 0x80 && code > 0xff) return undefined;
    bytes[index] = byte;
  }
  return bytes;
}

/** The text of bytes that are one character each. */
export function fromLatin1(bytes: Uint8Array): string {
  const pieces: string[] = [];
  // In pieces, because a string that grows by characters takes 32 bytes for each of them.
  for (let from = 0; from < bytes.length; from += 4_096) {
    const codes = Array.from(bytes.subarray(from, from + 4_096), (byte) =>
      byte >= 0x80 && byte < 0xa0 ? WINDOWS_1252.charCodeAt(byte - 0x80) : byte,
    );
    pieces.push(String.fromCharCode(...codes));
  }
  return pieces.join("");
}

/** The text of bytes in UTF-8, with its byte order mark; undefined if they are anything else. */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  const { TextDecoder } = textCodecs();
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The text of bytes in UTF-16, as their byte order mark or the zeros in ASCII text show it; undefined for anything else. */
export function fromUtf16(bytes: Uint8Array): string | undefined {
  const charset = utf16Of(bytes);
  if (charset === undefined || bytes.length % 2 !== 0) return undefined;
  const swapped = charset === "UTF-16BE" ? swapPairs(bytes) : bytes;
  const { TextDecoder } = textCodecs();
  try {
    return new TextDecoder("utf-16le", { fatal: true }).decode(swapped);
  } catch {
    return undefined;
  }
}

function utf16Of([first, second]: Uint8Array): "UTF-16LE" | "UTF-16BE" | undefined {
  if (first === undefined || second === undefined) return undefined;
  // JSON begins with a character of ASCII.
  if ((first === 0xff && second === 0xfe) || (first > 0 && second === 0)) return "UTF-16LE";
  if ((first === 0xfe && second === 0xff) || (first === 0 && second > 0)) return "UTF-16BE";
  return undefined;
}

function swapPairs(bytes: Uint8Array): Uint8Array {
  const swapped = Uint8Array.from(bytes);
  for (let index = 0; index + 1 < bytes.length; index += 2) {
    swapped[index] = bytes[index + 1] ?? 0;
    swapped[index + 1] = bytes[index] ?? 0;
  }
  return swapped;
}

/** How bytes are encoded, if it is not as UTF-8 text: for a message. Brotli has no mark by which it could be recognised. */
export function describeEncoding(bytes: Uint8Array): string | undefined {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes;
  if (first === 0x1f && second === 0x8b) return "compressed with gzip";
  if (first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd) return "compressed with Zstandard";
  // The two bytes of a zlib header are a multiple of 31 (RFC 1950 §2.2); its most frequent beginning is x.
  if (first === 0x78 && (first * 256 + second) % 31 === 0 && fromUtf8(bytes.subarray(0, 65_536)) === undefined)
    return "compressed with deflate";
  const utf16 = utf16Of(bytes);
  if (utf16 !== undefined) return `encoded in ${utf16}`;
  const wrong = firstNotUtf8(bytes);
  return wrong === undefined
    ? undefined
    : `not UTF-8 (from the byte at offset ${wrong}): text in another charset, or compressed`;
}

/** The offset of the first byte that cannot be part of UTF-8 (RFC 3629 §4). */
function firstNotUtf8(bytes: Uint8Array): number | undefined {
  const most = Math.min(bytes.length, 1_000_000);
  for (let at = 0; at < most;) {
    const size = lengthOfSequence(bytes, at);
    if (size === 0) return at;
    at += size;
  }
  return undefined;
}

function lengthOfSequence(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const size = lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  for (let index = 1; index < size; index++) {
    const next = bytes[at + index] ?? 0;
    const [low, high] = index > 1 ? [0x80, 0xbf] : secondByte(lead);
    if (next < low || next > high) return 0;
  }
  return size;
}

/** The range of the second byte, which excludes overlong forms, surrogates and what is beyond U+10FFFF. */
function secondByte(lead: number): readonly [number, number] {
  if (lead === 0xe0) return [0xa0, 0xbf];
  if (lead === 0xed) return [0x80, 0x9f];
  if (lead === 0xf0) return [0x90, 0xbf];
  if (lead === 0xf4) return [0x80, 0x8f];
  return [0x80, 0xbf];
}
