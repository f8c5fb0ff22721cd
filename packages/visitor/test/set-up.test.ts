import { generateKeyPairSync } from "node:crypto";
import { generateVisitorKey, isVisitorError, signVisitor, verified, VisitorError } from "@ck/visitor";
import { generateKeyPair } from "@ck/signature";
import { describe, expect, it } from "vitest";

const { privateKey, publicKey } = await generateVisitorKey();
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = { type: "spki", format: "pem" } as const;
const p384 = generateKeyPairSync("ec", { namedCurve: "P-384" });
const dsa = await generateKeyPair({ parameters: "published" });
const encrypted = generateKeyPairSync("ed25519").privateKey.export({
  type: "pkcs8",
  format: "pem",
  cipher: "aes-256-cbc",
  passphrase: "x",
}) as string;
const sec1 = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "sec1", format: "pem" });
const publicPem = `-----BEGIN PUBLIC KEY-----\n${publicKey}\n-----END PUBLIC KEY-----`;
const secret = "a shared secret of 32 bytes or more";

const failing = async (act: () => unknown): Promise<VisitorError> => {
  try {
    await act();
  } catch (error) {
    if (isVisitorError(error)) return error;
    throw error;
  }
  throw new Error("It did not fail.");
};

describe("verified", () => {
  it.each([
    ["no key", undefined, /keys is not set.*ck visitor-key/],
    ["an empty key", "", /keys is not set/],
    ["a private key", privateKey, /keys is a private key/],
    [
      "a private JSON Web Key",
      { kty: "OKP", crv: "Ed25519", x: "A".repeat(43), d: "A".repeat(43) },
      /is a private key/,
    ],
    ["the platform's key", dsa.publicKey, /is a DSA key, as the platform's is/],
    ["an RSA key", rsa.publicKey.export(pem), /is an RSA key/],
    ["a key on another curve", p384.publicKey.export(pem), /is a key on another curve/],
    ["a secret", { kty: "oct", k: "A".repeat(43) }, /Pass it as `secret`/],
    [
      "a key for encryption",
      { kty: "EC", crv: "P-256", x: "A".repeat(43), y: "A".repeat(43), use: "enc" },
      /use is not/,
    ],
    ["half a key", publicKey.slice(0, 30), /keys is/],
    ["words", "my public key!", /neither whole base64, PEM, nor/],
    ["a number", 17, /got a number/],
    ["an empty list", [], /1 to 10; got a list of 0/],
    ["eleven keys", Array.from({ length: 11 }, () => publicKey), /got a list of 11/],
    ["a bad key in a list", [publicKey, "x"], /^keys\[1\] is/],
    ["a set without a usable key", { keys: [{ kty: "RSA" }] }, /without a public key/],
    ["an http URL", new URL("http://example.com/jwks.json"), /https/],
  ])("refuses %s at start-up", async (_name, keys, message) => {
    const error = await failing(() => verified({ keys: keys as never }));
    expect(error.message).toMatch(message);
  });

  it.each([
    ["a short secret", "password", /at least 32 bytes.*got 8/],
    ["a public key in base64", publicKey, /secret is a key/],
    ["a public key in base64url", publicKey.replaceAll("+", "-").replaceAll("/", "_"), /secret is a key/],
    ["a public key in PEM", publicPem, /secret is a key/],
    ["a public key in DER", Buffer.from(publicKey, "base64"), /secret is a key/],
    ["the bytes of a PEM", Buffer.from(publicPem), /secret is a key/],
    ["an RSA key", rsa.publicKey.export(pem), /secret is a key/],
    ["an RSA key in DER", rsa.publicKey.export({ type: "spki", format: "der" }), /secret is a key/],
    [
      "a JSON Web Key",
      '{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}',
      /secret is a key/,
    ],
    ["a number", 17, /must be text or a Uint8Array/],
  ])("refuses %s as a secret, and so does signVisitor", async (_name, wrong, message) => {
    expect((await failing(() => verified({ secret: wrong as never }))).message).toMatch(message);
    const signing = failing(() => signVisitor({ id: "u" }, { secret: wrong as never, expiresIn: "1m" }));
    expect((await signing).message).toMatch(message);
  });

  it.each([
    [{ secret, keys: publicKey }, /either `keys` or `secret`/],
    [{ keys: publicKey, maxLifetime: "1 day" }, /maxLifetime must be a whole number with a unit/],
    [{ keys: publicKey, clockTolerance: "11m" }, /at most 10 minutes/],
    [{ keys: publicKey, bot: "" }, /bot must be a name/],
    [{ keys: publicKey, tokenKey: 1 }, /tokenKey/],
    [{ keys: publicKey, store: new Map() }, /store must be a store/],
    [{ keys: publicKey, onStoreError: "maybe" }, /"open" or "closed"/],
    [{ keys: publicKey, schema: { email: "string" } }, /Standard Schema/],
  ])("refuses %j", async (options, message) => {
    const error = await failing(() => verified(options as never));
    expect(error).toMatchObject({ code: "ERR_INVALID_OPTION", message: expect.stringMatching(message) as string });
  });
});

describe("signVisitor", () => {
  it.each([
    ["no key", undefined, /key is not set.*ck visitor-key/],
    ["the public key", publicKey, /key is a public key/],
    ["a public JSON Web Key", { kty: "OKP", crv: "Ed25519", x: "A".repeat(43) }, /has no private part/],
    ["an encrypted key", encrypted, /ENCRYPTED PRIVATE KEY.*not encrypted/],
    ["a key in an older form", sec1, /EC PRIVATE KEY/],
    ["the platform's private key", dsa.privateKey, /is a DSA key/],
    [
      "a key whose point is not on the curve",
      { kty: "EC", crv: "P-256", x: "A".repeat(43), y: "A".repeat(43), d: "A".repeat(43) },
      /cannot be imported/,
    ],
  ])("refuses %s", async (_name, key, message) => {
    const error = await failing(() => signVisitor({ id: "u" }, { key: key as never, expiresIn: "1m" }));
    expect(error).toMatchObject({ code: "ERR_INVALID_KEY", message: expect.stringMatching(message) as string });
  });

  it.each([
    [{ id: "" }, {}, /needs an id/],
    [{ id: 17 }, {}, /needs an id/],
    [undefined, {}, /needs an id/],
    [{ id: "a\nb" }, {}, /control characters/],
    [{ id: "u", exp: 1 }, {}, /must not have the key "exp"/],
    [{ id: "u", sub: "x" }, {}, /must not have the key "sub"/],
    [{ id: "u", big: 1n }, {}, /plain JSON/],
    [JSON.parse('{"id":"u","a":{"__proto__":1}}'), {}, /plain JSON/],
    [{ id: "u", text: "x".repeat(4000) }, {}, /4096 is the limit/],
    [{ id: "u" }, { expiresIn: "15" }, /expiresIn must be a whole number with a unit/],
    [{ id: "u" }, { expiresIn: 900 }, /expiresIn/],
    [{ id: "u" }, { expiresIn: "0s" }, /expiresIn/],
    [{ id: "u" }, { expiresIn: "400d" }, /365 days/],
    [{ id: "u" }, { environment: "staging" }, /environment must be/],
    [{ id: "u" }, { session: "" }, /sessionData.id/],
    [{ id: "u" }, { secret }, /either `key` or `secret`/],
  ])("refuses case %#", async (visitor, more, message) => {
    const options = { key: privateKey, expiresIn: "1m", ...more };
    const error = await failing(() => signVisitor(visitor as never, options as never));
    expect(error).toMatchObject({ code: "ERR_INVALID_OPTION", message: expect.stringMatching(message) as string });
  });

  it("puts neither the key nor the visitor into an error", async () => {
    const wrong = [
      () => signVisitor({ id: "u-17-secret\n" }, { key: privateKey, expiresIn: "1m" }),
      () => signVisitor({ id: "u", text: "u-17-secret".repeat(1000) }, { key: privateKey, expiresIn: "1m" }),
      () => signVisitor({ id: "u" }, { key: privateKey.slice(0, 50), expiresIn: "1m" }),
      () => verified({ keys: privateKey }),
    ];
    for (const act of wrong) {
      const error = await failing(act);
      const text = `${error.message} ${String(error.cause)} ${error.stack}`;
      expect(text).not.toContain("u-17-secret");
      expect(text).not.toContain(privateKey.slice(22, 40));
    }
  });
});

it("a guard tells a VisitorError from everything else", () => {
  expect(isVisitorError(new VisitorError("ERR_INVALID_KEY", "x"))).toBe(true);
  expect(isVisitorError({ name: "VisitorError", code: "ERR_INVALID_KEY", message: "x" })).toBe(true);
  for (const other of [undefined, null, "x", new Error("x"), { code: "ERR_INVALID_KEY" }])
    expect(isVisitorError(other)).toBe(false);
});
