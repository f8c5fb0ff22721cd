import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  type JWK,
  type JWTVerifyGetKey,
} from "jose";
import { invalid, invalidKey, isVisitorError } from "../error.js";
import type { Jwk, VisitorJwk, VisitorKey } from "../key/jwk.js";
import { readPublicKey } from "../key/read-key.js";
import { readSecret, type VisitorSecret } from "../key/secret.js";

/** A set of public keys (RFC 7517 §5), as a site publishes it. */
export interface VisitorKeySet {
  readonly keys: readonly VisitorJwk[];
}

/** The public keys that a visitor may be signed with. */
export type VisitorKeys = VisitorKey | readonly VisitorKey[] | VisitorKeySet | URL;

/** The algorithms that may be used, and what finds the key. The two kinds never meet: a verifier has one of them. */
export interface KeySource {
  readonly algorithms: readonly string[];
  /** What a token is checked with, one after the other. */
  readonly candidates: readonly (Uint8Array | JWTVerifyGetKey)[];
}

/** More would make each forged token expensive. */
const MAX_KEYS = 10;

/** How long a set of keys may take to arrive: the bot has to answer within 4.5 s. */
const FETCH_TIMEOUT_MS = 2_000;

/** How long a failed fetch is not repeated. */
const RETRY_AFTER_MS = 5_000;

/** Reads `keys` or `secret`; one of them must be given. */
export function keySourceOf(
  keys: VisitorKeys | undefined,
  secret: VisitorSecret | readonly VisitorSecret[] | undefined,
): KeySource {
  if (secret !== undefined) {
    if (keys !== undefined) throw invalid("verified takes either `keys` or `secret`, not both.");
    const secrets = (Array.isArray(secret) ? secret : [secret]) as readonly unknown[];
    requireFew(secrets.length, "secret");
    return { algorithms: ["HS256"], candidates: secrets.map(readSecret) };
  }
  // `Ed25519` is the newer name of `EdDSA` with such a key (RFC 9864).
  return { algorithms: ["EdDSA", "Ed25519", "ES256"], candidates: [resolverOf(keys)] };
}

function resolverOf(keys: VisitorKeys | undefined): JWTVerifyGetKey {
  if (keys instanceof URL) return remote(keys);
  const list = isSet(keys) ? usable(keys) : Array.isArray(keys) ? (keys as readonly unknown[]) : [keys];
  requireFew(list.length, "keys");
  const read = list.map((key, index) => readPublicKey(key, list.length === 1 ? "keys" : `keys[${index}]`));
  let resolve: Promise<JWTVerifyGetKey> | undefined;
  return async (header, token) => (await (resolve ??= local(read)))(header, token);
}

/** The keys, each with a name, which is its thumbprint unless it has another. */
async function local(keys: readonly Jwk[]): Promise<JWTVerifyGetKey> {
  const named = keys.map(async (key) => ({ ...key, kid: key.kid ?? (await calculateJwkThumbprint(key)) }));
  return createLocalJWKSet({ keys: (await Promise.all(named)) as JWK[] });
}

function remote(url: URL): JWTVerifyGetKey {
  const isLoopback = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback))
    throw invalid("keys must be an https URL: on the way, nobody may replace the keys.");
  let failed: { readonly at: number; readonly error: unknown } | undefined;
  return createRemoteJWKSet(url, {
    timeoutDuration: FETCH_TIMEOUT_MS,
    [customFetch]: async (address, init) => {
      if (failed !== undefined && performance.now() - failed.at < RETRY_AFTER_MS) throw failed.error;
      try {
        const response = await fetch(address, init);
        if (response.status !== 200) throw new Error(`The URL of keys answered with ${response.status}.`);
        failed = undefined;
        return response;
      } catch (error) {
        failed = { at: performance.now(), error };
        throw error;
      }
    },
  });
}

function isSet(keys: unknown): keys is VisitorKeySet {
  return Array.isArray((Object(keys) as Partial<VisitorKeySet>).keys);
}

/** A published set may hold keys for other purposes. */
function usable({ keys }: VisitorKeySet): readonly VisitorJwk[] {
  const fit = keys.filter((key) => {
    try {
      readPublicKey(key, "keys");
      return true;
    } catch (error) {
      if (isVisitorError(error)) return false;
      throw error;
    }
  });
  if (fit.length === 0) throw invalidKey("keys is a set without a public key of Ed25519 or P-256 in it.");
  return fit;
}

function requireFew(count: number, option: string): void {
  if (count < 1 || count > MAX_KEYS)
    throw invalid(`${option} must be one, or a list of 1 to ${MAX_KEYS}; got a list of ${count}.`);
}
