import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exportPublicKey, importPublicKey, isSignatureError, sign, verify, verifySync } from "../src/index.js";
import { testKeys } from "./keys.js";

const bytes = (maxLength = 200) => fc.uint8Array({ maxLength });
const formats = fc.constantFrom("der" as const, "p1363" as const);
const encodings = fc.constantFrom("base64" as const, "base64url" as const, "hex" as const);
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_";
const nearlyBase64 = fc.string({ unit: fc.constantFrom(...Array.from(ALPHABET)), maxLength: 40 });

describe("hostile input", async () => {
  const body = new TextEncoder().encode('{"todo":"execute","params":{"n":"café ☕"}}');
  const small = await testKeys(1024);
  const { key, signingKey } = await testKeys(2048);
  const flip = (data: Uint8Array, bit: number) =>
    data.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));

  test.each([undefined, "node", "wasm", "portable"] as const)(
    "what is checked is the body at the time of the call, by the engine %s",
    async (engine) => {
      const options = engine === undefined ? {} : { engine };
      const [genuine, forged] = ["pay 1 EUR", "pay 9 EUR"].map((text) => new TextEncoder().encode(text)) as [
        Uint8Array,
        Uint8Array,
      ];
      const header = sign(genuine, signingKey);
      const check = async (first: Uint8Array, then: Uint8Array, buffer: ArrayBufferLike): Promise<boolean> => {
        const given = new Uint8Array(buffer);
        given.set(first);
        const checking = verify(given, header, key, options);
        given.set(then);
        return (await checking).valid;
      };
      for (const make of [() => new ArrayBuffer(9), () => new SharedArrayBuffer(9)]) {
        expect(await check(forged, genuine, make())).toBe(false);
        expect(await check(genuine, forged, make())).toBe(true);
      }
    },
  );

  test("what something put into Object.prototype is no option", async () => {
    const prototype = Object.prototype as unknown as Record<string, unknown>;
    const header = sign(body, signingKey);
    const old = sign(body, signingKey, { hash: "sha1" });
    try {
      prototype["polluted"] = 1;
      prototype["hash"] = "sha1";
      expect((await verify(body, header, key)).valid).toBe(true);
      expect(verifySync(body, old, key).valid).toBe(false);
    } finally {
      delete prototype["polluted"];
      delete prototype["hash"];
    }
  });

  test("no value of any type makes verify throw, in any mode", async () => {
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
    const gone = new Uint8Array(8);
    structuredClone(gone, { transfer: [gone.buffer] });
    expect(await verify(gone, sign("", signingKey), key)).toEqual({ valid: false, reason: "not-bytes" });
    class Odd extends Uint8Array {
      override get [Symbol.toStringTag](): "Uint8Array" {
        throw new Error("Not for you.");
      }
    }
    expect((await verify(Odd.from(body), header, key)).valid).toBe(true);
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

  test("a key with one bit changed is refused, or verifies nothing", () => {
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

  test("none of 100,000 random and mutated headers verifies, and none throws", () => {
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

  test("long input is rejected before it is read", () => {
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

  test("an import of any text or bytes fails only with a SignatureError", () => {
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
