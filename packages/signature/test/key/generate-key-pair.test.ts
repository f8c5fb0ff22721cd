import { createPrivateKey, createPublicKey } from "node:crypto";
import { expect, test } from "vitest";
import {
  checkPublicKey,
  exportPublicKey,
  generateKeyPair,
  importPrivateKey,
  importPublicKey,
  sign,
  verifySync,
  type KeyGenerationProgress,
} from "../../src/index.js";

test.each([
  [1024, undefined, 160],
  [2048, 224, 224],
  [2048, undefined, 256],
] as const)("fresh keys of %i bits have the requested divisor", async (modulusLength, divisorLength, expected) => {
  const pair = await generateKeyPair({ modulusLength, divisorLength });
  expect(await checkPublicKey(pair.publicKey)).toMatchObject({ modulusLength, divisorLength: expected });
  expect(verifySync("body", sign("body", pair.privateKey), pair.publicKey).valid).toBe(true);
});

test("fresh pairs share nothing, and published pairs share only their parameters", async () => {
  const numbers = async (parameters: "fresh" | "published") =>
    exportPublicKey((await generateKeyPair({ modulusLength: 1024, parameters })).publicKey, "numbers");
  const [fresh1, fresh2] = [await numbers("fresh"), await numbers("fresh")];
  const [published1, published2] = [await numbers("published"), await numbers("published")];
  expect(fresh1.p).not.toBe(fresh2.p);
  expect(published1.p).toBe(published2.p);
  expect(published1.y).not.toBe(published2.y);
});

test.each([
  [1024, 160],
  [2048, 224],
  [2048, 256],
  [3072, 256],
])(
  "node:crypto reads published keys of %i/%i, and derives the same public key",
  async (modulusLength, divisorLength) => {
    const pair = await generateKeyPair({ modulusLength, divisorLength, parameters: "published" });
    const details = createPrivateKey(pair.privateKey).asymmetricKeyDetails;
    expect(details).toMatchObject({ modulusLength, divisorLength });
    expect(createPublicKey(pair.privateKey).export({ type: "spki", format: "pem" })).toBe(pair.publicKey);
    expect(importPrivateKey(pair.privateKey).keyId).toBe(importPublicKey(pair.publicKey).keyId);
  },
);

test("each step is reported when it begins", async () => {
  const steps: KeyGenerationProgress[] = [];
  await generateKeyPair({
    parameters: "published",
    passphrase: "open",
    onProgress: (progress) => steps.push(progress),
  });
  expect([...new Set(steps.map(({ step }) => step))]).toEqual(["generate", "encrypt"]);
});

test("options that make no sense are refused", async () => {
  await expect(generateKeyPair({ modulusLength: 512 })).rejects.toMatchObject({ code: "ERR_INVALID_OPTION" });
  await expect(generateKeyPair({ modulusLength: 2048, divisorLength: 160 })).rejects.toMatchObject({
    code: "ERR_INVALID_OPTION",
  });
  for (const wrong of [{ passphrase: null }, { passphrase: 5 }, { modulusLength: "2048" }, { divisorLength: "256" }])
    await expect(generateKeyPair(wrong as object)).rejects.toMatchObject({ code: "ERR_INVALID_OPTION" });
  await expect(generateKeyPair({ passphrase: "" })).rejects.toMatchObject({ code: "ERR_PASSPHRASE_MISSING" });
  await expect(generateKeyPair({ parameters: "java" as "fresh" })).rejects.toMatchObject({
    code: "ERR_INVALID_OPTION",
  });
});
