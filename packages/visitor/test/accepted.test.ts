import { createServer } from "node:http";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { generateKeyPair, exportJWK, exportPKCS8, exportSPKI } from "jose";
import { generateVisitorKey, signVisitor, verified } from "@ck/visitor";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { bytes, claimsOf, request, signHmac, signRaw } from "./support.js";

const site = await generateVisitorKey();
const older = await generateVisitorKey();
const visitor = { id: "u-17", email: "asha@example.com" };
const sign = (key: string | object): Promise<string> => signVisitor(visitor, { key, expiresIn: "15m" });

const p256 = await generateKeyPair("ES256", { extractable: true });
const ed25519 = await generateKeyPair("EdDSA", { extractable: true });
const forms = await Promise.all(
  [p256, ed25519].flatMap((pair, index) => {
    const name = index === 0 ? "P-256" : "Ed25519";
    const [jwk, publicJwk] = [exportJWK(pair.privateKey), exportJWK(pair.publicKey)];
    const [pem, publicPem] = [exportPKCS8(pair.privateKey), exportSPKI(pair.publicKey)];
    const inOneLine = (text: string): string => text.replaceAll(/-----[A-Z ]+-----|\s/g, "");
    const form = async (
      what: string,
      key: Promise<string | object>,
      publicKey: Promise<string | object>,
    ): Promise<[string, string | object, string | object]> => [`${name} ${what}`, await key, await publicKey];
    return [
      form("PEM", pem, publicPem),
      form(
        "PEM with escaped line ends",
        pem.then((text) => text.replaceAll("\n", "\\n")),
        publicPem.then((text) => text.replaceAll("\n", "\\n")),
      ),
      form(
        "PEM with Windows line ends",
        pem.then((text) => text.replaceAll("\n", "\r\n")),
        publicPem.then((text) => text.replaceAll("\n", "\r\n")),
      ),
      form("base64", pem.then(inOneLine), publicPem.then(inOneLine)),
      form("JSON Web Key", jwk, publicJwk),
      form(
        "JSON text",
        jwk.then((key) => JSON.stringify(key)),
        publicJwk.then((key) => JSON.stringify(key)),
      ),
      form(
        "named JSON Web Key",
        jwk.then((key) => ({ ...key, kid: "2026" })),
        publicJwk.then((key) => ({ ...key, kid: "2026" })),
      ),
    ];
  }),
);

describe("a key can be given as", () => {
  it.each(forms)("%s", async (_name, key, publicKey) => {
    expect(await verified({ keys: publicKey }).verify(await sign(key), request())).toEqual({ visitor });
    // Inside a list, too.
    const list = [site.publicKey, publicKey];
    expect(await verified({ keys: list }).verify(await sign(key), request())).toEqual({ visitor });
  });
});

describe("keys can be replaced:", () => {
  it("while both are listed, the tokens of both are accepted", async () => {
    const both = verified({ keys: [site.publicKey, older.publicKey] });
    expect(await both.verify(await sign(site.privateKey), request())).toEqual({ visitor });
    expect(await both.verify(await sign(older.privateKey), request())).toEqual({ visitor });
    const one = verified({ keys: site.publicKey });
    expect(await one.verify(await sign(older.privateKey), request())).toEqual({ reason: "unknown-key" });
  });

  it("a token that does not name its key is tried with each", async () => {
    const both = verified({ keys: [site.publicKey, older.publicKey] });
    for (const pair of [site, older]) {
      const token = await signRaw(pair, claimsOf(), { kid: undefined });
      expect(await both.verify(token, request())).toEqual({ visitor });
    }
    const stranger = await signRaw(await generateVisitorKey(), claimsOf(), { kid: undefined });
    expect(await both.verify(stranger, request())).toEqual({ reason: "signature" });
  });

  it("so can secrets", async () => {
    const [secret, next] = ["a shared secret of 32 bytes or more", "the next secret of 32 bytes or more"];
    const token = await signVisitor(visitor, { secret, expiresIn: "15m" });
    expect(await verified({ secret: [next, secret] }).verify(token, request())).toEqual({ visitor });
    expect(await verified({ secret: bytes(secret) }).verify(token, request())).toEqual({ visitor });
    expect(await verified({ secret: next }).verify(token, request())).toEqual({ reason: "signature" });
  });

  it("a published set may hold keys for other purposes", async () => {
    const { publicKey } = await generateKeyPair("RS256");
    const ours = { ...(await exportJWK(ed25519.publicKey)), kid: "visitors" };
    const set = { keys: [{ ...(await exportJWK(publicKey)), kid: "other" }, ours, { kty: "oct", k: "AAAA" }] };
    const key = { ...(await exportJWK(ed25519.privateKey)), kid: "visitors" };
    expect(await verified({ keys: set }).verify(await sign(key), request())).toEqual({ visitor });
  });
});

