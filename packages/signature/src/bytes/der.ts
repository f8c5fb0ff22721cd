import { bigintToBytes, bytesToBigint } from "./bigint.js";
import { concatBytes } from "./bytes.js";

/** The ASN.1 tags that occur in keys (X.690 §8). */
export const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
} as const;

/** An ASN.1 value: its tag, its content, and where the next one begins. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  /** The offset after this value, in the bytes that it was read from. */
  readonly end: number;
}

/**
 * Reads one value strictly: definite, minimal lengths (X.690 §10.1).
 *
 * @returns the value, or undefined if the bytes are not DER or end too early
 */
export function readElement(bytes: Uint8Array, offset = 0): DerElement | undefined {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined) return undefined;
  let length = first;
  let start = offset + 2;
  if (first >= 0x80) {
    const size = first & 0x7f;
    // No key needs more than three bytes of length, and more would not be minimal at the sizes that are accepted.
    if (size === 0 || size > 3) return undefined;
    length = 0;
    for (let index = 0; index < size; index++) length = length * 256 + (bytes[start++] ?? 0);
    if (length < 0x80 || length < 2 ** (8 * (size - 1))) return undefined;
  }
  const end = start + length;
  return end > bytes.length ? undefined : { tag, content: bytes.subarray(start, end), end };
}

/** How many bytes the outermost value claims to have, whether or not they are there; undefined if no length can be read. */
export function declaredLength(bytes: Uint8Array): number | undefined {
  const first = bytes[1];
  if (first === undefined) return undefined;
  if (first < 0x80) return 2 + first;
  const size = first & 0x7f;
  if (size === 0 || size > 3 || bytes.length < 2 + size) return undefined;
  return 2 + size + Number(bytesToBigint(bytes.subarray(2, 2 + size)));
}

/** Reads a series of values; undefined if one of them is not DER. */
export function readAll(bytes: Uint8Array): readonly DerElement[] | undefined {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length;) {
    const element = readElement(bytes, at);
    if (element === undefined) return undefined;
    elements.push(element);
    at = element.end;
  }
  return elements;
}

/** The members of a SEQUENCE; undefined if the value is something else. */
export function readSequence(element: DerElement | undefined): readonly DerElement[] | undefined {
  return element?.tag === TAG.sequence ? readAll(element.content) : undefined;
}

/** The number in a non-negative INTEGER, or undefined. The caller must check whether it was spelled minimally. */
export function readInteger(element: DerElement | undefined): bigint | undefined {
  if (element?.tag !== TAG.integer) return undefined;
  const first = element.content[0];
  return first === undefined || first >= 0x80 ? undefined : bytesToBigint(element.content);
}

/** Writes one value. */
export function writeElement(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = concatBytes(contents);
  if (content.length < 0x80) return concatBytes([Uint8Array.of(tag, content.length), content]);
  const length = bigintToBytes(BigInt(content.length));
  return concatBytes([Uint8Array.of(tag, 0x80 | length.length), length, content]);
}

/** Writes a SEQUENCE of values that are already written. */
export function writeSequence(...members: readonly Uint8Array[]): Uint8Array {
  return writeElement(TAG.sequence, ...members);
}

/** Writes a non-negative number as an INTEGER. */
export function writeInteger(value: bigint): Uint8Array {
  const magnitude = bigintToBytes(value);
  const sign = (magnitude[0] ?? 0) >= 0x80 ? Uint8Array.of(0) : new Uint8Array();
  return writeElement(TAG.integer, sign, magnitude);
}
