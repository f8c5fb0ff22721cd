import { createPrivateKey, createPublicKey, createSecretKey, generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { writeElement, writeInteger, writeSequence } from "../../src/bytes/der.js";
import { exportPublicKey, importPrivateKey, importPublicKey, isSignatureError } from "../../src/index.js";
import { writePem, writeSpki } from "../../src/key-format/key-bytes.js";
import { codeOf, testKeys } from "../keys.js";

const { key, publicKey: pem, privateKey } = await testKeys();
const der = exportPublicKey(key, "der");
const base64 = exportPublicKey(key, "base64");
const { p, q, g, y } = exportPublicKey(key, "numbers");
const pemLines = pem.trim().split("\n");

describe("a key that must not be used is refused with its own code", () => {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ed25519 = generateKeyPairSync("ed25519");
  const spkiPem = { type: "spki", format: "pem" } as const;
  const spki = (changes: Partial<Record<"p" | "q" | "g" | "y", bigint>>) => {
    const numbers = { p, q, g, y, ...changes };
    return writeSpki(numbers, numbers.y);
  };
  const small = JSON.parse(readFileSync(new URL("../fixtures/interop-java17.json", import.meta.url), "utf8")) as {
    keys: { name: string; spki: string }[];
  };
  const ssh = JSON.parse(
    readFileSync(new URL("../fixtures/interop-python-cryptography.json", import.meta.url), "utf8"),
  ) as {
    keys: { ssh?: string }[];
  };
  const redundantZero = writeSequence(
    der.subarray(4, 4 + 4 + (((der[6] ?? 0) << 8) | (der[7] ?? 0))),
    writeElement(3, Uint8Array.of(0), writeElement(2, Uint8Array.of(0), writeInteger(y).subarray(4))),
  );
  const certificate = writeSequence(
    writeSequence(writeInteger(1n)),
    writeSequence(writeInteger(1n)),
    writeElement(3, Uint8Array.of(0)),
  );
  const odd = p % 2n === 0n ? p : p - 2n;

  const refused: Record<string, [input: unknown, code: string]> = {
    nothing: ["", "ERR_KEY_EMPTY"],
    "blanks in quotes": ['"  "', "ERR_KEY_EMPTY"],
    "no bytes": [new Uint8Array(), "ERR_KEY_EMPTY"],
    "an unset variable": [undefined, "ERR_KEY_INPUT_TYPE"],
    "a number": [42, "ERR_KEY_INPUT_TYPE"],
    "a text without end": ["A".repeat(20_000), "ERR_KEY_TOO_LONG"],
    "a word": ["secret key!", "ERR_KEY_UNREADABLE"],
    "a file name": ["./keys/public.pem", "ERR_KEY_UNREADABLE"],
    JSON: ['{"kty":"DSA"}', "ERR_KEY_UNREADABLE"],
    "Base64 of something else": [Buffer.from("hello, world").toString("base64"), "ERR_KEY_UNREADABLE"],
    "bytes of something else": [Uint8Array.of(0x80, 0x81), "ERR_KEY_UNREADABLE"],
    "PEM with another content": [writePem("PUBLIC KEY", Buffer.from("hello, world")), "ERR_KEY_UNREADABLE"],
    "PEM without its end": [pemLines.slice(0, -1).join("\n"), "ERR_KEY_PEM_INCOMPLETE"],
    "PEM without its beginning": [pemLines.slice(1).join("\n"), "ERR_KEY_PEM_INCOMPLETE"],
    "the first line of a PEM": ["-----BEGIN PUBLIC KEY-----", "ERR_KEY_PEM_INCOMPLETE"],
    "a KeyObject of RSA": [rsa.publicKey, "ERR_KEY_IS_RSA"],
    "a KeyObject of Ed25519": [ed25519.publicKey, "ERR_KEY_IS_EDWARDS"],
    "a private KeyObject": [createPrivateKey(privateKey), "ERR_KEY_IS_PRIVATE"],
    "a secret KeyObject": [createSecretKey(Buffer.alloc(32)), "ERR_KEY_INPUT_TYPE"],
    "a KeyObject with y = 1": [
      createPublicKey({ key: Buffer.from(spki({ y: 1n })), format: "der", type: "spki" }),
      "ERR_KEY_Y_TRIVIAL",
    ],
    "a key object that gives nothing": [
      { type: "public", asymmetricKeyType: "dsa", export: () => "" },
      "ERR_KEY_UNREADABLE",
    ],
    "a key object that cannot be exported": [
      {
        type: "public",
        asymmetricKeyType: "dsa",
        export: () => {
          throw new Error("not here");
        },
      },
      "ERR_KEY_UNREADABLE",
    ],
    "the whole pair": [pem + privateKey, "ERR_KEY_IS_PRIVATE"],
    "a chain of certificates": [writePem("CERTIFICATE", certificate).repeat(2), "ERR_KEY_IS_CERTIFICATE"],
    "two PEM blocks": [pem + pem, "ERR_KEY_SEVERAL"],
    "a key that is cut off": [base64.slice(0, 400), "ERR_KEY_TRUNCATED"],
    "a key with bytes after it": [Buffer.concat([der, Buffer.from([0])]), "ERR_KEY_TRAILING_BYTES"],
    "a key with a redundant zero": [redundantZero, "ERR_KEY_NOT_CANONICAL"],
    "the private key": [privateKey, "ERR_KEY_IS_PRIVATE"],
    "the encrypted private key": [writePem("ENCRYPTED PRIVATE KEY", Uint8Array.of(0x30, 0)), "ERR_KEY_IS_PRIVATE"],
    "an RSA private key": [rsa.privateKey.export({ type: "pkcs8", format: "pem" }), "ERR_KEY_IS_PRIVATE"],
    "an RSA key": [rsa.publicKey.export(spkiPem), "ERR_KEY_IS_RSA"],
    "an RSA key in PKCS#1": [rsa.publicKey.export({ type: "pkcs1", format: "pem" }), "ERR_KEY_IS_RSA"],
    "an EC key": [ec.publicKey.export(spkiPem), "ERR_KEY_IS_EC"],
    "an Ed25519 key": [ed25519.publicKey.export(spkiPem), "ERR_KEY_IS_EDWARDS"],
    "a Diffie-Hellman key": [
      writeSequence(
        writeSequence(writeElement(6, Buffer.from("2a864886f70d010301", "hex"))),
        writeElement(3, Uint8Array.of(0)),
      ),
      "ERR_KEY_ALGORITHM",
    ],
    "a certificate": [writePem("CERTIFICATE", certificate), "ERR_KEY_IS_CERTIFICATE"],
    "an OpenSSH key": [ssh.keys[0]?.ssh, "ERR_KEY_IS_OPENSSH"],
    "an OpenSSH private key": [
      "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----",
      "ERR_KEY_IS_OPENSSH",
    ],
    "domain parameters": [writeSequence(...[p, q, g].map(writeInteger)), "ERR_KEY_IS_PARAMETERS"],
    "a key without parameters": [
      writeSequence(
        writeSequence(writeElement(6, Buffer.from("2a8648ce380401", "hex"))),
        writeElement(3, Uint8Array.of(0), writeInteger(y)),
      ),
      "ERR_KEY_WITHOUT_PARAMETERS",
    ],
    "512 bits": [small.keys.find(({ name }) => name.startsWith("512"))?.spki, "ERR_KEY_MODULUS_TOO_SMALL"],
    "a small q": [spki({ q: 65_537n }), "ERR_KEY_DIVISOR_TOO_SMALL"],
    "an odd size": [spki({ p: (1n << 1999n) + 1n }), "ERR_KEY_SIZE"],
    "an unusual size": [spki({ p: (1n << 4095n) + 1n }), "ERR_KEY_SIZE"],
    "a q that does not divide p−1": [spki({ q: q - 2n }), "ERR_KEY_DIVISOR_MISMATCH"],
    "an even p": [spki({ p: p - 1n }), "ERR_KEY_MODULUS_NOT_PRIME"],
    "an even q": [spki({ q: q - 1n }), "ERR_KEY_DIVISOR_NOT_PRIME"],
    "another p": [spki({ p: odd }), "ERR_KEY_DIVISOR_MISMATCH"],
    "g = 0": [spki({ g: 0n }), "ERR_KEY_GENERATOR_TRIVIAL"],
    "g = 1": [spki({ g: 1n }), "ERR_KEY_GENERATOR_TRIVIAL"],
    "g = p−1": [spki({ g: p - 1n }), "ERR_KEY_GENERATOR_TRIVIAL"],
    "g = p+1": [spki({ g: p + 1n }), "ERR_KEY_GENERATOR_RANGE"],
    "a g of another order": [spki({ g: 2n }), "ERR_KEY_GENERATOR_ORDER"],
    "y = 0": [spki({ y: 0n }), "ERR_KEY_Y_TRIVIAL"],
    "y = 1": [spki({ y: 1n }), "ERR_KEY_Y_TRIVIAL"],
    "y = p−1": [spki({ y: p - 1n }), "ERR_KEY_Y_MINUS_ONE"],
    "y = p": [spki({ y: p }), "ERR_KEY_Y_RANGE"],
    "a y that is not reduced": [spki({ y: y + p }), "ERR_KEY_Y_RANGE"],
    "a y outside the group": [spki({ y: 2n }), "ERR_KEY_Y_ORDER"],
    "a clone of a key": [{ ...key }, "ERR_KEY_FOREIGN_OBJECT"],
  };
  test.each(Object.entries(refused))("%s", (_, [input, code]) => {
    expect(codeOf(() => importPublicKey(input as string))).toBe(code);
  });

  test.each<[string, unknown, RegExp]>([
    ["a secret KeyObject", createSecretKey(Buffer.alloc(32)), /got a KeyObject of the type "secret"/],
    ["a promise", Promise.resolve(pem), /got a promise \(is an `await` missing\?\)/],
    ["an array", [pem], /got an array/],
    ["a map", new Map(), /got a Map/],
    ["a plain object", { publicKey: pem }, /got a plain object/],
    ["a function", () => pem, /got a function/],
    ["a boolean", false, /got a boolean/],
    ["wide characters", new Uint16Array(3), /got a Uint16Array/],
  ])("the message says what it got: %s", (_, input, message) => {
    for (const call of [() => importPublicKey(input as string), () => importPrivateKey(input as string)]) {
      expect(codeOf(call)).toBe("ERR_KEY_INPUT_TYPE");
      expect(call).toThrow(message);
    }
  });

  test.each([
    ["allow", "1024/224"],
    ["allow", { 0: "1024/224" }],
    ["onWarning", "console.log"],
  ])("%s: %j is an option of the wrong type", (name, value) => {
    expect(codeOf(() => importPublicKey(pem, { [name]: value }))).toBe("ERR_INVALID_OPTION");
  });

  test("each message is different, says what to do, and contains nothing of the key", () => {
    const messages = new Map<string, string>();
    for (const [name, [input, code]] of Object.entries(refused)) {
      try {
        importPublicKey(input as string);
      } catch (error) {
        if (!isSignatureError(error)) throw error;
        expect(messages.get(error.message) ?? code).toBe(code);
        messages.set(error.message, code);
        expect(error.message, name).toMatch(/^[A-Z].*[.?]$/s);
        expect(error.message).not.toMatch(/[A-Za-z0-9+/]{24}/);
      }
    }
  });
});
