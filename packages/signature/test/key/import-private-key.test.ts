import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import {
  generateKeyPair,
  importPrivateKey,
  publicKeyOf,
  sign,
  verifySync,
  type PrivateKeyInput,
} from "../../src/index.js";
import { writeInteger, writeSequence } from "../../src/bytes/der.js";
import { writePem } from "../../src/key-format/key-bytes.js";
import { readKeyStructure } from "../../src/key-format/key-structure.js";
import { privateParts } from "../../src/key/key.js";
import { readPbes2 } from "../../src/key-format/pbes2.js";
import { codeOf, testKeys } from "../keys.js";

const { key, signingKey, publicKey, privateKey: pem } = await testKeys();
const { p, q, g, x, y } = privateParts(signingKey);
const der = Buffer.from(pem.replaceAll(/-----.*-----|\s/g, ""), "base64");
const node = createPrivateKey(pem);
const passphrase = "correct horse battery staple";
const traditional = (numbers: readonly bigint[]) =>
  writePem("DSA PRIVATE KEY", writeSequence(...numbers.map(writeInteger)));

describe("the forms that people have", () => {
  test.each<[string, PrivateKeyInput]>([
    ["PKCS#8 in PEM", pem],
    ["in one line", pem.replaceAll("\n", "\\n")],
    ["bare Base64, as Java prints it", der.toString("base64")],
    ["DER", der],
    ["DER in an ArrayBuffer", Uint8Array.from(der).buffer],
    ["a KeyObject", node],
    [
      "what `openssl dsaparam -genkey` writes, parameters first",
      `${writePem("DSA PARAMETERS", writeSequence(...[p, q, g].map(writeInteger)))}${traditional([0n, p, q, g, y, x])}`,
    ],
    ["OpenSSL's traditional form", traditional([0n, p, q, g, y, x])],
  ])("%s is the same key", (_, input) => {
    const imported = importPrivateKey(input);
    expect(imported.keyId).toBe(key.keyId);
    expect(verifySync("body", sign("body", imported), key).valid).toBe(true);
  });

  test("numbers and an imported key are accepted too", () => {
    expect(importPrivateKey({ p, q, g, x }).keyId).toBe(key.keyId);
    expect(importPrivateKey(signingKey)).toBe(signingKey);
    expect(publicKeyOf(signingKey)).toEqual(key);
  });
});

describe("encrypted keys", () => {
  const locked = (cipher: string) => node.export({ type: "pkcs8", format: "pem", cipher, passphrase });

  test.each(["aes-128-cbc", "aes-192-cbc", "aes-256-cbc", "des-ede3-cbc"])("PKCS#8 with %s", (cipher) => {
    expect(importPrivateKey(locked(cipher), { passphrase }).keyId).toBe(key.keyId);
  });

  test("those that generateKeyPair makes", async () => {
    const pair = await generateKeyPair({ passphrase, parameters: "published" });
    expect(pair.privateKey).toContain("BEGIN ENCRYPTED PRIVATE KEY");
    const imported = importPrivateKey(pair.privateKey, { passphrase });
    expect(verifySync("body", sign("body", imported), pair.publicKey).valid).toBe(true);
    expect(codeOf(() => importPrivateKey(pair.privateKey, { passphrase: `${passphrase} ` }))).toBe(
      "ERR_PASSPHRASE_WRONG",
    );
    expect(createPrivateKey({ key: pair.privateKey, passphrase }).asymmetricKeyType).toBe("dsa");
    const structure = readKeyStructure(Buffer.from(pair.privateKey.replaceAll(/-----.*-----|\s/g, ""), "base64"));
    expect(structure.kind === "encrypted" && readPbes2(structure.algorithm)).toMatchObject({
      derivation: { name: "pbkdf2", hash: "sha256", iterations: 600_000, salt: { length: 16 } },
      cipher: { name: "aes-256-cbc" },
    });
  });

  test("a wrong passphrase and a missing one always have different codes", () => {
    const text = locked("aes-256-cbc");
    expect(codeOf(() => importPrivateKey(text))).toBe("ERR_PASSPHRASE_MISSING");
    expect(codeOf(() => importPrivateKey(text, { passphrase: "" }))).toBe("ERR_PASSPHRASE_MISSING");
    // Of some 256 wrong ones, one leads to a padding that looks right.
    for (let attempt = 0; attempt < 400; attempt++) {
      expect(codeOf(() => importPrivateKey(text, { passphrase: `wrong ${attempt}` }))).toBe("ERR_PASSPHRASE_WRONG");
    }
  });
});

describe("a key that cannot be used is refused with its own code", () => {
  test.each<[string, unknown, string]>([
    ["the public key", publicKey, "ERR_KEY_IS_PUBLIC"],
    ["the imported public key", key, "ERR_KEY_IS_PUBLIC"],
    [
      "an RSA key",
      generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs1", format: "pem" }),
      "ERR_KEY_IS_RSA",
    ],
    [
      "an EC key",
      generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "sec1", format: "pem" }),
      "ERR_KEY_IS_EC",
    ],
    ["x = 0", { p, q, g, x: 0n }, "ERR_PRIVATE_KEY_RANGE"],
    ["x = q", { p, q, g, x: q }, "ERR_PRIVATE_KEY_RANGE"],
    ["another y", traditional([0n, p, q, g, y + 1n, x]), "ERR_PRIVATE_KEY_MISMATCH"],
    ["g = 1", { p, q, g: 1n, x }, "ERR_KEY_GENERATOR_TRIVIAL"],
    ["a key that is cut off", der.subarray(0, 300), "ERR_KEY_TRUNCATED"],
    ["nothing", "", "ERR_KEY_EMPTY"],
    ["an unset variable", undefined, "ERR_KEY_INPUT_TYPE"],
    ["a clone", { ...signingKey }, "ERR_KEY_FOREIGN_OBJECT"],
  ])("%s", (_, input, code) => {
    expect(codeOf(() => importPrivateKey(input as string))).toBe(code);
  });
});

test("printing, serialising or cloning a private key reveals nothing secret", () => {
  const secrets = [x.toString(), x.toString(16), der.toString("base64").slice(-40), der.toString("hex").slice(-40)];
  const shown = [
    inspect(signingKey, { showHidden: true, depth: 10 }),
    JSON.stringify(signingKey),
    inspect(structuredClone(signingKey), { showHidden: true }),
    JSON.stringify(Object.entries(Object.getOwnPropertyDescriptors(signingKey))),
  ].join("\n");
  for (const secret of secrets) expect(shown).not.toContain(secret);
  expect(shown).not.toMatch(/\d{40}n?/);
  expect(Object.isFrozen(signingKey)).toBe(true);
});
