import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBase64, encodeBase64 } from "../src/bytes/base64.js";
import { bigintToBytes, bitLength, bytesToBigint, modInverse, modPow, modPowProduct } from "../src/bytes/bigint.js";
import { buildComb, combProduct } from "../src/engine/comb.js";
import { readAll, readElement, readInteger, writeElement, writeInteger } from "../src/bytes/der.js";
import { decodeHex, encodeHex } from "../src/bytes/hex.js";
import { exportPublicKey, importPublicKey, isSignatureError, sign, verify, verifySync } from "../src/index.js";
import { publishedParameters } from "../src/key/published-parameters.js";
import { sha256 } from "../src/hash/sha256.js";
import { readSignature, toFixedWidth, writeSignature } from "../src/signature-text.js";
import { testKeys } from "./keys.js";

const bytes = (maxLength = 200) => fc.uint8Array({ maxLength });
const formats = fc.constantFrom("der" as const, "p1363" as const);
const encodings = fc.constantFrom("base64" as const, "base64url" as const, "hex" as const);
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_";
const nearlyBase64 = fc.string({ unit: fc.constantFrom(...Array.from(ALPHABET)), maxLength: 40 });

describe("codecs", () => {
  test("Base64 agrees with Buffer, and every text that decodes is the one spelling of its bytes", () => {
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

  test("bytes that are read as DER are written back the same", () => {
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

  test("signatures round-trip in every format and encoding, and have one spelling in each", () => {
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

describe("hostile input", async () => {
  const body = new TextEncoder().encode('{"todo":"execute","params":{"n":"café ☕"}}');
  const small = await testKeys(1024);
  const { key, signingKey } = await testKeys(2048);
  const flip = (data: Uint8Array, bit: number) =>
    data.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));

  test("nothing of any kind makes verify throw, in any mode", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true, withSparseArray: true }),
        fc.anything(),
        formats,
        encodings,
        async (header, given, format, encoding) => {
          const result = await verify(given as string, header as string, small.key, { format, encoding });
          expect(result.valid).toBe(false);
          expect(
            verifySync(given as string, header as string, small.key, { format, encoding, engine: "portable" }),
          ).toEqual(result);
        },
      ),
      { numRuns: 2_000 },
    );
    const header = sign(body, signingKey);
    for (const odd of [
      undefined,
      null,
      1,
      {},
      [],
      () => 1,
      Symbol("x"),
      new DataView(new ArrayBuffer(4)),
      new Uint16Array(4),
    ])
      expect(await verify(odd as string, header, key)).toEqual({ valid: false, reason: "not-bytes" });
    const detached = new ArrayBuffer(8);
    structuredClone(detached, { transfer: [detached] });
    const revoked = Proxy.revocable([], {});
    revoked.revoke();
    for (const odd of [detached, revoked.proxy, { [Symbol.toStringTag]: "ArrayBuffer" }]) {
      expect(await verify(odd as unknown as string, header, key)).toEqual({ valid: false, reason: "not-bytes" });
      expect(await verify(body, odd as unknown as string, key)).toEqual({ valid: false, reason: "malformed" });
    }
    const { buffer } = Uint8Array.from(body);
    expect((await verify(buffer, header, key)).valid).toBe(true);
    expect((await verify(buffer, sign(buffer, signingKey), key)).valid).toBe(true);
    const shared = new Uint8Array(new SharedArrayBuffer(body.length));
    shared.set(body);
    expect((await verify(shared, header, key)).valid).toBe(true);
    expect(verifySync(shared, header, key, { engine: "portable" }).valid).toBe(true);
  });

  test("a one-bit change of the body never verifies", async () => {
    const header = sign(body, signingKey);
    for (let bit = 0; bit < body.length * 8; bit++)
      expect((await verify(flip(body, bit), header, key)).valid).toBe(false);
  });

  test.each(["der", "p1363"] as const)("a one-bit change of the signature never verifies (%s)", (format) => {
    const header = Buffer.from(sign(body, signingKey, { format }), "base64");
    for (let bit = 0; bit < header.length * 8; bit++) {
      const changed = Buffer.from(flip(header, bit)).toString("base64");
      expect(verifySync(body, changed, key, { format }).valid).toBe(false);
    }
  });

  test("a one-bit change of the key is refused, or verifies nothing", () => {
    const header = sign(body, signingKey);
    const der = exportPublicKey(key, "der");
    fc.assert(
      fc.property(fc.nat(der.length * 8 - 1), (bit) => {
        try {
          expect(verifySync(body, header, importPublicKey(flip(der, bit))).valid).toBe(false);
        } catch (error) {
          if (!isSignatureError(error)) throw error;
        }
      }),
      { numRuns: 250 },
    );
  });

  test("of 100,000 random and mutated headers none verifies and none throws", () => {
    const header = sign(body, small.signingKey);
    // A generator of our own, because speed counts here and a failure names its header.
    let state = 0x9e3779b9;
    const random = (below: number) => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 0) % below;
    };
    const character = () => ALPHABET.charAt(random(ALPHABET.length));
    const mutate = (): string => {
      const at = random(header.length);
      switch (random(5)) {
        case 0:
          return header.slice(0, at) + character() + header.slice(at + 1);
        case 1:
          return header.slice(0, at) + header.slice(at + 1 + random(4));
        case 2:
          return header.slice(0, at) + character() + character() + header.slice(at);
        case 3:
          return Array.from({ length: random(600) }, character).join("");
        default:
          return String.fromCharCode(...Array.from({ length: random(80) }, () => random(0x3000)));
      }
    };
    for (let index = 0; index < 100_000; index++) {
      const mutated = mutate();
      if (mutated !== header && verifySync(body, mutated, small.key).valid) throw new Error(`verified: ${mutated}`);
    }
  }, 60_000);

  test("what is long is refused before it is looked at", () => {
    // From bytes, as headers come: a repeated string is only put together when it is looked at.
    const long = Buffer.alloc(100_000_000, "A").toString("latin1");
    const joined = Buffer.concat([Buffer.from("A, "), Buffer.alloc(100_000_000, "A")]).toString("latin1");
    const many = Array.from({ length: 1_000_000 }, () => "A");
    const start = process.cpuUsage();
    expect(verifySync(body, long, key)).toEqual({ valid: false, reason: "malformed" });
    expect(verifySync(body, joined, key)).toEqual({ valid: false, reason: "repeated" });
    expect(verifySync(body, many, key)).toEqual({ valid: false, reason: "repeated" });
    expect(() => importPublicKey(long)).toThrow(expect.objectContaining({ code: "ERR_KEY_TOO_LONG" }) as Error);
    // In time of the processor, which other programs do not touch.
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1_000).toBeLessThan(1_000);
  });

  test("no text and no bytes make an import fail in another way than by its name", () => {
    const pem = small.publicKey;
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 300 }),
      nearlyBase64,
      fc.nat(pem.length).map((at) => pem.slice(0, at) + pem.slice(at + 3)),
      bytes(300),
    );
    fc.assert(
      fc.property(text, (input) => {
        try {
          importPublicKey(input);
        } catch (error) {
          if (!isSignatureError(error)) throw error;
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
