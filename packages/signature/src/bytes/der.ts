import { bigintToBytes, bytesToBigint } from "./bigint.js";
import { concatBytes } from "./bytes.js";

/** ASN.1 tags that keys are made of (X.690 §8). */
export const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
} as const;

/** One ASN.1 value: its tag, its content, and where the next one begins. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  /** The offset after this value in the bytes it was read from. */
  readonly end: number;
}

/**
 * Reads one value strictly: definite, minimal lengths (X.690 §10.1).
 *
 * @returns the value, or undefined where the bytes are no DER or end too early
 */
export function readElement(bytes: Uint8Array, offset = 0): DerElement | undefined {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined) return undefined;
  let length = first;
  let start = offset + 2;
  if (first >= 0x80) {
    const size = first & 0x7f;
    // No key needs more than three bytes of length, and more could not be minimal at the sizes that are let in.
    if (size === 0 || size > 3) return undefined;
    length = 0;
    for (let index = 0; index < size; index++) length = length * 256 + (bytes[start++] ?? 0);
    if (length < 0x80 || length < 2 ** (8 * (size - 1))) return undefined;
  }
  const end = start + length;
  return end > bytes.length ? undefined : { tag, content: bytes.subarray(start, end), end };
}

/** How many bytes the outermost value says it takes, whether or not they are there; undefined where no length can be read. */
export function declaredLength(bytes: Uint8Array): number | undefined {
  const first = bytes[1];
  if (first === undefined) return undefined;
  if (first < 0x80) return 2 + first;
  const size = first & 0x7f;
  if (size === 0 || size > 3 || bytes.length < 2 + size) return undefined;
  return 2 + size + Number(bytesToBigint(bytes.subarray(2, 2 + size)));
}

/** Reads all values that stand one after the other, or gives undefined where one of them is no DER. */
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

/** The members of a SEQUENCE, or undefined where the value is something else. */
export function readSequence(element: DerElement | undefined): readonly DerElement[] | undefined {
  return element?.tag === TAG.sequence ? readAll(element.content) : undefined;
}

/** The number of an INTEGER that is not negative, or undefined. Whether it was spelled minimally is for the caller to compare. */
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

/** Writes a SEQUENCE of values that are written already. */
export function writeSequence(...members: readonly Uint8Array[]): Uint8Array {
  return writeElement(TAG.sequence, ...members);
}

/** Writes a number that is not negative as an INTEGER. */
export function writeInteger(value: bigint): Uint8Array {
  const magnitude = bigintToBytes(value);
  const sign = (magnitude[0] ?? 0) >= 0x80 ? Uint8Array.of(0) : new Uint8Array();
  return writeElement(TAG.integer, sign, magnitude);
}
