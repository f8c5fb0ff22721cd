import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { bitLength } from "../../src/bytes/bigint.js";
import { encodeHex } from "../../src/bytes/hex.js";
import type { DomainParameters } from "../../src/domain-parameters.js";
import { sha256 } from "../../src/hash/sha256.js";
import { importPublicKey } from "../../src/index.js";
import { writeParameters } from "../../src/key-format/key-bytes.js";
import { arePublished, PUBLISHED_DIGESTS } from "../../src/key/are-published.js";
import { publishedParameters } from "../../src/key/published-parameters.js";
import { codeOf } from "../keys.js";

const SETS = (
  [
    [1024, 160],
    [2048, 224],
    [2048, 256],
    [3072, 256],
  ] as const
).map(([modulusLength, divisorLength]) => publishedParameters(modulusLength, divisorLength)!);
const crypto = process.getBuiltinModule("node:crypto");

afterEach(() => void vi.restoreAllMocks());

test("the digests are those of the published sets, and no others", () => {
  const encoded = SETS.map(writeParameters);
  expect(PUBLISHED_DIGESTS).toEqual(encoded.map((der) => createHash("sha256").update(der).digest("hex")));
  expect(PUBLISHED_DIGESTS).toEqual(encoded.map((der) => encodeHex(sha256(der))));
});

describe.each(SETS.map((set) => [`${bitLength(set.p)}/${bitLength(set.q)}`, set] as const))("%s", (_, set) => {
  const { p, q, g } = set;

  test("is recognised, and its q is not tested again", () => {
    const isPrime = vi.spyOn(crypto, "checkPrimeSync");
    expect(arePublished(set)).toBe(true);
    importPublicKey({ p, q, g, y: g });
    expect(isPrime).not.toHaveBeenCalled();
  });

  test("is checked in full with another generator", () => {
    const isPrime = vi.spyOn(crypto, "checkPrimeSync");
    const other = (g * g) % p;
    expect(arePublished({ p, q, g: other })).toBe(false);
    importPublicKey({ p, q, g: other, y: g });
    expect(isPrime).toHaveBeenCalledOnce();
  });

  test("is not recognised with one bit of p, q or g changed, and refused", () => {
    const bit = fc.constantFrom<keyof DomainParameters>("p", "q", "g").chain((name) =>
      // The size stays the same.
      fc.record({ name: fc.constant(name), at: fc.integer({ min: 0, max: bitLength(set[name]) - 2 }) }),
    );
    fc.assert(
      fc.property(bit, ({ name, at }) => {
        const changed = { ...set, [name]: set[name] ^ (1n << BigInt(at)) };
        expect(arePublished(changed)).toBe(false);
        expect(codeOf(() => importPublicKey({ ...changed, y: 4n }))).toMatch(
          /^ERR_KEY_(?:DIVISOR_MISMATCH|GENERATOR_(?:ORDER|RANGE)|(?:MODULUS|DIVISOR)_NOT_PRIME)$/,
        );
      }),
      { numRuns: 30 },
    );
  });

  test("is not recognised with its digits divided in another way, or in another order", () => {
    const width = BigInt(bitLength(q));
    expect(arePublished({ p: p >> 8n, q: ((p & 255n) << width) | q, g })).toBe(false);
    expect(arePublished({ p: (p << 8n) | (q >> (width - 8n)), q: q & ((1n << (width - 8n)) - 1n), g })).toBe(false);
    expect(arePublished({ p: g, q, g: p })).toBe(false);
  });
});
