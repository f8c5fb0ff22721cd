import fc from "fast-check";
import { base64url } from "jose";
import { generateVisitorKey, signVisitor, verified, type VisitorKeyPair } from "@ck/visitor";
import { expect, it } from "vitest";
import { claimsOf, request, signHmac, signRaw } from "./support.js";

const RUNS = 10_000;

const site = await generateVisitorKey();
const stranger = await generateVisitorKey();
const sign = (pair: VisitorKeyPair, id: string): Promise<string> =>
  signVisitor({ id, roles: ["staff"] }, { key: pair.privateKey, expiresIn: "24h" });
const genuine = await Promise.all(["u-1", "u-2", "आशा"].map((id) => sign(site, id)));
const foreign = [await sign(stranger, "u-1"), await signRaw(stranger, claimsOf(), { kid: site.keyId })];
const hmac = await signHmac(new TextEncoder().encode(site.publicKey), claimsOf());
const all = [...genuine, ...foreign, hmac];

const token = fc.constantFrom(...genuine);
const partsOf = (text: string): [string, string, string] => text.split(".") as [string, string, string];

/** Flips bits of one part's bytes, and encodes it again. */
const flipped = fc
  .tuple(token, fc.nat(2), fc.array(fc.nat(100_000), { minLength: 1, maxLength: 3 }))
  .map(([text, part, bits]) => {
    const parts = partsOf(text);
    const bytes = base64url.decode(parts[part] ?? "");
    for (const bit of bits) bytes[(bit >> 3) % bytes.length]! ^= 1 << (bit & 7);
    parts[part] = base64url.encode(bytes);
    return parts.join(".");
  });

/** Changes single characters of the text. */
const typed = fc
  .tuple(
    token,
    fc.nat(100_000),
    fc.oneof(fc.string({ minLength: 1, maxLength: 2 }), fc.constantFrom("A", "_", "=", ".", "\n", "é")),
  )
  .map(([text, at, by]) => text.slice(0, at % text.length) + by + text.slice((at % text.length) + 1));

const cut = fc.tuple(token, fc.nat(100_000), fc.nat(40)).map(([text, at, length]) => {
  const from = at % text.length;
  return text.slice(0, from) + text.slice(from + 1 + length);
});

const swapped = fc
  .tuple(fc.constantFrom(...all), fc.constantFrom(...all), fc.constantFrom(...all))
  .map(([a, b, c]) => [partsOf(a)[0], partsOf(b)[1], partsOf(c)[2]].join("."));

const name = fc.constantFrom(
  "alg",
  "typ",
  "kid",
  "crit",
  "jwk",
  "jku",
  "x5u",
  "x5c",
  "b64",
  "zip",
  "cty",
  "enc",
  "__proto__",
);
const value = fc.oneof(
  fc.constantFrom("none", "None", "HS256", "HS512", "RS256", "ES256", "Ed25519", "JWT", "", site.keyId, stranger.keyId),
  fc.jsonValue({ maxDepth: 2 }),
);
const header = fc
  .tuple(fc.constantFrom(...all), fc.dictionary(name, value, { minKeys: 1, maxKeys: 3 }))
  .map(([text, edits]) => {
    const [old, ...rest] = partsOf(text);
    const changed = { ...(JSON.parse(new TextDecoder().decode(base64url.decode(old))) as object), ...edits };
    return [base64url.encode(JSON.stringify(changed)), ...rest].join(".");
  });

const claims = fc
  .tuple(
    token,
    fc.dictionary(fc.constantFrom("sub", "exp", "aud", "jti", "iat", "roles", "id"), fc.jsonValue({ maxDepth: 2 }), {
      minKeys: 1,
    }),
  )
  .map(([text, edits]) => {
    const [head, old, signature] = partsOf(text);
    const changed = { ...(JSON.parse(new TextDecoder().decode(base64url.decode(old))) as object), ...edits };
    return [head, base64url.encode(JSON.stringify(changed)), signature].join(".");
  });

/** The same content, written down in another way. */
const respelled = fc.tuple(token, fc.nat(2), fc.constantFrom(" ", "\t", "\n")).map(([text, part, blank]) => {
  const parts = partsOf(text);
  const json = new TextDecoder().decode(base64url.decode(parts[part] ?? ""));
  parts[part] = part === 2 ? `${parts[part]}=` : base64url.encode(json.replace(",", `,${blank}`));
  return parts.join(".");
});

it(`of ${RUNS} mutated tokens none is accepted, and none throws`, async () => {
  const verifier = verified({ keys: site.publicKey });
  const mutated = fc
    .oneof(flipped, typed, cut, swapped, header, claims, respelled)
    .filter((text) => !genuine.includes(text));
  const at = request();
  const reasons = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(mutated, async (text) => {
      const { visitor, reason = "none" } = await verifier.verify(text, at);
      expect(visitor).toBeUndefined();
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }),
    { numRuns: RUNS },
  );
  // The mutations reach every stage of the check.
  for (const reason of ["malformed", "algorithm", "unknown-key", "signature"])
    expect(reasons.get(reason)).toBeGreaterThan(50);
  for (const text of genuine) expect(await verifier.verify(text, at)).toHaveProperty("visitor.roles", ["staff"]);
});
