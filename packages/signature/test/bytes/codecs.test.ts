import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBase64, encodeBase64 } from "../../src/bytes/base64.js";
import { bigintToBytes, bitLength, bytesToBigint } from "../../src/bytes/bigint.js";
import { readAll, readElement, readInteger, writeElement, writeInteger } from "../../src/bytes/der.js";
import { decodeHex, encodeHex } from "../../src/bytes/hex.js";
import { readSignature, toFixedWidth, writeSignature } from "../../src/signature-text.js";

const bytes = (maxLength = 200) => fc.uint8Array({ maxLength });
const formats = fc.constantFrom("der" as const, "p1363" as const);
const encodings = fc.constantFrom("base64" as const, "base64url" as const, "hex" as const);
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_";
const nearlyBase64 = fc.string({ unit: fc.constantFrom(...Array.from(ALPHABET)), maxLength: 40 });

describe("codecs", () => {
  test("Base64 agrees with Buffer, and every text that decodes is the only spelling of its bytes", () => {
    fc.assert(
      fc.property(bytes(), (data) => {
        expect(encodeBase64(data)).toBe(Buffer.from(data).toString("base64"));
        expect(encodeBase64(data, "base64url")).toBe(Buffer.from(data).toString("base64url"));
        expect(decodeBase64(encodeBase64(data), "base64")).toEqual(data);
        expect(decodeBase64(encodeBase64(data, "base64url"), "base64url")).toEqual(data);
      }),
    );
    fc.assert(
      fc.property(nearlyBase64, (text) => {
        const decoded = decodeBase64(text, "base64");
        if (decoded !== undefined) expect(encodeBase64(decoded)).toBe(text);
        const url = decodeBase64(text, "base64url");
        if (url !== undefined) expect(encodeBase64(url, "base64url")).toBe(text.replace(/=+$/, ""));
      }),
      { numRuns: 2_000 },
    );
  });

  test("hexadecimal digits in either case stand for every byte, and other texts for none", () => {
    const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const digits = Buffer.from(every).toString("hex");
    expect(encodeHex(every)).toBe(digits);
    expect(decodeHex(digits)).toEqual(every);
    expect(decodeHex(digits.toUpperCase())).toEqual(every);
    for (const text of ["0", "0g", "G0", " 0", "0/", "0:", "0@", "0`", "00\n", "0\u0130"])
      expect(decodeHex(text)).toBeUndefined();
  });

  test("hexadecimal digits and DER round-trip", () => {
    fc.assert(
      fc.property(bytes(), (data) => {
        expect(decodeHex(encodeHex(data))).toEqual(data);
        expect(readElement(writeElement(4, data))?.content).toEqual(data);
      }),
    );
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 300n }), (value) => {
        expect(readInteger(readElement(writeInteger(value)))).toBe(value);
        expect(bytesToBigint(bigintToBytes(value))).toBe(value);
        expect(bitLength(value)).toBe(value === 0n ? 0 : value.toString(2).length);
      }),
    );
    expect(readElement(writeElement(4, new Uint8Array(70_000)))?.content).toHaveLength(70_000);
  });

  test("bytes that were read as DER are written back unchanged", () => {
    fc.assert(
      fc.property(bytes(40), (data) => {
        const elements = readAll(data);
        if (elements === undefined) return;
        expect(Buffer.concat(elements.map(({ tag, content }) => writeElement(tag, content)))).toEqual(
          Buffer.from(data),
        );
      }),
      { numRuns: 5_000 },
    );
  });

  test("signatures round-trip in every format and encoding, and have only one spelling in each", () => {
    const qBytes = new Uint8Array(32).fill(0xff);
    const number = fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .filter((data) => data.some((byte) => byte > 0) && data[0] !== 255);
    fc.assert(
      fc.property(number, number, formats, encodings, (r, s, format, encoding) => {
        const fixed = Uint8Array.from([...r, ...s]);
        const text = writeSignature(fixed, format, encoding);
        const numbers = readSignature(text, format, encoding);
        expect(numbers && toFixedWidth(numbers, qBytes)).toEqual(fixed);
        const other = `${text.slice(0, -1)}${text.endsWith("A") ? "B" : "A"}`;
        const read = readSignature(other, format, encoding);
        const canonical = read && toFixedWidth(read, qBytes);
        if (canonical !== undefined && encoding === "base64")
          expect(writeSignature(canonical, format, encoding)).toBe(other);
      }),
      { numRuns: 500 },
    );
  });
});
