import { createHash } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { modInverse } from "../../../src/bytes/bigint.js";
import { layoutOf, split, toDigits, writeImage } from "../../../src/engine/wasm/image.js";
import { instantiate, type WasmExports } from "../../../src/engine/wasm/module.js";
import { publicParts, type PublicKeyParts } from "../../../src/key/key.js";
import { compile, toSource } from "../../../scripts/build-wasm.mjs";
import { CODE } from "../../../src/engine/wasm/code.js";
import { testKeys } from "../../keys.js";

/** What assembly/debug.ts adds. */
interface DebugExports extends WasmExports {
  testMultiply(key: number, out: number, x: number, t: number): void;
  testMultiplyModQ(key: number, out: number, x: number, y: number): void;
  testInvert(key: number, out: number, x: number): void;
}

/** The largest digit that assembly/field.ts allows. */
const DIGIT_BOUND = 4272;

let wasm: DebugExports;
let key: PublicKeyParts;
let at: number;
let digits: number;
beforeAll(async () => {
  wasm = instantiate(await compile("debug")) as DebugExports;
  key = publicParts((await testKeys(2048)).key);
  at = wasm.HEAP.value;
  ({ digits } = layoutOf(key.p, wasm));
  writeImage(wasm, at, key);
});

it("is compiled from the sources beside it", async () => {
  expect(toSource(await compile("release"))).toContain(CODE);
});

/** The place of the nth operand, after the key's image. */
const operand = (index: number): number => at + wasm.CONSTANTS_SIZE.value + 1024 * index;

function fromDigits(values: Int16Array): bigint {
  return values.reduceRight((sum, digit) => (sum << 13n) + BigInt(digit), 0n);
}

function multiply(x: Int16Array, t: Int16Array): bigint {
  const digitsAt = (index: number): Int16Array => new Int16Array(wasm.memory.buffer, operand(index), digits);
  digitsAt(0).set(x);
  digitsAt(1).set(t);
  wasm.testMultiply(at, operand(2), operand(0), operand(1));
  return fromDigits(digitsAt(2));
}

function wordsAt(index: number): Int32Array {
  return new Int32Array(wasm.memory.buffer, operand(index), 8);
}
function fromWords(values: Int32Array): bigint {
  return values.reduceRight((sum, word) => (sum << 32n) + BigInt(word >>> 0), 0n);
}

const mod = (value: bigint, by: bigint): bigint => ((value % by) + by) % by;

describe("arithmetic mod p", () => {
  /** x·t/R, the Montgomery product. */
  const product = (x: bigint, t: bigint): bigint =>
    mod(x * t * modInverse((1n << BigInt(13 * digits)) % key.p, key.p), key.p);

  it("is that of big integers", () => {
    const residue = fc.bigInt({ min: 0n, max: key.p - 1n });
    fc.assert(
      fc.property(residue, residue, (x, t) => {
        const result = multiply(toDigits(x, digits), toDigits(t, digits));
        expect(mod(result, key.p)).toBe(product(x, t));
        expect((result < 0n ? -result : result) * 100n).toBeLessThan(53n * key.p);
      }),
      { numRuns: 300 },
    );
  });

  it("is right for numbers at the ends of the range, and with digits at their bound", () => {
    const ends = [0n, 1n, 2n, key.p - 1n, key.p >> 1n, 1n << 2047n].map((value) => toDigits(value, digits));
    const bounds = [DIGIT_BOUND, -DIGIT_BOUND].map((digit) => new Int16Array(digits).fill(digit));
    const mixed = Int16Array.from({ length: digits }, (_, index) => (index % 2 === 0 ? DIGIT_BOUND : -DIGIT_BOUND));
    const all = [...ends, ...bounds, mixed];
    for (const x of all)
      for (const t of all)
        expect(mod(multiply(x, t), key.p)).toBe(product(mod(fromDigits(x), key.p), mod(fromDigits(t), key.p)));
  });
});

describe("arithmetic mod q", () => {
  const any = fc.bigInt({ min: 0n, max: (1n << 256n) - 1n });

  it("multiplies as big integers do", () => {
    fc.assert(
      fc.property(any, any, (x, y) => {
        wordsAt(0).set(split(x, 8, 32));
        wordsAt(1).set(split(y % key.q, 8, 32));
        wasm.testMultiplyModQ(at, operand(2), operand(0), operand(1));
        const inverse = modInverse((1n << 256n) % key.q, key.q);
        expect(fromWords(wordsAt(2))).toBe((x * (y % key.q) * inverse) % key.q);
      }),
      { numRuns: 500 },
    );
  });

  it("inverts as big integers do", () => {
    const check = (x: bigint): void => {
      wordsAt(0).set(split(x, 8, 32));
      wasm.testInvert(at, operand(1), operand(0));
      expect(fromWords(wordsAt(1))).toBe(modInverse(x, key.q));
    };
    for (const x of [1n, 2n, 3n, key.q - 1n, key.q - 2n, key.q >> 1n, 1n << 255n].filter((value) => value < key.q))
      check(x);
    fc.assert(fc.property(fc.bigInt({ min: 1n, max: key.q - 1n }), check), { numRuns: 500 });
  });
});

it("keeps to the bounds in the longest numbers that are allowed", () => {
  // Not a key: p is any odd number of 4096 bits. The arithmetic needs no more.
  const seed = createHash("sha512").update("p").digest("hex").repeat(8);
  const p = BigInt(`0x${seed}`) | 1n | (1n << 4095n);
  const long = { ...key, p };
  const saved = digits;
  try {
    writeImage(wasm, at, long);
    wasm.forget();
    ({ digits } = layoutOf(p, wasm));
    for (const digit of [DIGIT_BOUND, -DIGIT_BOUND]) {
      const x = new Int16Array(digits).fill(digit);
      const expected = mod(fromDigits(x) * fromDigits(x) * modInverse((1n << BigInt(13 * digits)) % p, p), p);
      expect(mod(multiply(x, x), p)).toBe(expected);
    }
  } finally {
    digits = saved;
    writeImage(wasm, at, key);
    wasm.forget();
  }
});
