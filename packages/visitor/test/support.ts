import type { VisitorRequest } from "@ck/bot";
import { base64url, importJWK, importPKCS8, SignJWT, type JWTPayload } from "jose";
import type { VisitorKeyPair } from "@ck/visitor";

/** A request to the production environment that arrives now, in a chat session. */
export function request(more: Partial<VisitorRequest> = {}): VisitorRequest {
  return { environment: "production", sessionId: "s-1", at: new Date(), ...more };
}

export const seconds = (): number => Math.floor(Date.now() / 1000);

export function claimsOf(more: Readonly<Record<string, unknown>> = {}): JWTPayload {
  const iat = seconds();
  return {
    sub: "u-17",
    aud: "convokraft:production",
    iat,
    exp: iat + 900,
    jti: crypto.randomUUID(),
    email: "asha@example.com",
    ...more,
  };
}

/** Signs any claims under any header, as somebody with the key could who does not use this package. */
export async function signRaw(pair: VisitorKeyPair, claims: JWTPayload, header: object = {}): Promise<string> {
  const pem = `-----BEGIN PRIVATE KEY-----\n${pair.privateKey}\n-----END PRIVATE KEY-----`;
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "EdDSA", typ: "ck-visitor+jwt", kid: pair.keyId, ...header })
    .sign(await importPKCS8(pem, "EdDSA"));
}

/** Signs text that need not be JSON, under a header that need not be sound. */
export async function signText(pair: VisitorKeyPair, header: string, payload: string | Uint8Array): Promise<string> {
  const pem = `-----BEGIN PRIVATE KEY-----\n${pair.privateKey}\n-----END PRIVATE KEY-----`;
  const key = await importPKCS8(pem, "EdDSA");
  const input = `${base64url.encode(header)}.${base64url.encode(payload)}`;
  const signature = await crypto.subtle.sign("Ed25519", key, new TextEncoder().encode(input));
  return `${input}.${base64url.encode(new Uint8Array(signature))}`;
}

/** A token with another header, and the rest as it is. */
export function withHeader(token: string, change: (header: Record<string, unknown>) => object): string {
  const [header = "", ...rest] = token.split(".");
  const parsed = JSON.parse(new TextDecoder().decode(base64url.decode(header))) as Record<string, unknown>;
  return [base64url.encode(JSON.stringify(change(parsed))), ...rest].join(".");
}

/** A token with other claims, and the rest as it is. */
export function withClaims(token: string, change: (claims: Record<string, unknown>) => object): string {
  const [header = "", claims = "", signature = ""] = token.split(".");
  const parsed = JSON.parse(new TextDecoder().decode(base64url.decode(claims))) as Record<string, unknown>;
  return [header, base64url.encode(JSON.stringify(change(parsed))), signature].join(".");
}

/** HMAC-SHA-256 with any bytes as its secret. */
export async function signHmac(secret: Uint8Array, claims: JWTPayload, header: object = {}): Promise<string> {
  const key = await importJWK({ kty: "oct", k: base64url.encode(secret) }, "HS256");
  return new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ: "ck-visitor+jwt", ...header }).sign(key);
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
