import { memoryStore, type VisitorRefusal } from "@ck/bot";
import { generateVisitorKey, signVisitor, verified } from "@ck/visitor";
import { base64url } from "jose";
import { describe, expect, it } from "vitest";
import { bytes, claimsOf, request, seconds, signHmac, signRaw, signText, withClaims, withHeader } from "./support.js";

const site = await generateVisitorKey();
const stranger = await generateVisitorKey();
const secret = "a shared secret of 32 bytes or more";
const visitor = { id: "u-17", email: "asha@example.com" };
const genuine = await signVisitor(visitor, { key: site.privateKey, expiresIn: "15m" });
const [header = "", claims = "", signature = ""] = genuine.split(".");
const HEADER = JSON.stringify({ alg: "EdDSA", typ: "ck-visitor+jwt", kid: site.keyId });
const spki = Uint8Array.from(atob(site.publicKey), (character) => character.charCodeAt(0));

/** Text of claims that are right but for what `more` puts before the closing brace. */
const claimsText = (more: string): string => `${JSON.stringify(claimsOf()).slice(0, -1)},${more}}`;

const table: [name: string, token: unknown, reason: VisitorRefusal][] = [
  ["no token", undefined, "missing"],
  ["null", null, "missing"],
  ["empty text", "", "missing"],
  ["a number", 17, "malformed"],
  ["an object with the token in it", { token: genuine }, "malformed"],
  ["a list with the token in it", [genuine], "malformed"],
  ["an object that becomes the token", { toString: () => genuine }, "malformed"],
  ["true", true, "malformed"],
  ["some text", "let me in", "malformed"],
  ["the visitor as JSON", JSON.stringify(visitor), "malformed"],

  ["signed with another key", await signRaw(stranger, claimsOf()), "unknown-key"],
  ["signed with another key, named as ours", await signRaw(stranger, claimsOf(), { kid: site.keyId }), "signature"],
  ["signed with another key, without a name", await signRaw(stranger, claimsOf(), { kid: undefined }), "signature"],
  ["another id under the old signature", withClaims(genuine, (old) => ({ ...old, sub: "u-18" })), "signature"],
  ["a role added under the old signature", withClaims(genuine, (old) => ({ ...old, roles: ["admin"] })), "signature"],
  [
    "a later exp under the old signature",
    withClaims(genuine, (old) => ({ ...old, exp: seconds() + 999 })),
    "signature",
  ],

  ["without its signature", `${header}.${claims}.`, "malformed"],
  ["in two parts", `${header}.${claims}`, "malformed"],
  ["in four parts", `${genuine}.${signature}`, "malformed"],
  ["in five parts, as encrypted ones are", `${genuine}.${claims}.${signature}`, "malformed"],
  ["with half a signature", `${header}.${claims}.${signature.slice(0, 40)}`, "signature"],
  ["alg none", withHeader(genuine, (old) => ({ ...old, alg: "none" })), "algorithm"],
  ["alg none without a signature", `${base64url.encode('{"alg":"none"}')}.${claims}.`, "malformed"],
  ["alg None", withHeader(genuine, (old) => ({ ...old, alg: "None" })), "algorithm"],
  ["alg nOnE with a blank", withHeader(genuine, (old) => ({ ...old, alg: "nOnE " })), "algorithm"],
  ["no alg", withHeader(genuine, (old) => ({ ...old, alg: undefined })), "malformed"],
  ["a list as alg", withHeader(genuine, (old) => ({ ...old, alg: ["EdDSA"] })), "malformed"],
  ["alg toString", withHeader(genuine, (old) => ({ ...old, alg: "toString" })), "algorithm"],
  ["alg RS256", withHeader(genuine, (old) => ({ ...old, alg: "RS256" })), "algorithm"],
  ["alg ES256 with an Ed25519 key", withHeader(genuine, (old) => ({ ...old, alg: "ES256" })), "unknown-key"],

  ["the public key as an HMAC secret: base64", await signHmac(bytes(site.publicKey), claimsOf()), "algorithm"],
  ["the public key as an HMAC secret: DER", await signHmac(spki, claimsOf()), "algorithm"],
  ["the public key as an HMAC secret: raw", await signHmac(spki.subarray(12), claimsOf()), "algorithm"],
  ["the same, with our kid", await signHmac(spki, claimsOf(), { kid: site.keyId }), "algorithm"],
  [
    "the public key as an HMAC secret: PEM",
    await signHmac(bytes(`-----BEGIN PUBLIC KEY-----\n${site.publicKey}\n-----END PUBLIC KEY-----\n`), claimsOf()),
    "algorithm",
  ],
  [
    "the key of an attacker in the header: jwk",
    await signRaw(stranger, claimsOf(), {
      kid: undefined,
      jwk: { kty: "OKP", crv: "Ed25519", x: base64url.encode(atob(stranger.publicKey).slice(12)) },
    }),
    "signature",
  ],
  [
    "the key of an attacker by address: jku, x5u",
    await signRaw(stranger, claimsOf(), { jku: "http://127.0.0.1:1/jwks", x5u: "http://127.0.0.1:1/x", kid: "a" }),
    "unknown-key",
  ],
  ["kid of a path", withHeader(genuine, (old) => ({ ...old, kid: "../../dev/null" })), "unknown-key"],
  ["kid __proto__", withHeader(genuine, (old) => ({ ...old, kid: "__proto__" })), "unknown-key"],
  ["kid of a number", withHeader(genuine, (old) => ({ ...old, kid: 1 })), "malformed"],
  [
    "an unknown critical extension",
    await signText(site, HEADER.replace("}", ',"crit":["x"],"x":1}'), JSON.stringify(claimsOf())),
    "malformed",
  ],
  [
    "critical b64",
    await signText(site, HEADER.replace("}", ',"crit":["b64"],"b64":true}'), JSON.stringify(claimsOf())),
    "malformed",
  ],
  ["an empty crit", await signText(site, HEADER.replace("}", ',"crit":[]}'), JSON.stringify(claimsOf())), "malformed"],
  ["another JWT of the same site", await signRaw(site, claimsOf(), { typ: "JWT" }), "malformed"],
  ["without typ", await signRaw(site, claimsOf(), { typ: undefined }), "malformed"],

  ["expired", await signRaw(site, claimsOf({ iat: seconds() - 1000, exp: seconds() - 31 })), "expired"],
  ["without exp", await signRaw(site, claimsOf({ exp: undefined })), "malformed"],
  ["exp as text", await signRaw(site, { ...claimsOf(), exp: "9999999999" as never }), "malformed"],
  [
    "exp without end",
    await signText(site, HEADER, claimsText('"x":1').replace(/"exp":\d+/, '"exp":1e999')),
    "lifetime",
  ],
  ["good for a year", await signRaw(site, claimsOf({ exp: seconds() + 31_536_000 })), "lifetime"],
  ["without iat", await signRaw(site, claimsOf({ iat: undefined })), "malformed"],
  ["issued tomorrow", await signRaw(site, claimsOf({ iat: seconds() + 86_400, exp: seconds() + 86_500 })), "too-early"],
  ["nbf tomorrow", await signRaw(site, claimsOf({ nbf: seconds() + 86_400 })), "too-early"],
  ["nbf as text", await signRaw(site, { ...claimsOf(), nbf: "0" as never }), "malformed"],

  [
    "for the development environment",
    await signVisitor(visitor, { key: site.privateKey, expiresIn: "15m", environment: "development" }),
    "audience",
  ],
  [
    "for another bot",
    await signVisitor(visitor, { key: site.privateKey, expiresIn: "15m", bot: "helpdesk" }),
    "audience",
  ],
  [
    "for a bot that is called like an audience",
    await signVisitor(visitor, { key: site.privateKey, expiresIn: "15m", bot: "x:production" }),
    "audience",
  ],
  ["without aud", await signRaw(site, claimsOf({ aud: undefined })), "malformed"],
  ["aud of a number", await signRaw(site, { ...claimsOf(), aud: 1 as never }), "audience"],
  [
    "for another session",
    await signVisitor(visitor, { key: site.privateKey, expiresIn: "15m", session: "s-2" }),
    "other-session",
  ],
  ["sid of an object", await signRaw(site, claimsOf({ sid: {} })), "malformed"],

  ["without sub", await signRaw(site, claimsOf({ sub: undefined })), "malformed"],
  ["an empty sub", await signRaw(site, claimsOf({ sub: "" })), "malformed"],
  ["sub of an object", await signRaw(site, { ...claimsOf(), sub: { toString: 1 } as never }), "malformed"],
  ["sub with a zero byte", await signRaw(site, claimsOf({ sub: "u-17\0" })), "malformed"],
  [
    "sub with half a character",
    await signText(site, HEADER, claimsText('"x":1').replace("u-17", "\\ud800")),
    "malformed",
  ],
  ["without jti", await signRaw(site, claimsOf({ jti: undefined })), "malformed"],

  ["sub twice", await signText(site, HEADER, claimsText('"sub":"u-18"')), "malformed"],
  ["sub twice, once in escapes", await signText(site, HEADER, claimsText('"\\u0073ub":"u-18"')), "malformed"],
  ["a key twice inside", await signText(site, HEADER, claimsText('"a":{"b":1,"b":2}')), "malformed"],
  ["alg twice", await signText(site, HEADER.replace("{", '{"alg":"none",'), JSON.stringify(claimsOf())), "malformed"],
  ["__proto__", await signText(site, HEADER, claimsText('"__proto__":{"admin":true}')), "malformed"],
  [
    "__proto__ inside, in escapes",
    await signText(site, HEADER, claimsText('"a":[{"\\u005f_proto__":{}}]')),
    "malformed",
  ],
  [
    "nested too deeply",
    await signText(site, HEADER, claimsText(`"a":${"[".repeat(20)}${"]".repeat(20)}`)),
    "malformed",
  ],
  ["claims that are a list", await signText(site, HEADER, "[]"), "malformed"],
  ["claims that are null", await signText(site, HEADER, "null"), "malformed"],
  ["claims that are not UTF-8", await signText(site, HEADER, Uint8Array.of(0x7b, 0xff, 0x7d)), "malformed"],
  ["claims after a byte order mark", await signText(site, HEADER, `\ufeff${JSON.stringify(claimsOf())}`), "malformed"],
  ["claims that are not JSON", await signText(site, HEADER, "{'sub':'u-17'}"), "malformed"],
  ["a token in a token", await signText(site, HEADER, genuine), "malformed"],

  ["with a line end", `${genuine}\n`, "malformed"],
  ["with a blank inside", genuine.replace(".", ". "), "malformed"],
  ["with padding", `${genuine}==`, "malformed"],
  ["with a zero-width space", genuine.replace(".", "\u200b."), "malformed"],
  ["with a full-width dot", genuine.replace(".", "\uff0e"), "malformed"],
  ["with a full-width letter", genuine.replace("e", "\uff45"), "malformed"],
  ["with Bearer before it", `Bearer ${genuine}`, "malformed"],
  ["in base64 instead of base64url", genuine.replaceAll("-", "+").replaceAll("_", "/") + "/", "malformed"],
  ["longer than any token", `${header}.${claims}.${"A".repeat(5000)}`, "too-large"],
  ["of 50 MB", "a.".repeat(25_000_000), "too-large"],
];

