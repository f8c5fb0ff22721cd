import { RESPONSE_LIMIT_BYTES, safeParseRequest, type WebhookRequest } from "@ck/protocol";
import { BotError } from "../error.js";
import { SEAL_FORMAT } from "../seal/seal.js";
import { sealFormatOf } from "../seal/seal-job.js";

/** What a worker needs to know about a request. */
export interface Work {
  readonly id: string;
  /** The store key for the answer. */
  readonly key: string;
  readonly keyId: string | undefined;
  /** Of several bots at one URL: the name of the one that it is for. */
  readonly bot?: string | undefined;
  /** The id of the request that queued it. */
  readonly requestId: string;
  /** What traces put there, such as `traceparent`. */
  readonly carrier: Readonly<Record<string, string>>;
  /** The largest answer, in bytes. */
  readonly maxBytes: number;
  /** When the request arrived, if its visitor is to be verified. */
  readonly at: Date | undefined;
  readonly request: WebhookRequest;
}

const VERSION = 1;

/** Encodes a request as the data of a job. */
export function encodeWork({ id, key, keyId, bot, requestId, carrier, maxBytes, at, request }: Work): string {
  const { raw, environment } = request;
  const known = { version: VERSION, id, key, keyId, bot, requestId, carrier, maxBytes, at: at?.getTime(), environment };
  return JSON.stringify({ ...known, body: raw });
}

/**
 * Reads the data of a job.
 *
 * @throws {@link BotError} `ERR_INVALID_JOB`: it is not a job of this package; `ERR_WORKER_OUTDATED`: it is one of a later
 * version
 */
export function decodeWork(data: string): Work {
  const { version, id, key, keyId, bot, requestId, carrier, maxBytes, at, environment, body } = readObject(data);
  if (typeof version === "number" && version > VERSION) {
    throw new BotError(
      "ERR_WORKER_OUTDATED",
      `A job has the format ${version}, and this worker reads ${VERSION}. Deploy the workers before the web processes.`,
    );
  }
  if (version !== VERSION || typeof id !== "string" || typeof key !== "string" || !/^late:[0-9a-f]{64}$/.test(key)) {
    throw invalid("Its data was not written by @ck/bot.");
  }
  // If the body has no environment, it is the one that the request's key stands for.
  const parsed = safeParseRequest(environment === undefined ? body : { ...Object(body), environment });
  if (!parsed.ok) throw invalid("It contains no request.");
  return {
    id,
    key,
    keyId: typeof keyId === "string" ? keyId : undefined,
    bot: typeof bot === "string" ? bot : undefined,
    // A job of an earlier release has neither.
    requestId: typeof requestId === "string" ? requestId : id,
    carrier: readCarrier(carrier),
    maxBytes: typeof maxBytes === "number" ? maxBytes : RESPONSE_LIMIT_BYTES,
    at: typeof at === "number" && Math.abs(at) < 8.64e15 ? new Date(at) : undefined,
    request: parsed.request,
  };
}

/**
 * Whether a job was written by a later release, and so can be run only by that. Of a sealed job, the format of the seal tells. For authors of
 * queues.
 *
 * @param data - the data of the job
 * @returns `false` also for what is no job
 *
 * @example
 * ```ts
 * import { isNewerJob } from "@ck/bot";
 *
 * isNewerJob('{"version":99}'); // → true
 * ```
 */
export function isNewerJob(data: string): boolean {
  const sealFormat = sealFormatOf(data);
  if (sealFormat !== undefined) return sealFormat > SEAL_FORMAT;
  try {
    const { version } = readObject(data);
    return typeof version === "number" && version > VERSION;
  } catch {
    return false;
  }
}

/** The most entries of a carrier, and characters of each: W3C's `traceparent`, `tracestate` and `baggage` have room. */
const MOST_ENTRIES = 10;
const MOST_CHARACTERS = 1_000;

/** What a subscriber put into a carrier, as far as it may be kept. */
export function readCarrier(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(Object(value) as Readonly<Record<string, unknown>>).slice(0, MOST_ENTRIES);
  return Object.fromEntries(
    entries.filter(
      (entry): entry is [string, string] => typeof entry[1] === "string" && entry[1].length <= MOST_CHARACTERS,
    ),
  );
}

function readObject(data: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(data)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new BotError("ERR_INVALID_JOB", "A job cannot be run. Its data is not JSON.", { cause });
  }
}

function invalid(why: string): BotError {
  return new BotError("ERR_INVALID_JOB", `A job cannot be run. ${why}`);
}
