import { randomBytes } from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";
import { bytesToBigint, modPow } from "../../src/bytes/bigint.js";
import { publicPower } from "../../src/key/power.js";
import { publishedParameters } from "../../src/key/published-parameters.js";

const crypto = process.getBuiltinModule("node:crypto");
const random = (bits: number) => bytesToBigint(randomBytes(bits / 8));

afterEach(() => void vi.restoreAllMocks());

describe.each([
  [1024, 160],
  [2048, 224],
  [2048, 256],
  [3072, 256],
] as const)("powers of %i/%i", (modulusLength, divisorLength) => {
  const { p, q, g } = publishedParameters(modulusLength, divisorLength)!;

  test("are the same as with big integers, whatever the base", () => {
    const encrypt = vi.spyOn(crypto, "publicEncrypt");
    const bases = [0n, 1n, 2n, p - 1n, p - 2n, g, random(8), random(modulusLength - 8), random(modulusLength) % p];
    for (const base of bases) {
      for (const exponent of [q, q - 2n, random(divisorLength - 8) | 1n])
        expect(publicPower(base, exponent, p)).toBe(modPow(base, exponent, p));
    }
    // It is the runtime that computed them.
    expect(encrypt).toHaveBeenCalledTimes(bases.length * 3);
    expect(encrypt.mock.results.filter(({ type }) => type === "throw").length).toBeLessThan(bases.length);
  });

  test("are computed with big integers where the runtime refuses", () => {
    vi.spyOn(crypto, "publicEncrypt").mockImplementation(() => {
      throw new Error("not allowed here");
    });
    expect(publicPower(g, q, p)).toBe(1n);
    expect(publicPower(2n, q, p)).toBe(modPow(2n, q, p));
  });
});

test("powers above 3072 bits, whose exponents OpenSSL refuses, are right", () => {
  const modulus = random(4_096) | 1n | (1n << 4_095n);
  const base = random(4_000);
  const exponent = random(256) | 1n;
  expect(publicPower(base, exponent, modulus)).toBe(modPow(base, exponent, modulus));
});
