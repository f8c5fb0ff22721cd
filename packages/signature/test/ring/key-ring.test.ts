import { describe, expect, test } from "vitest";
import { createKeyRing, sign, verify, type KeyRingContent } from "../../src/index.js";
import { codeOf, testKeys } from "../keys.js";

const old = await testKeys();
const next = await testKeys();
const body = '{"todo":"welcome"}';

describe("a key ring", () => {
  test("rotates keys without rejecting a genuine request at any time", async () => {
    const ring = createKeyRing({ development: old.publicKey, production: old.publicKey });
    const byOld = sign(body, old.signingKey);
    const byNext = sign(body, next.signingKey);
    const accepts = async (header: string) => {
      const result = await verify(body, header, ring);
      return result.valid ? ring.environmentsOf(result.keyId) : [];
    };
    expect([await accepts(byOld), await accepts(byNext)]).toEqual([["development", "production"], []]);
    ring.add("development", next.publicKey);
    expect([await accepts(byOld), await accepts(byNext)]).toEqual([["development", "production"], ["development"]]);
    ring.add("production", next.key);
    expect(ring.retire(old.key.keyId, "development")).toBe(true);
    expect([await accepts(byOld), await accepts(byNext)]).toEqual([["production"], ["development", "production"]]);
    expect(ring.retire(old.key.keyId)).toBe(true);
    expect([await accepts(byOld), await accepts(byNext)]).toEqual([[], ["development", "production"]]);
    expect(ring.retire(old.key.keyId)).toBe(false);
  });

  test("contains a key once, however often it is added", () => {
    const ring = createKeyRing({ development: [old.publicKey, old.key], production: old.publicKey });
    ring.add("production", old.publicKey);
    expect(ring.publicKeys().map(({ keyId }) => keyId)).toEqual([old.key.keyId]);
    expect(ring.publicKeys("production")).toHaveLength(1);
  });

  test("replaces all or nothing", () => {
    const ring = createKeyRing({ development: old.publicKey });
    const before = ring.publicKeys();
    expect(codeOf(() => ring.replace({ development: next.publicKey, production: "garbage!" }))).toBe(
      "ERR_KEY_UNREADABLE",
    );
    expect(codeOf(() => ring.replace({}))).toBe("ERR_NO_KEYS");
    expect(ring.publicKeys()).toBe(before);
    ring.replace({ production: next.publicKey });
    expect(ring.environmentsOf(old.key.keyId)).toEqual([]);
    expect(ring.environmentsOf(next.key.keyId)).toEqual(["production"]);
  });

  test("refuses unknown environments, and an empty ring cannot verify", async () => {
    expect(codeOf(() => createKeyRing({}))).toBe("ERR_NO_KEYS");
    expect(codeOf(() => createKeyRing({ staging: old.publicKey } as KeyRingContent))).toBe("ERR_INVALID_OPTION");
    await expect(verify(body, "x", createKeyRing())).rejects.toMatchObject({ code: "ERR_NO_KEYS" });
  });
});
