import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { generateKeyPair, importPrivateKey, importPublicKey, sign, verify, verifySync } from "../src/index.js";

const body = '{"todo":"welcome"}';
const pair = await generateKeyPair();
const key = importPublicKey(pair.publicKey);
const privateKey = importPrivateKey(pair.privateKey);

describe("verify", () => {
  test("accepts what was signed, and says which key it was", async () => {
    const other = importPublicKey((await generateKeyPair({ modulusLength: 1024 })).publicKey);
    const result = await verify(body, sign(body, privateKey), [other, key]);
    expect(result).toMatchObject({ valid: true, keyId: key.keyId, key });
    expect(result.valid && result.signature.length).toBe(64);
    expect(key.keyId).toBe(privateKey.keyId);
  });

  test.each(["der", "p1363"] as const)("both engines read each other's signatures (%s)", (format) => {
    for (const signer of ["node", "portable"] as const)
      for (const engine of ["node", "portable"] as const)
        for (const encoding of ["base64", "base64url", "hex"] as const)
          for (const hash of ["sha1", "sha224", "sha256", "sha384", "sha512"] as const) {
            const header = sign(body, privateKey, { hash, format, encoding, engine: signer });
            expect(verifySync(body, header, key, { hash, format, encoding, engine }).valid).toBe(true);
            expect(verifySync(`${body} `, header, key, { hash, format, encoding, engine }).valid).toBe(false);
          }
  });

  test("refuses a header that is missing, repeated or malformed, each with its reason", async () => {
    const header = sign(body, privateKey);
    for (const missing of [undefined, null, "", [], [""]])
      expect(await verify(body, missing, key)).toEqual({ valid: false, reason: "missing" });
    for (const repeated of [[header, header], `${header}, ${header}`, `${header},${header}`])
      expect(await verify(body, repeated, key)).toEqual({ valid: false, reason: "repeated" });
    for (const malformed of [` ${header}`, `${header}\n`, header.slice(1), "AAAA", "!", "M".repeat(513)])
      expect(await verify(body, malformed, key)).toEqual({ valid: false, reason: "malformed" });
  });

  test("interop keys import as they stand", () => {
    const java = JSON.parse(readFileSync(new URL("fixtures/interop-java17.json", import.meta.url), "utf8")) as {
      body: string;
      keys: { name: string; spki: string; sigs: Record<string, string> }[];
    };
    for (const { spki, sigs, name } of java.keys) {
      if (/512|768/.test(name)) continue;
      const javaKey = importPublicKey(spki);
      const signature = sigs.SHA256withDSA;
      if (signature !== undefined)
        expect(verifySync(Buffer.from(java.body, "base64"), signature, javaKey).valid).toBe(true);
    }
  });
});
