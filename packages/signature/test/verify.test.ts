import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  exportPublicKey,
  generateKeyPair,
  importPrivateKey,
  importPublicKey,
  sign,
  verify,
  verifySync,
} from "../src/index.js";
import { codeOf } from "./keys.js";

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

  test("rejects a missing, repeated or malformed header, each with its reason", async () => {
    const header = sign(body, privateKey);
    for (const missing of [undefined, null, "", [], [""]])
      expect(await verify(body, missing, key)).toEqual({ valid: false, reason: "missing" });
    for (const repeated of [[header, header], `${header}, ${header}`, `${header},${header}`])
      expect(await verify(body, repeated, key)).toEqual({ valid: false, reason: "repeated" });
    for (const malformed of [` ${header}`, `${header}\n`, header.slice(1), "AAAA", "!", "M".repeat(513)])
      expect(await verify(body, malformed, key)).toEqual({ valid: false, reason: "malformed" });
  });

  test("a signature has one spelling in DER, and its numbers are between 0 and q", () => {
    const { q } = exportPublicKey(key, "numbers");
    const integer = (...content: number[]) => [2, content.length, ...content];
    const der = (...members: number[]) => [0x30, members.length, ...members];
    const qBytes = [...Buffer.from(q.toString(16), "hex")];
    const one = integer(1);
    const odd: Record<string, number[]> = {
      "a redundant zero": der(...integer(0, 1), ...one),
      "a redundant zero in s": der(...one, ...integer(0, 0x7f)),
      "a negative number": der(...integer(0x80), ...one),
      "an empty number": der(2, 0, ...one),
      "r = 0": der(...integer(0), ...one),
      "s = 0": der(...one, ...integer(0)),
      "a length in the long form": [0x30, 0x81, 6, ...one, ...one],
      "an indefinite length": [0x30, 0x80, ...one, ...one, 0, 0],
      "a byte after it": [...der(...one, ...one), 0],
      "a byte in it": der(...one, ...one, 0),
      "three numbers": der(...one, ...one, ...one),
      "one number": der(...one),
      "another type": der(4, 1, 1, ...one),
      "a length that is too long": [0x30, 7, ...one, ...one],
      nothing: [],
    };
    for (const engine of ["node", "portable"] as const) {
      for (const [name, bytes] of Object.entries(odd)) {
        const header = Buffer.from(bytes).toString("base64") || "AA==";
        expect(verifySync(body, header, key, { engine }), name).toEqual({ valid: false, reason: "malformed" });
      }
      for (const bytes of [
        der(...integer(0, ...qBytes), ...one),
        der(...one, ...integer(0, ...qBytes)),
        der(...one, ...one),
      ]) {
        const header = Buffer.from(bytes).toString("base64");
        expect(verifySync(body, header, key, { engine })).toEqual({ valid: false, reason: "mismatch" });
      }
    }
  });

  test("unknown options and a missing key are the author's error, whatever the request contains", async () => {
    const wrong: [unknown, unknown, string][] = [
      [key, { hash: "md5" }, "ERR_INVALID_OPTION"],
      [key, { format: "raw" }, "ERR_INVALID_OPTION"],
      [key, { encoding: "utf8" }, "ERR_INVALID_OPTION"],
      [key, { engine: "openssl" }, "ERR_INVALID_OPTION"],
      [[], {}, "ERR_NO_KEYS"],
      ["", {}, "ERR_KEY_EMPTY"],
      [undefined, {}, "ERR_KEY_INPUT_TYPE"],
      [{ ...key }, {}, "ERR_KEY_FOREIGN_OBJECT"],
      [{ publicKeys: () => undefined }, {}, "ERR_INVALID_OPTION"],
    ];
    for (const header of [undefined, "garbage", sign(body, privateKey)]) {
      for (const [keys, options, code] of wrong) {
        await expect(verify(body, header, keys as string, options as object)).rejects.toMatchObject({ code });
        expect(codeOf(() => verifySync(body, header, keys as string, options as object))).toBe(code);
      }
    }
    expect(codeOf(() => sign({} as string, privateKey))).toBe("ERR_BODY_TYPE");
    expect(codeOf(() => sign(body, privateKey, { nonce: "none" as "random" }))).toBe("ERR_INVALID_OPTION");
  });

  test("interop keys are imported unchanged", () => {
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
