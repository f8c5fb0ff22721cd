import { base64url, calculateJwkThumbprint, exportJWK, importJWK, importPKCS8, type JWK } from "jose";
import { invalid, invalidKey } from "../error.js";
import { algorithmOf, type Jwk, type VisitorKey } from "./jwk.js";
import { readKey } from "./read-key.js";
import { readSecret, type VisitorSecret } from "./secret.js";

/** What a token is signed with. */
export interface SigningKey {
  readonly alg: "EdDSA" | "ES256" | "HS256";
  /** A secret has none: nothing that is made of it leaves the site. */
  readonly kid?: string;
  readonly key: Awaited<ReturnType<typeof importJWK>>;
}

/** Reads the private key or the secret; one of them must be given. */
export async function signingKeyOf(
  key: VisitorKey | undefined,
  secret: VisitorSecret | undefined,
): Promise<SigningKey> {
  if (secret !== undefined) {
    if (key !== undefined) throw invalid("signVisitor takes either `key` or `secret`, not both.");
    return { alg: "HS256", key: readSecret(secret) };
  }
  const read = readKey(key, "private", "key");
  try {
    return "jwk" in read ? await fromJwk(read.jwk) : await fromPkcs8(read.pkcs8, read.alg);
  } catch (cause) {
    // Of the cause only its kind: what the runtime says about a private key stays here.
    throw invalidKey(
      `key cannot be imported (${cause instanceof Error ? cause.name : typeof cause}). Make a pair with \`ck visitor-key\`.`,
    );
  }
}

async function fromJwk(jwk: Jwk): Promise<SigningKey> {
  const alg = algorithmOf(jwk);
  return { alg, kid: jwk.kid ?? (await calculateJwkThumbprint(jwk)), key: await importJWK(jwk as JWK, alg) };
}

async function fromPkcs8(pkcs8: Uint8Array, alg: "EdDSA" | "ES256"): Promise<SigningKey> {
  const base64 = base64url.encode(pkcs8).replaceAll("-", "+").replaceAll("_", "/");
  const pem = `-----BEGIN PRIVATE KEY-----\n${base64}\n-----END PRIVATE KEY-----`;
  // To name the key, its public half is worked out.
  const key = await importPKCS8(pem, alg, { extractable: true });
  const { kty, crv, x, y } = await exportJWK(key);
  return { alg, kid: await calculateJwkThumbprint({ kty, crv, x, y } as JWK), key };
}
