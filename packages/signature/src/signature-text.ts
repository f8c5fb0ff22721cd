import type { SignatureEncoding, SignatureFormat } from "./algorithm.js";
import { decodeBase64, encodeBase64 } from "./bytes/base64.js";
import { concatBytes } from "./bytes/bytes.js";
import { writeElement, writeSequence, TAG } from "./bytes/der.js";
import { decodeHex, encodeHex } from "./bytes/hex.js";

/** The longest header value that is read, in characters. The longest genuine one, in hexadecimal digits, has 144. */
export const MAX_SIGNATURE_LENGTH = 512;

/** The two numbers of a signature, big-endian, without leading zeros, neither of them zero. */
export interface SignatureNumbers {
  readonly r: Uint8Array;
  readonly s: Uint8Array;
  /** The width of each number in bytes, where the format fixes it. */
  readonly width?: number;
  /** The DER that they were read from, if any: an engine that wants DER need not write it again. */
  readonly der?: Uint8Array;
}

/** Reads the text of a signature strictly; undefined unless it is the one canonical spelling of two positive numbers. */
export function readSignature(
  text: string,
  format: SignatureFormat,
  encoding: SignatureEncoding,
): SignatureNumbers | undefined {
  if (text.length > MAX_SIGNATURE_LENGTH) return undefined;
  const bytes = encoding === "hex" ? decodeHex(text) : decodeBase64(text, encoding);
  if (bytes === undefined) return undefined;
  return format === "der" ? readDer(bytes) : readP1363(bytes);
}

/** A SEQUENCE of two INTEGERs (RFC 3279 §2.2.2). Its length always has the short form: two numbers of 256 bits take 70 bytes. */
function readDer(bytes: Uint8Array): SignatureNumbers | undefined {
  if (bytes[0] !== 0x30 || bytes[1] !== bytes.length - 2 || bytes.length > 0x7f) return undefined;
  const r = readPositive(bytes, 2);
  if (r === undefined) return undefined;
  const s = readPositive(bytes, r.end);
  return s?.end === bytes.length ? { r: r.magnitude, s: s.magnitude, der: bytes } : undefined;
}

function readPositive(bytes: Uint8Array, at: number): { magnitude: Uint8Array; end: number } | undefined {
  const length = bytes[at + 1];
  if (bytes[at] !== 0x02 || length === undefined || length === 0) return undefined;
  const end = at + 2 + length;
  if (end > bytes.length) return undefined;
  const first = bytes[at + 2] ?? 0;
  if (first >= 0x80) return undefined;
  if (first > 0) return { magnitude: bytes.subarray(at + 2, end), end };
  // A leading zero is allowed only before a byte whose top bit would read as a sign; alone it is the number zero.
  if ((bytes[at + 3] ?? 0) < 0x80 || length === 1) return undefined;
  return { magnitude: bytes.subarray(at + 3, end), end };
}

function readP1363(bytes: Uint8Array): SignatureNumbers | undefined {
  const half = bytes.length / 2;
  if (half !== 20 && half !== 28 && half !== 32) return undefined;
  const r = withoutZeros(bytes.subarray(0, half));
  const s = withoutZeros(bytes.subarray(half));
  return r.length > 0 && s.length > 0 ? { r, s, width: half } : undefined;
}

function withoutZeros(bytes: Uint8Array): Uint8Array {
  const start = bytes.findIndex((byte) => byte !== 0);
  return start < 0 ? new Uint8Array() : bytes.subarray(start);
}

/**
 * The canonical bytes of a signature, `r‖s`, each as long as `q`; undefined if one of them is not below `q`, because then it cannot
 * be a signature of this key (FIPS 186-4 §4.7).
 */
export function toFixedWidth({ r, s, width }: SignatureNumbers, qBytes: Uint8Array): Uint8Array | undefined {
  if (width !== undefined && width !== qBytes.length) return undefined;
  if (!isBelow(r, qBytes) || !isBelow(s, qBytes)) return undefined;
  const fixed = new Uint8Array(qBytes.length * 2);
  fixed.set(r, qBytes.length - r.length);
  fixed.set(s, fixed.length - s.length);
  return fixed;
}

function isBelow(magnitude: Uint8Array, limit: Uint8Array): boolean {
  if (magnitude.length !== limit.length) return magnitude.length < limit.length;
  for (let index = 0; index < limit.length; index++) {
    const difference = (magnitude[index] ?? 0) - (limit[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** Writes a signature, given as `r‖s` in fixed width, as the header's text. */
export function writeSignature(fixed: Uint8Array, format: SignatureFormat, encoding: SignatureEncoding): string {
  const bytes = format === "der" ? writeDer(fixed) : fixed;
  return encoding === "hex" ? encodeHex(bytes) : encodeBase64(bytes, encoding);
}

function writeDer(fixed: Uint8Array): Uint8Array {
  const half = fixed.length / 2;
  return writeSequence(writeUnsigned(fixed.subarray(0, half)), writeUnsigned(fixed.subarray(half)));
}

function writeUnsigned(bytes: Uint8Array): Uint8Array {
  const magnitude = withoutZeros(bytes);
  const sign = (magnitude[0] ?? 0) >= 0x80 ? Uint8Array.of(0) : new Uint8Array();
  return writeElement(TAG.integer, concatBytes([sign, magnitude]));
}
