import { SIGNATURE_HEADER, type WebhookRequest } from "@ck/protocol";
import { verify, type VerifyOptions } from "@ck/signature";
import type { TrustedKeys } from "./keys.js";
import type { RawRequest } from "./raw.js";
import { Refusal } from "./refusal.js";

/** Refuses a request without a signature before its body is read. */
export function requireSignature(raw: RawRequest): void {
  if (!raw.header(SIGNATURE_HEADER)?.length) throw new Refusal(401, "signature-missing");
}

/** Checks the signature over the exact bytes. Gives the id of the key that made it. */
export async function verifyBody(
  raw: RawRequest,
  body: Uint8Array,
  trusted: TrustedKeys,
  options: VerifyOptions,
): Promise<string> {
  const result = await verify(body, raw.header(SIGNATURE_HEADER), trusted.keys, options);
  if (!result.valid) throw new Refusal(401, `signature-${result.reason}`);
  return result.keyId;
}

/**
 * Holds a request to the environment of the key that signed it: a development key, which every developer of the project may see in use, cannot speak
 * for production. A request that names no environment takes that of its key.
 */
export function bindEnvironment(request: WebhookRequest, keyId: string, trusted: TrustedKeys): WebhookRequest {
  const environments = trusted.environmentsOf(keyId);
  if (request.environment !== undefined) {
    if (!environments.has(request.environment)) throw new Refusal(401, "wrong-environment");
    return request;
  }
  const [environment, ...others] = environments;
  return environment === undefined || others.length > 0 ? request : { ...request, environment };
}
