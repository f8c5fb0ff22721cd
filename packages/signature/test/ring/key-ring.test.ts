import { createPublicKey } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createKeyRing, explain, sign, verify, verifySync, type KeyRingContent } from "../../src/index.js";
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

  test("refuses unknown environments and empty content", () => {
    expect(codeOf(() => createKeyRing({}))).toBe("ERR_NO_KEYS");
    expect(codeOf(() => createKeyRing({ staging: old.publicKey } as KeyRingContent))).toBe("ERR_INVALID_OPTION");
  });

  test("rejects every request once its last key is retired, and throws at none", async () => {
    const ring = createKeyRing({ development: old.publicKey });
    const header = sign(body, old.signingKey);
    ring.retire(old.key.keyId);
    for (const given of [header, "garbage", undefined]) {
      expect(await verify(body, given, ring)).toEqual({ valid: false, reason: "no-keys" });
      expect(verifySync(body, given, createKeyRing())).toEqual({ valid: false, reason: "no-keys" });
    }
    const explained = await explain(body, header, ring);
    expect(explained).toMatchObject({ verdict: "unexplained", reason: "no-keys", causes: ["no-keys"], checks: 0 });
    expect(explained.message).toContain("no key");
    const byName = await explain(body, header, ring, { otherKeys: { retired: old.key } });
    expect(byName).toMatchObject({ verdict: "explained", reason: "no-keys", causes: ["key"] });
    ring.add("development", next.key);
    expect(await verify(body, sign(body, next.signingKey), ring)).toMatchObject({ valid: true });
  });

  test.each<[string, unknown, RegExp]>([
    ["a text", old.publicKey, /got a string.*development: key, production: key/],
    ["bytes", Buffer.from("x"), /got a Uint8Array/],
    ["a KeyObject", createPublicKey(old.publicKey), /got a KeyObject/],
    ["an imported key", old.key, /got an imported key/],
    ["a list", [old.publicKey], /got an array/],
    ["null", null, /got null/],
    ["a promise", Promise.resolve({}), /await/],
  ])("says what it got instead of keys by environment: %s", (_, content, message) => {
    for (const call of [
      () => createKeyRing(content as KeyRingContent),
      () => createKeyRing().replace(content as KeyRingContent),
    ]) {
      expect(codeOf(call)).toBe("ERR_INVALID_OPTION");
      expect(call).toThrow(message);
    }
  });
});