describe("a set of keys at a URL", () => {
  let answer: { status: number; body: string } = { status: 500, body: "" };
  let fetches = 0;
  const server = createServer((_req, res) => {
    fetches++;
    res.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body);
  }).listen(0, "127.0.0.1");
  afterAll(() => server.close());

  it("is fetched once for many tokens, and not at once again after a failure", async () => {
    if (!server.listening) await once(server, "listening");
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`);
    const jwk = { ...(await exportJWK(ed25519.publicKey)), kid: "visitors" };
    const token = await sign({ ...(await exportJWK(ed25519.privateKey)), kid: "visitors" });

    const unlucky = verified({ keys: url });
    for (let n = 0; n < 3; n++)
      expect(await unlucky.verify(token, request())).toMatchObject({
        reason: "keys",
        cause: { code: "ERR_INVALID_KEY", cause: { message: "The URL of keys answered with 500." } },
      });
    expect(fetches).toBe(1);

    answer = { status: 200, body: JSON.stringify({ keys: [jwk] }) };
    fetches = 0;
    const verifier = verified({ keys: url });
    for (let n = 0; n < 3; n++) expect(await verifier.verify(token, request())).toEqual({ visitor });
    expect(await verifier.verify(await sign(site.privateKey), request())).toEqual({ reason: "unknown-key" });
    expect(fetches).toBe(1);
  });
});

describe("what was signed", () => {
  const verify = (token: string, more: object = {}): ReturnType<ReturnType<typeof verified>["verify"]> =>
    verified({ keys: site.publicKey, ...more }).verify(token, request());

  it("is typed and changed by a schema", async () => {
    const schema = z.object({ email: z.email(), roles: z.array(z.string()).default([]) });
    const check = await verified({ keys: site.publicKey, schema }).verify(await sign(site.privateKey), request());
    expect(check.visitor?.roles.includes("admin")).toBe(false);
    expect(check).toEqual({ visitor: { ...visitor, roles: [] } });
  });

  it("is refused where it does not match the schema", async () => {
    const schema = z.object({ email: z.email(), roles: z.array(z.string()) });
    expect(await verify(await sign(site.privateKey), { schema })).toEqual({ reason: "claims" });
  });

  it("keeps the id, whatever the schema returns", async () => {
    const schema = z.object({ email: z.string() }).transform(() => ({ id: "root" }));
    expect(await verify(await sign(site.privateKey), { schema })).toEqual({ visitor: { id: "u-17" } });
  });

  it("travels as it is: nested, in any script", async () => {
    const deep = {
      id: "आशा:17",
      tenant: { id: 7, tags: ["ü", "🙂", "مرحبا", "\u202e"] },
      none: null,
      constructor: { x: 1 },
    };
    expect(await verify(await signVisitor(deep, { key: site.privateKey, expiresIn: "15m" }))).toEqual({
      visitor: deep,
    });
  });

  it("is for one bot, one environment and, if asked for, one session", async () => {
    const token = await signVisitor(visitor, {
      key: site.privateKey,
      expiresIn: "15m",
      bot: "Leave bot",
      environment: "development",
      session: "s-1",
    });
    const verifier = verified({ keys: site.publicKey, bot: "Leave bot" });
    const development = request({ environment: "development" });
    expect(await verifier.verify(token, development)).toEqual({ visitor });
    expect(await verifier.verify(token, { ...development, sessionId: undefined })).toEqual({ reason: "other-session" });
    expect(await verifier.verify(token, request())).toEqual({ reason: "audience" });
    expect(await verify(token)).toEqual({ reason: "audience" });
  });

  it("needs a token for production where the platform names no environment", async () => {
    const verifier = verified({ keys: site.publicKey });
    const nowhere = request({ environment: undefined });
    expect(await verifier.verify(await sign(site.privateKey), nowhere)).toEqual({ visitor });
    const options = { key: site.privateKey, expiresIn: "15m", environment: "development" } as const;
    expect(await verifier.verify(await signVisitor(visitor, options), nowhere)).toEqual({ reason: "audience" });
  });

  it("is checked as of the request's arrival, with some tolerance for clocks", async () => {
    const token = await sign(site.privateKey);
    const at = (seconds: number): Promise<unknown> =>
      verified({ keys: site.publicKey }).verify(token, request({ at: new Date(Date.now() + 1000 * seconds) }));
    expect(await at(-25)).toEqual({ visitor });
    expect(await at(-60)).toEqual({ reason: "too-early" });
    expect(await at(900 + 25)).toEqual({ visitor });
    expect(await at(900 + 60)).toEqual({ reason: "expired" });
  });
});

describe("tokens of another implementation, PyJWT,", () => {
  const made = JSON.parse(readFileSync(new URL("fixtures/pyjwt-tokens.json", import.meta.url), "utf8")) as {
    secret: string;
    keys: Record<string, object>;
    claims: { sub: string; iat: number; email: string; name: string; roles: string[] };
    tokens: Record<string, string>;
  };
  const at = new Date(1000 * (made.claims.iat + 60));
  const { sub: id, email, name, roles } = made.claims;

  it.each(["EdDSA", "ES256", "HS256"])("are accepted: %s", async (alg) => {
    const keys = made.keys[alg];
    const verifier = verified({ bot: "leave", ...(keys === undefined ? { secret: made.secret } : { keys }) });
    expect(await verifier.verify(made.tokens[alg], request({ at }))).toEqual({ visitor: { id, email, name, roles } });
  });

  it("are told from the tokens of another key", async () => {
    const verifier = verified({ bot: "leave", keys: site.publicKey });
    expect(await verifier.verify(made.tokens["EdDSA"], request({ at }))).toEqual({ reason: "signature" });
  });
});

it("the newer name of EdDSA is accepted", async () => {
  const token = await signRaw(site, claimsOf(), { alg: "Ed25519" });
  expect(await verified({ keys: site.publicKey }).verify(token, request())).toEqual({ visitor });
});

it("a token with a secret does not name it", async () => {
  const secret = "a shared secret of 32 bytes or more";
  const [header = ""] = (await signVisitor(visitor, { secret, expiresIn: "15m" })).split(".");
  expect(JSON.parse(atob(header))).toEqual({ alg: "HS256", typ: "ck-visitor+jwt" });
  expect(await verified({ secret }).verify(await signHmac(bytes(secret), claimsOf()), request())).toEqual({ visitor });
});
