import type { VisitorRefusal } from "@ck/bot";
import { jwtVerify, type JWTVerifyGetKey, type JWTVerifyOptions } from "jose";
import { invalidKey } from "../error.js";
import type { KeySource } from "./key-source.js";

/** Why a token was refused, by the code of jose's error and the claim that it is about. */
export interface Refused {
  readonly reason: VisitorRefusal;
  readonly cause?: unknown;
}

/** Checks the signature and the standard claims. @returns nothing if all is well */
export async function checkSignature(
  token: string,
  source: KeySource,
  options: JWTVerifyOptions,
): Promise<Refused | undefined> {
  let refused: Refused | undefined;
  for (const key of source.candidates) {
    refused = await tryKey(token, key, { ...options, algorithms: [...source.algorithms] });
    if (refused?.reason !== "signature") return refused;
  }
  return refused;
}

async function tryKey(
  token: string,
  key: Uint8Array | JWTVerifyGetKey,
  options: JWTVerifyOptions,
): Promise<Refused | undefined> {
  try {
    await (typeof key === "function" ? jwtVerify(token, key, options) : jwtVerify(token, key, options));
    return undefined;
  } catch (error) {
    if (codeOf(error) !== "ERR_JWKS_MULTIPLE_MATCHING_KEYS") return refusalOf(error);
    // The token does not name its key, and several keys have the right kind.
    for await (const candidate of error as AsyncIterable<Uint8Array>) {
      const refused = await tryKey(token, candidate, options);
      if (refused?.reason !== "signature") return refused;
    }
    return { reason: "signature" };
  }
}

const REASONS: Readonly<Record<string, VisitorRefusal>> = {
  ERR_JOSE_ALG_NOT_ALLOWED: "algorithm",
  ERR_JOSE_NOT_SUPPORTED: "algorithm",
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: "signature",
  ERR_JWKS_NO_MATCHING_KEY: "unknown-key",
  ERR_JWT_EXPIRED: "expired",
  ERR_JWS_INVALID: "malformed",
  ERR_JWT_INVALID: "malformed",
};

const CLAIMS: Readonly<Record<string, VisitorRefusal>> = { aud: "audience", nbf: "too-early" };

function refusalOf(error: unknown): Refused {
  const code = codeOf(error) ?? "";
  if (code === "ERR_JWT_CLAIM_VALIDATION_FAILED") {
    const { claim = "", reason } = error as { readonly claim?: string; readonly reason?: string };
    return { reason: (reason === "check_failed" ? CLAIMS[claim] : undefined) ?? "malformed" };
  }
  const reason = REASONS[code];
  if (reason !== undefined) return { reason };
  // A set that did not arrive, or a key that the runtime does not take: nothing of the token is in these.
  return { reason: "keys", cause: invalidKey("The keys of visitors cannot be used. See the cause.", { cause: error }) };
}

function codeOf(error: unknown): string | undefined {
  const { code } = Object(error) as { readonly code?: unknown };
  return typeof code === "string" ? code : undefined;
}
