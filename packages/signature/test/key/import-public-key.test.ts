import { createHash, createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { writeInteger, writeSequence } from "../../src/bytes/der.js";
import { exportPublicKey, importPublicKey, type KeyWarning, type PublicKeyInput } from "../../src/index.js";
import { writePem } from "../../src/key-format/key-bytes.js";
import { codeOf, testKeys } from "../keys.js";

const { key, publicKey: pem } = await testKeys();
const der = exportPublicKey(key, "der");
const base64 = exportPublicKey(key, "base64");
const { p, q, g, y } = exportPublicKey(key, "numbers");
const hex = Buffer.from(der).toString("hex");
const pemLines = pem.trim().split("\n");

describe("what people paste", () => {
  const forms: Record<string, PublicKeyInput> = {
    PEM: pem,
    "PEM with CRLF and a byte order mark": `\uFEFF${pem.replaceAll("\n", "\r\n")}`,
    "PEM in one line": pemLines.join(""),
    "PEM with blanks for line breaks": pemLines.join(" "),
    "PEM with literal \\n": pem.replaceAll("\n", "\\n"),
    "PEM with literal \\r\\n": pem.replaceAll("\n", "\\r\\n"),
    "PEM, indented": pemLines.map((line) => `    ${line}`).join("\n"),
    "PEM with one long line": `${pemLines[0]}\n${base64}\n${pemLines.at(-1)}`,
    "PEM in quotes": `"${pem.replaceAll("\n", "\\n")}"`,
    "PEM as a line of .env": `CK_PUBLIC_KEY="${pem.replaceAll("\n", "\\n")}"`,
    "PEM with export": `export CK_PUBLIC_KEY='${pem}'`,
    "PEM with text around it": `Public-Key: (2048 bit)\n${pem}\nregards`,
    "PEM that says DSA PUBLIC KEY": pem.replaceAll("PUBLIC KEY", "DSA PUBLIC KEY"),
    "bare Base64, as Java prints it": base64,
    "bare Base64 in lines": pemLines.slice(1, -1).join("\n"),
    "bare Base64 in quotes with a comma": `"${base64}",`,
    "bare Base64 as a line of .env": `CK_PUBLIC_KEY=${base64}`,
    "bare Base64 without padding": base64.replace(/=+$/, ""),
    "bare Base64 with escaped slashes": base64.replaceAll("/", "\\/"),
    Base64url: Buffer.from(der).toString("base64url"),
    "hexadecimal digits": hex,
    "upper-case hexadecimal digits": hex.toUpperCase(),
    "Base64 of a whole PEM": Buffer.from(pem).toString("base64"),
    "Base64 of the bare Base64": Buffer.from(base64).toString("base64"),
    "Base64 of a PEM file with CRLF and a byte order mark": Buffer.from(
      `\uFEFF${pem.replaceAll("\n", "\r\n")}`,
    ).toString("base64"),
    "Base64 of a PEM file that PowerShell wrote": Buffer.from(`\uFEFF${pem}`, "utf16le").toString("base64"),
    "PEM with \\n that was escaped once more": pem.replaceAll("\n", "\\\\n"),
    "PEM with characters that cannot be seen": pemLines.join("\u200B"),
    "bare Base64 as a line of YAML": `public-key: ${base64}`,
    "PEM after domain parameters": `-----BEGIN DSA PARAMETERS-----\nMAA=\n-----END DSA PARAMETERS-----\n${pem}`,
    DER: der,
    "DER in an ArrayBuffer": Uint8Array.from(der).buffer,
    "a KeyObject": createPublicKey(pem),
    "the bytes of a PEM file": Buffer.from(pem),
    "the bytes of a PEM file that PowerShell wrote": Buffer.from(`\uFEFF${pem}`, "utf16le"),
    "OpenSSL's y, p, q, g": writePem("DSA PUBLIC KEY", writeSequence(...[y, p, q, g].map(writeInteger))),
  };
  test.each(Object.entries(forms))("%s is the same key", (_, input) => {
    expect(importPublicKey(input).keyId).toBe(key.keyId);
  });

  test("numbers and an imported key are accepted too", () => {
    expect(importPublicKey({ p, q, g, y }).keyId).toBe(key.keyId);
    expect(importPublicKey(key)).toBe(key);
  });

  test("every exported form can be imported", () => {
    for (const form of ["pem", "base64", "der", "numbers"] as const)
      expect(importPublicKey(exportPublicKey(key, form)).keyId).toBe(key.keyId);
    expect(exportPublicKey(key)).toBe(pem);
  });
});

describe("sizes", () => {
  test("1024/160 is accepted with a warning, the other standard sizes without", async () => {
    const warnings: KeyWarning[] = [];
    const old = await testKeys(1024);
    const imported = importPublicKey(old.publicKey, { onWarning: (warning) => warnings.push(warning) });
    expect(imported).toMatchObject({ modulusLength: 1024, divisorLength: 160 });
    expect(warnings).toEqual(imported.warnings);
    expect(warnings.map(({ code }) => code)).toEqual(["WEAK_MODULUS"]);
    for (const [modulus, divisor] of [
      [2048, 224],
      [2048, 256],
      [3072, 256],
    ] as const)
      expect((await testKeys(modulus, divisor)).key).toMatchObject({
        modulusLength: modulus,
        divisorLength: divisor,
        warnings: [],
      });
  });

  test("1024/224 and 4096/256 are accepted only if they are allowed by name", () => {
    const read = (file: string) =>
      JSON.parse(readFileSync(new URL(`../fixtures/${file}.json`, import.meta.url), "utf8")) as {
        keys: { spki_pem: string; name?: string; spki?: string }[];
      };
    const odd = read("interop-openssl-cli").keys[0]?.spki_pem ?? "";
    const big = read("interop-python-cryptography").keys[3]?.spki_pem ?? "";
    expect(codeOf(() => importPublicKey(odd))).toBe("ERR_KEY_SIZE");
    expect(codeOf(() => importPublicKey(big))).toBe("ERR_KEY_SIZE");
    expect(importPublicKey(odd, { allow: ["1024/224"] }).warnings.map(({ code }) => code)).toEqual([
      "WEAK_MODULUS",
      "UNUSUAL_SIZE",
    ]);
    expect(importPublicKey(big, { allow: ["4096/256"] }).modulusLength).toBe(4096);
    const small = read("interop-java17").keys.find(({ name }) => name?.startsWith("512"))?.spki ?? "";
    expect(codeOf(() => importPublicKey(small, { allow: ["512/160" as "4096/256"] }))).toBe(
      "ERR_KEY_MODULUS_TOO_SMALL",
    );
  });
});

test("the key id consists of the first digits of the SHA-256 of the DER", () => {
  const digest = createHash("sha256").update(der).digest("hex");
  expect(key.keyId).toBe(digest.slice(0, 16));
});
