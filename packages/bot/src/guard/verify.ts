import { SIGNATURE_HEADER, type WebhookRequest } from "@ck/protocol";
import {
  checkHeader,
  verifyMaybeSync,
  type HeaderValue,
  type PublicKeySource,
  type VerifyFailureReason,
  type VerifyResult,
} from "@ck/signature";
import { andThen, isPending, type Awaitable } from "../awaitable.js";
import type { ReceiveConfig } from "../options.js";
import type { RequestDeadline } from "../time/deadline.js";
import type { MemoryShare } from "../wire/body-memory.js";
import type { RawRequest } from "../wire/raw.js";
import { readBody } from "../wire/read-body.js";
import { Refusal, requireWanted } from "../wire/refusal.js";
import { EXPLAIN_BYTES } from "./explain.js";
import type { TrustedKeys } from "./trusted-keys.js";

/** Rejects a request before its body is read, if its header cannot be the signature of any body. @returns the header */
export function requireSignature(
  raw: RawRequest,
  trusted: PublicKeySource,
  { verifyOptions, explainer }: Pick<ReceiveConfig, "verifyOptions" | "explainer">,
  deadline: RequestDeadline,
  memory: MemoryShare,
): Awaitable<HeaderValue> {
  const header = raw.header(SIGNATURE_HEADER);
  if (trusted.publicKeys().length === 0) throw new Refusal(401, "signature-no-keys");
  const reason = checkHeader(header, verifyOptions);
  if (reason === undefined) return header;
  if (explainer.isReady) return explain(reason);
  throw new Refusal(401, `signature-${reason}`);

  async function explain(why: VerifyFailureReason): Promise<never> {
    // With another format or encoding it may be one: what tells is the body.
    let body = NO_BODY;
    if (why !== "missing") {
      try {
        body = await readBody(raw, EXPLAIN_BYTES, deadline, memory);
      } catch {
        // Then there is less to explain.
      }
    }
    explainer.explain(body, header, trusted);
    throw new Refusal(401, `signature-${why}`);
  }
}

const NO_BODY: Uint8Array = new Uint8Array(0);

type Verified = VerifyResult & { readonly valid: true };

/** Checks the signature over the exact bytes. @returns the key that made it, and its canonical bytes */
export function verifyBody(
  body: Uint8Array,
  header: HeaderValue,
  trusted: PublicKeySource,
  config: Pick<ReceiveConfig, "verifyOptions" | "explainer" | "checks">,
  deadline: RequestDeadline,
): Awaitable<Verified> {
  return andThen(checkBody(body, header, trusted, config, deadline), (result) =>
    result.valid ? result : rejectBody(body, header, trusted, config, result.reason),
  );
}

/** Checks the signature over the exact bytes, when its turn has come. */
export function checkBody(
  body: Uint8Array,
  header: HeaderValue,
  trusted: PublicKeySource,
  { verifyOptions, checks }: Pick<ReceiveConfig, "verifyOptions" | "checks">,
  deadline: RequestDeadline,
): Awaitable<VerifyResult> {
  const turn = checks.turn();
  let checking: Awaitable<VerifyResult>;
  try {
    checking = andThen(turn, () =>
      andThen(requireWanted(deadline), () => verifyMaybeSync(body, header, trusted, verifyOptions)),
    );
  } catch (error) {
    checks.done();
    throw error;
  }
  if (isPending(checking)) return checking.finally(() => checks.done());
  checks.done();
  return checking;
}

/** Refuses a request whose signature is not valid, and explains to the author why. */
export function rejectBody(
  body: Uint8Array,
  header: HeaderValue,
  trusted: PublicKeySource,
  { explainer }: Pick<ReceiveConfig, "explainer">,
  reason: VerifyFailureReason,
): never {
  explainer.explain(body, header, trusted);
  throw new Refusal(401, `signature-${reason}`);
}

/**
 * Holds a request to the environment of the key that signed it: a development key, which every developer of the project can use, cannot sign for
 * production. A request that names no environment gets that of its key.
 */
export function bindEnvironment(request: WebhookRequest, keyId: string, trusted: TrustedKeys): WebhookRequest {
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
