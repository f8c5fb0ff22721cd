import { RESPONSE_LIMIT_BYTES, safeParseRequest, type ExecuteRequest, type WebhookRequest } from "@ck/protocol";
import { BotError } from "../error.js";

/** What a worker has to know of a request. */
export interface Work {
  readonly id: string;
  /** Where the answer is to be kept. */
  readonly key: string;
  readonly keyId: string | undefined;
  /** The largest answer, in bytes. */
  readonly maxBytes: number;
  readonly request: WebhookRequest;
}

const VERSION = 1;

/** A request as the data of a job. */
export function encodeWork({ id, key, keyId, maxBytes, request }: Work): string {
  const { raw, environment } = request;
  return JSON.stringify({ version: VERSION, id, key, keyId, maxBytes, environment, body: raw });
}

/** @throws BotError `ERR_INVALID_JOB` */
export function decodeWork(data: string): Work & { readonly request: ExecuteRequest } {
  const { version, id, key, keyId, maxBytes, environment, body } = readObject(data);
  // The environment is the one that the key of the request stands for, where the body names none.
  const parsed = safeParseRequest(environment === undefined ? body : { ...Object(body), environment });
  if (version !== VERSION || typeof id !== "string" || typeof key !== "string" || !/^late:[0-9a-f]{64}$/.test(key)) {
    throw invalid("Its data is not what this version of @ck/bot puts into a job.");
  }
  if (!parsed.ok || parsed.request.todo !== "execute") throw invalid("It holds no request to execute an action.");
  return {
    id,
    key,
    keyId: typeof keyId === "string" ? keyId : undefined,
    maxBytes: typeof maxBytes === "number" ? maxBytes : RESPONSE_LIMIT_BYTES,
    request: parsed.request,
  };
}

function readObject(data: unknown): Readonly<Record<string, unknown>> {
  if (typeof data !== "string") throw invalid(`Its data must be a string, and is ${typeof data}.`);
  try {
    return Object(JSON.parse(data)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new BotError("ERR_INVALID_JOB", "A job cannot be done. Its data is no JSON.", { cause });
  }
}

function invalid(why: string): BotError {
  return new BotError("ERR_INVALID_JOB", `A job cannot be done. ${why}`);
}