describe("with a key pair, a token is refused:", () => {
  const verifier = verified({ keys: site.publicKey });

  it.each(table)("%s", async (_name, token, reason) => {
    expect(await verifier.verify(token, request())).toEqual({ reason });
  });

  it("and the genuine one is accepted", async () => {
    expect(await verifier.verify(genuine, request())).toEqual({ visitor });
  });
});

const shared = await signHmac(bytes(secret), claimsOf());
const foreign = await signHmac(bytes("another secret of 32 bytes or more"), claimsOf());

describe("with a secret, a token is refused:", () => {
  const verifier = verified({ secret });

  it.each<[name: string, token: string, reason: VisitorRefusal]>([
    ["signed with another secret", foreign, "signature"],
    ["signed with a key pair", genuine, "algorithm"],
    ["alg none", withHeader(shared, (old) => ({ ...old, alg: "none" })), "algorithm"],
    ["alg HS512", withHeader(shared, (old) => ({ ...old, alg: "HS512" })), "algorithm"],
  ])("%s", async (_name, token, reason) => {
    expect(await verifier.verify(token, request())).toEqual({ reason });
  });
});

describe("a token that is copied to another session", () => {
  const token = genuine;

  it("is refused there, and good where it was shown first", async () => {
    const verifier = verified({ keys: site.publicKey, store: memoryStore() });
    expect(await verifier.verify(token, request({ sessionId: "s-1" }))).toEqual({ visitor });
    expect(await verifier.verify(token, request({ sessionId: "s-2" }))).toEqual({ reason: "other-session" });
    expect(await verifier.verify(token, request({ sessionId: "s-1" }))).toEqual({ visitor });
  });

  it("is noticed by every process that shares the store", async () => {
    const store = memoryStore();
    const processes = [1, 2, 3].map(() => verified({ keys: site.publicKey, store }));
    const checks = processes.map((each, index) => each.verify(token, request({ sessionId: `s-${index}` })));
    const accepted = (await Promise.all(checks)).filter(({ visitor: found }) => found !== undefined);
    expect(accepted).toHaveLength(1);
  });

  it("leaves no id of the visitor, the token or the session in the store", async () => {
    const written: string[] = [];
    const store = memoryStore();
    const watched: typeof store = {
      ...store,
      setIfAbsent: (key, value, expiry) => {
        written.push(key, new TextDecoder("latin1").decode(value), JSON.stringify(expiry));
        return store.setIfAbsent(key, value, expiry);
      },
    };
    await verified({ keys: site.publicKey, store: watched }).verify(token, request({ sessionId: "s-1" }));
    expect(written.length).toBeGreaterThan(0);
    expect(written[0]).toMatch(/^visitor:[0-9a-f]{64}$/);
    expect(written.join("\n")).not.toMatch(/u-17|asha|s-1/);
  });

  it("cannot be told while the store fails: it is refused, or accepted by option", async () => {
    const cause = new Error("down");
    const store = { ...memoryStore(), setIfAbsent: () => Promise.reject(cause) };
    const closed = await verified({ keys: site.publicKey, store }).verify(token, request());
    expect(closed).toEqual({ reason: "store", cause });
    const open = await verified({ keys: site.publicKey, store, onStoreError: "open" }).verify(token, request());
    expect(open).toEqual({ visitor });
  });

  it("cannot be told where the platform does not name the session", async () => {
    const verifier = verified({ keys: site.publicKey, store: memoryStore() });
    await verifier.verify(token, request({ sessionId: "s-1" }));
    expect(await verifier.verify(token, request({ sessionId: undefined }))).toEqual({ visitor });
  });
});
