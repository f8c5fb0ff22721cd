import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { modInverse, modPow, modPowProduct } from "../../src/bytes/bigint.js";
import { encodeHex } from "../../src/bytes/hex.js";
import { buildComb, combProduct } from "../../src/engine/comb.js";
import { sha256 } from "../../src/hash/sha256.js";
import { publishedParameters } from "../../src/key/published-parameters.js";

describe("arithmetic", () => {
  test("our SHA-256 and SHA-224 agree with the runtime's at every length", () => {
    for (let length = 0; length < 200; length++) {
      const data = Uint8Array.from({ length }, (_, index) => (index * 31 + length) & 255);
      expect(encodeHex(sha256(data))).toBe(createHash("sha256").update(data).digest("hex"));
      expect(encodeHex(sha256(data, "sha224"))).toBe(createHash("sha224").update(data).digest("hex"));
    }
    const padded = new Uint8Array(100).subarray(3, 60);
    expect(encodeHex(sha256(padded))).toBe(createHash("sha256").update(padded).digest("hex"));
  });

  test("powers, inverses and tables agree with the definition", () => {
    const prime = 2n ** 127n - 1n;
    const number = fc.bigInt({ min: 1n, max: prime - 1n });
    fc.assert(
      fc.property(number, number, fc.bigInt({ min: 0n, max: 2n ** 20n }), (a, b, e) => {
        let slow = 1n;
        for (const bit of e.toString(2)) slow = (slow * slow * (bit === "1" ? a : 1n)) % prime;
        expect(modPow(a, e, prime)).toBe(slow);
        expect((a * modInverse(a, prime)) % prime).toBe(1n);
        expect(
          modPowProduct(
            [
              { base: a, exponent: e },
              { base: b, exponent: b },
            ],
            prime,
          ),
        ).toBe((slow * modPow(b, b, prime)) % prime);
      }),
    );
  });

  test.each([
    [1024, 160],
    [2048, 224],
    [2048, 256],
    [3072, 256],
  ] as const)("tables of %i/%i give the same powers as plain arithmetic", (modulus, divisor) => {
    const parameters = publishedParameters(modulus, divisor);
    if (parameters === undefined) throw new Error("there are none");
    const { p, q, g } = parameters;
    const other = modPow(g, 12_345n, p);
    const combs = [buildComb(g, p, divisor), buildComb(other, p, divisor)];
    const exponent = fc.oneof(
      fc.bigInt({ min: 0n, max: q - 1n }),
      fc.constantFrom(0n, 1n, 2n, q - 1n, 2n ** BigInt(divisor) - 1n),
    );
    fc.assert(
      fc.property(exponent, exponent, (a, b) => {
        const expected = modPowProduct(
          [
            { base: g, exponent: a },
            { base: other, exponent: b },
          ],
          p,
        );
        expect(combProduct(combs.map((comb, index) => ({ comb, exponent: index === 0 ? a : b })))).toBe(expected);
      }),
      { numRuns: 25 },
    );
  });
});
