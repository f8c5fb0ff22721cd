import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { generateKeyPair, importPrivateKey } from "../../src/index.js";
import { codeOf, testKeys } from "../keys.js";

const { key, privateKey: pem } = await testKeys();
const passphrase = "correct horse battery staple";

const openssl = (() => {
  try {
    return execFileSync("openssl", ["version"]).toString();
  } catch {
    if (process.env.CI !== undefined) throw new Error("the openssl command is needed in CI");
    return undefined;
  }
})();

describe.skipIf(openssl === undefined)("the openssl command", () => {
  const run = (args: string[], input: string | Uint8Array) =>
    execFileSync("openssl", args, { input, stdio: ["pipe", "pipe", "ignore"] });

  test("opens a key that generateKeyPair encrypted", async () => {
    const pair = await generateKeyPair({ passphrase, parameters: "published" });
    const opened = run(["pkcs8", "-passin", `pass:${passphrase}`], pair.privateKey).toString();
    expect(importPrivateKey(opened).keyId).toBe(importPrivateKey(pair.privateKey, { passphrase }).keyId);
  });

  test.each([
    ["scrypt", ["pkcs8", "-topk8", "-scrypt"]],
    ["PBKDF2 with SHA-512", ["pkcs8", "-topk8", "-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512"]],
    ["the old way", ["dsa", "-aes128"]],
  ])("encrypts a key with %s that can be imported", (_, args) => {
    const text = run([...args, "-passout", `pass:${passphrase}`], pem).toString();
    expect(importPrivateKey(text, { passphrase }).keyId).toBe(key.keyId);
    expect(codeOf(() => importPrivateKey(text, { passphrase: "wrong" }))).toBe("ERR_PASSPHRASE_WRONG");
    expect(codeOf(() => importPrivateKey(text))).toBe("ERR_PASSPHRASE_MISSING");
  });

  test("an unknown encryption is refused with its own code", () => {
    const text = run(["pkcs8", "-topk8", "-v2", "aria-256-cbc", "-passout", `pass:${passphrase}`], pem).toString();
    expect(codeOf(() => importPrivateKey(text, { passphrase }))).toBe("ERR_KEY_ENCRYPTION");
  });
});
