import { safeParseRequest, SIGNATURE_HEADER, type WebhookRequest } from "@ck/protocol";
import type { PublicKeySource } from "@ck/signature";
import { andThen, type Awaitable } from "./awaitable.js";
import type { RequestEvent } from "./events.js";
import { bindEnvironment, checkBody, rejectBody, requireSignature, verifyBody } from "./guard/verify.js";
import type { Mount } from "./mount/mounted.js";
import { nameBot } from "./mount/name-bot.js";
import type { ReceiveConfig } from "./options.js";
import type { RequestDeadline } from "./time/deadline.js";
import type { StageTrace } from "./trace/stage.js";
import type { Signer } from "./visit.js";
import type { MemoryShare } from "./wire/body-memory.js";
import type { RawRequest } from "./wire/raw.js";
import { readBody } from "./wire/read-body.js";
import { Refusal, requireWanted } from "./wire/refusal.js";

/** What becomes known about a request on the way. */
export interface Known {
  bytesIn: number;
  readonly requestId: string;
  keyId?: string;
  visitor?: NonNullable<RequestEvent["visitor"]>;
}

/** A genuine request, and the bot that it is for. */
export interface Accepted {
  readonly request: WebhookRequest;
  readonly mount: Mount;
  readonly signer: Signer | undefined;
}

/** A request as it comes in. */
export interface Incoming {
  readonly raw: RawRequest;
  readonly deadline: RequestDeadline;
  readonly memory: MemoryShare;
  readonly known: Known;
}

/**
 * Reads a request, checks its signature, and finds the bot that it is for.
 *
 * @throws {@link Refusal}: it is not genuine, or not a request
 */
export function accept(config: ReceiveConfig, { raw, deadline, memory, known }: Incoming): Awaitable<Accepted> {
  const { mounted } = config;
  const { trusted } = mounted;
  const inStage = (): StageTrace => ({ details: deadline.details });
  const read = (): Awaitable<Uint8Array> =>
    andThen(
      config.trace("read", inStage, () => readBody(raw, config.maxBodyBytes, deadline, memory)),
      (body) => {
        known.bytesIn = body.byteLength;
        return body;
      },
    );
  const parsed = (body: Uint8Array): WebhookRequest => config.trace.sync("parse", inStage, () => parse(body));
  const unsigned = (body: Uint8Array): Accepted => {
    const request = parsed(body);
    memory.release();
    return forMount(mounted.select(request, undefined), request, undefined);
  };
  const signed = (body: Uint8Array, { keyId, signature }: Signer): Accepted => {
    memory.release();
    known.keyId = keyId;
    const request = parsed(body);
    const mount = mounted.select(request, keyId);
    const { trusted: own } = mount;
    return forMount(mount, own === false ? request : bindEnvironment(request, keyId, own), { keyId, signature });
  };

  if (trusted === false) return andThen(read(), (body) => andThen(requireWanted(deadline), () => unsigned(body)));
  if (mounted.hasUnsigned) return andThen(read(), (body) => either(body, trusted));
  return andThen(requireSignature(raw, trusted, config, deadline, memory), (header) =>
    andThen(read(), (body) =>
      andThen(
        config.trace("verify", inStage, () => verifyBody(body, header, trusted, config, deadline)),
        (result) => signed(body, result),
      ),
    ),
  );

  /** Of several bots, some of which are unsigned: without a valid signature, a request may be for those. */
  function either(body: Uint8Array, keys: PublicKeySource): Awaitable<Accepted> {
    const header = raw.header(SIGNATURE_HEADER);
    const checking = config.trace("verify", inStage, () => checkBody(body, header, keys, config, deadline));
    return andThen(checking, (result) => {
      if (result.valid) return signed(body, result);
      try {
        return unsigned(body);
      } catch (error) {
        if (error instanceof Refusal) return rejectBody(body, header, keys, config, result.reason);
        throw error;
      }
    });
  }
}

function forMount(mount: Mount, request: WebhookRequest, signer: Signer | undefined): Accepted {
  return { mount, request: nameBot(request, mount.name), signer };
}

function parse(body: Uint8Array): WebhookRequest {
  const parsed = safeParseRequest(body);
  if (parsed.ok) return parsed.request;
  const [issue] = parsed.issues;
  throw new Refusal(400, "invalid-request", [issue?.path.join("."), issue?.message].filter(Boolean).join(": "));
}
