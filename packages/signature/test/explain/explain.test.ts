import { describe, expect, test } from "vitest";
import { explain, sign } from "../../src/index.js";
import { testKeys } from "../keys.js";
import { genuine } from "./interop.js";

test.each(genuine)("$name: the settings are found", async ({ body, key, header, hash, format }) => {
  const result = await explain(body, header, key);
  expect(result.found).toMatchObject({ hash, format, encoding: "base64", keyId: key.keyId, body: "none" });
  expect(result.causes).toEqual([...(hash === "sha256" ? [] : ["hash"]), ...(format === "der" ? [] : ["format"])]);
  if (hash !== "sha256") expect(result.message).toContain(`Set \`hash: "${hash}"\``);
});

describe("keys", async () => {
  const body = '{"todo":"welcome"}';
  const development = await testKeys(2048);
  const production = await testKeys(2048);
  const old = await testKeys(1024);

  test("a key that was given a name is reported by that name", async () => {
    const result = await explain(body, sign(body, production.signingKey), development.key, {
      otherKeys: { production: production.key, development: development.key },
    });
    expect(result.causes).toEqual(["key"]);
    expect(result.found?.keyName).toBe("production");
    expect(result.message).toContain('the key "production"');
    expect(result.message).toContain(development.key.keyId);
  });

  test("a signature by another key differs from a changed body only in its size", async () => {
    const size = await explain(body, sign(body, old.signingKey), development.key);
    expect(size).toMatchObject({ verdict: "unexplained", causes: ["key-size"], checks: 0 });
    expect(size.message).toContain("160 bits");
    const vast = Buffer.from(`3048${"0222".padEnd(72, "7f")}${"0222".padEnd(72, "7f")}`, "hex").toString("base64");
    expect((await explain(body, vast, development.key)).message).toContain("more than 256 bits");
    const unknown = await explain(body, sign(body, production.signingKey), development.key);
    expect(unknown).toMatchObject({ verdict: "unexplained", causes: ["unknown"], reason: "mismatch" });
  });

  test("numbers that no key of that size can make are reported as too large", async () => {
    const result = await explain(body, Buffer.alloc(64, 0xff).toString("base64"), development.key);
    expect(result).toMatchObject({ causes: ["unknown"], checks: 0, complete: true });
    expect(result.message).toContain("too large");
  });

  test("the time limit holds for a large body and many keys", async () => {
    const large = JSON.stringify({ n: "é/<".repeat(200_000) });
    const header = sign(body, production.signingKey);
    const started = process.cpuUsage();
    const result = await explain(
      large,
      header,
      Array.from({ length: 20 }, () => development.key),
      { maxMs: 0 },
    );
    const { user, system } = process.cpuUsage(started);
    expect(result.complete).toBe(false);
    // Twenty checks of `verify` over 0.8 MB and at most one form of the body: without the bound it is many times that.
    expect((user + system) / 1_000).toBeLessThan(1_500);
  });

  test("a valid signature is reported as valid", async () => {
    const result = await explain(body, sign(body, development.signingKey), development.key);
    expect(result).toMatchObject({ verdict: "valid", causes: [], reason: undefined });
  });

  test.each<[string, unknown, string, RegExp]>([
    ["nothing", undefined, "missing", /switched on/],
    ["a token", "eyJhbGciOiJub25lIn0.e30.", "malformed", /Web Token/],
    ["an HMAC", "ab".repeat(32), "malformed", /HMAC/],
    ["an RSA signature", Buffer.alloc(256, 7).toString("base64"), "malformed", /RSA/],
    ["a word", "hello!", "malformed", /neither Base64/],
    ["a flood", "A".repeat(100_000), "malformed", /100000 characters/],
    ["half a signature", sign(body, development.signingKey).slice(0, 40), "malformed", /cut off/],
  ])("%s is not a signature", async (_, header, cause, message) => {
    const result = await explain(body, header as string, development.key);
    expect(result.causes).toEqual([cause]);
    expect(result.message).toMatch(message);
  });

  test("it leaks neither body nor key nor signature, and keeps its limits", async () => {
    const secret = '{"todo":"execute","params":{"password":"hunter2-hunter2"}}';
    const header = sign(secret, production.signingKey);
    const results = [
      await explain(secret, header, development.key),
      await explain(secret, header, development.key, { otherKeys: { other: production.key } }),
    ];
    for (const result of results) {
      const text = JSON.stringify(result);
      expect(text).not.toContain("hunter2");
      expect(text).not.toContain(header.slice(0, 20));
      expect(text).not.toMatch(/[A-Za-z0-9+/]{40}/);
    }
    expect(results.map(({ complete }) => complete)).toEqual([true, true]);
    for (const [bound, checks] of [
      [{ maxChecks: 7 }, 7],
      [{ maxMs: -1 }, 0],
    ] as const) {
      const result = await explain(secret, header, development.key, bound);
      expect(result).toMatchObject({ checks, complete: false, verdict: "unexplained" });
      expect(result.message).toContain("not everything was tried");
    }
  });

  test("no body makes it throw", async () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const header = sign(body, production.signingKey);
    const nested = "[".repeat(100_000) + "]".repeat(100_000);
    for (const odd of [
      undefined,
      null,
      1n,
      Symbol("x"),
      circular,
      nested,
      "\ud800",
      new Uint8Array([0xff]),
      () => 1,
      "",
      "1e999",
      "null",
    ])
      expect((await explain(odd, header, development.key, { maxChecks: 20 })).verdict).toBe("unexplained");
  });
});
