import { safeParseRequest, type WebhookRequest } from "@ck/protocol";
import type { Bot } from "./bot.js";
import { answerInTime } from "./answer-in-time.js";
import { startDeadline, type Deadline } from "./time/deadline.js";
import type { Ending } from "./wire/ending.js";
import { BotError, isBotError } from "./error.js";
import { callHook, createReporter } from "./events.js";
import type { WaitUntil } from "./wire/wait-until.js";
import { readOptions, type ReceiveConfig, type ReceiveOptions } from "./options.js";
import { isBodyTooLarge, isHangUp, type BodyLimits, type RawRequest, type RawResponse } from "./wire/raw.js";
import { CallerGone, Refusal } from "./wire/refusal.js";
import { bindEnvironment, requireSignature, verifyBody } from "./guard/verify.js";
import { shapeOf } from "./shape-of.js";
import type { Visit } from "./visit.js";

/** Answers one raw request. Never rejects. */
export type Receiver = (raw: RawRequest) => Promise<RawResponse>;

/** Nobody receives this status; logs know it from nginx. */
const CLIENT_CLOSED_REQUEST = 499;

/**
 * Creates the request pipeline: method, signature, body, replay, parsing, environment, handler, deadline, answer.
 *
 * A genuine request is answered with 200 and JSON that the platform accepts, whatever the handlers do. Everything else gets an empty body and a status:
 * 400 not a request, 401 signature, 405 method, 408 body too slow, 409 replayed, 413 body too large, 500 not set up right (docs/contract.md §5).
 *
 * @param bot - from {@link createBot}
 * @param options - `publicKey` is required; see {@link ReceiveOptions}
 * @throws {@link BotError} `ERR_NO_PUBLIC_KEY`, `ERR_INVALID_OPTION`, `ERR_INVALID_BOT`: at start-up, never for a request
 * @throws {@link SignatureError}: a key cannot be used
 *
 * @example
 * ```ts
 * import { createBot, receive } from "@ck/bot";
 *
 * const answer = receive(createBot({ actions: {}, welcome: () => "Hello!" }), { publicKey: false });
 * const body = new TextEncoder().encode('{"todo":"welcome"}');
 * const response = await answer({ method: "POST", header: () => undefined, body });
 * response.status; // → 200
 * new TextDecoder().decode(response.body); // → '{"welcome_response":{"message":"Hello!"}}'
 * ```
 */
export function receive(bot: Bot, options: ReceiveOptions): Receiver {
  if (typeof (bot as Partial<Bot> | undefined)?.findAction !== "function") {
    throw new BotError("ERR_INVALID_BOT", `The bot must be what createBot({ … }) returns; got ${shapeOf(bot)}.`);
  }
  const config = readOptions(bot, options);
  const report = createReporter(config.onEvent);
  return async (raw) => {
    const deadline = startDeadline(config, raw);
    const known: { bytesIn: number; keyId?: string } = { bytesIn: 0 };
    let ending: Ending;
    try {
      ending = await handle(bot, config, raw, deadline, known);
    } catch (error) {
      ending = endingOf(error, config);
    } finally {
      deadline.stop();
    }
    report(() => {
      const { body, ...told } = ending;
      return { ...known, ...told, ms: deadline.elapsedMs(), bytesOut: body?.byteLength ?? 0 };
    });
    return { status: ending.status, headers: headersOf(ending), body: ending.body ?? new Uint8Array(0) };
  };
}

async function handle(
  bot: Bot,
  config: ReceiveConfig,
  raw: RawRequest,
  deadline: Deadline,
  known: { bytesIn: number; keyId?: string },
): Promise<Ending> {
  const { trusted } = config;
  if (raw.method !== "POST") throw new Refusal(405, "method");
  if (trusted !== false) requireSignature(raw);

  const body = await readBody(raw, config, deadline);
  known.bytesIn = body.byteLength;
  const waitUntil: WaitUntil = (work) => {
    config.waitUntil(work);
    callHook(() => raw.waitUntil?.(work));
  };
  if (trusted === false) return answerInTime(bot, config, parse(body), { deadline, waitUntil });

  const { keyId, signature } = await verifyBody(raw, body, trusted, config);
  known.keyId = keyId;
  const request = bindEnvironment(parse(body), keyId, trusted);
  const visit: Visit = { deadline, waitUntil, signer: { keyId, signature } };
  return config.guard(visit, () => answerInTime(bot, config, request, visit));
}

function parse(body: Uint8Array): WebhookRequest {
  const parsed = safeParseRequest(body);
  if (parsed.ok) return parsed.request;
  const [issue] = parsed.issues;
  throw new Refusal(400, "invalid-request", [issue?.path.join("."), issue?.message].filter(Boolean).join(": "));
}

async function readBody(raw: RawRequest, config: ReceiveConfig, deadline: Deadline): Promise<Uint8Array> {
  const { maxBodyBytes: maxBytes } = config;
  let body: Uint8Array;
  try {
    body = typeof raw.body === "function" ? await deadline.race(raw.body(new Limits(maxBytes, deadline))) : raw.body;
  } catch (error) {
    if (isBodyTooLarge(error)) throw new Refusal(413, "body-too-large");
    if (deadline.cause() === "deadline") throw new Refusal(408, "body-too-slow");
    if (deadline.cause() === "gone" || isHangUp(error)) throw new CallerGone();
    throw error;
  }
  if (!ArrayBuffer.isView(body)) {
    throw new BotError(
      "ERR_BODY_CONSUMED",
      `The body must be the exact bytes of the request, as a Uint8Array; got ${shapeOf(body)}. The signature is over the bytes, not over what they were parsed to.`,
    );
  }
  if (body.byteLength > maxBytes) throw new Refusal(413, "body-too-large");
  return body;
}

/** The signal is made only for an adapter that asks for it. */
class Limits implements BodyLimits {
  constructor(
    readonly maxBytes: number,
    private readonly deadline: Deadline,
  ) {}

  get signal(): AbortSignal {
    return this.deadline.signal;
  }
}

function endingOf(error: unknown, config: ReceiveConfig): Ending {
  if (error instanceof Refusal) {
    const { status, reason, detail } = error;
    return { outcome: "refused", status, reason, ...(detail !== undefined && { detail }) };
  }
  if (error instanceof CallerGone) return { outcome: "gone", status: CLIENT_CLOSED_REQUEST };
  config.onError(
    isBotError(error)
      ? error
      : new BotError("ERR_INTERNAL", "The request could not be processed. See the cause.", { cause: error }),
    {},
  );
  return { outcome: "error", status: 500 };
}

function headersOf({ status, body }: Ending): Record<string, string> {
  if (status === 405) return { allow: "POST" };
  return body === undefined ? {} : { "content-type": "application/json" };
}
