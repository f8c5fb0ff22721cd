import { SIGNATURE_HEADER, type WebhookRequest } from "@ck/protocol";
import { verify, type KeyRing, type VerifyResult } from "@ck/signature";
import type { ReceiveConfig } from "../options.js";
import type { RawRequest } from "../wire/raw.js";
import { Refusal } from "../wire/refusal.js";

/** Rejects a request without a signature before its body is read. */
export function requireSignature(raw: RawRequest): void {
  if (!raw.header(SIGNATURE_HEADER)?.length) throw new Refusal(401, "signature-missing");
}

/** Checks the signature over the exact bytes. @returns the key that made it, and its canonical bytes */
export async function verifyBody(
  raw: RawRequest,
  body: Uint8Array,
  trusted: KeyRing,
  { verifyOptions, explain }: ReceiveConfig,
): Promise<VerifyResult & { valid: true }> {
  const header = raw.header(SIGNATURE_HEADER);
  const result = await verify(body, header, trusted, verifyOptions);
  if (result.valid) return result;
  explain(body, header, trusted);
  throw new Refusal(401, `signature-${result.reason}`);
}

/**
 * Holds a request to the environment of the key that signed it: a development key, which every developer of the project can use, cannot sign for
 * production. A request that names no environment gets that of its key.
 */
export function bindEnvironment(request: WebhookRequest, keyId: string, trusted: KeyRing): WebhookRequest {
  const environments = trusted.environmentsOf(keyId);
  // A key may be taken off the ring while a check with it is in progress.
  if (environments.length === 0) throw new Refusal(401, "wrong-environment");
  if (request.environment !== undefined) {
    if (!environments.includes(request.environment)) throw new Refusal(401, "wrong-environment");
    return request;
  }
  const [environment, ...others] = environments;
  return others.length > 0 || environment === undefined ? request : { ...request, environment };
}
