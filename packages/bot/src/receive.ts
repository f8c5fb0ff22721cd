import type { WebhookRequest } from "@ck/protocol";
import { accept, type Accepted, type Incoming, type Known } from "./accept.js";
import { isBot, type Bots } from "./mount/bots.js";
import { answerInTime } from "./answer-in-time.js";
import { andThen, type Awaitable } from "./awaitable.js";
import type { Bot } from "./bot.js";
import { partOf } from "./combine/combine.js";
import { describeRequest } from "./answer/describe-request.js";
import { BotError, isBotError } from "./error.js";
import { BOT_CHANNEL, BOTS_CHANNEL, callHook, createReporter, REQUEST_CHANNEL, type RequestEvent } from "./events.js";
import { readOptions, type ReceiveConfig, type ReceiveOptions } from "./options.js";
import { requestEvent } from "./request-event.js";
import { requestIdOf } from "./request-id.js";
import { reportStall } from "./time/report-stall.js";
import { startDeadline, type RequestDeadline } from "./time/deadline.js";
import { Timekeeper } from "./time/timekeeper.js";
import { RequestTrace } from "./trace/request-trace.js";
import type { Visit } from "./visit.js";
import { identify } from "./visitor/identify.js";
import type { Ending } from "./wire/ending.js";
import { watch } from "./wire/exchange.js";
import type { RawRequest, RawResponse } from "./wire/raw.js";
import { TextResponse } from "./wire/text-response.js";
import { CallerGone, Refusal, requireWanted } from "./wire/refusal.js";
import type { WaitUntil } from "./wire/wait-until.js";

/** Answers one raw request. Never rejects. */
export type Receiver = (raw: RawRequest) => Promise<RawResponse>;

/** Nobody receives this status; logs know it from nginx. */
const CLIENT_CLOSED_REQUEST = 499;

/**
 * Creates the request pipeline: method, signature, body, replay, parsing, environment, handler, deadline, answer.
 *
 * A genuine request is answered with 200 and JSON that the platform accepts, whatever the handlers do. Everything else gets an empty body and a status:
 * 400 not a request, 401 signature, 405 method, 408 body too slow, 409 replayed, 413 body too large, 500 not set up right, 503 too busy
 * (docs/contract.md §5).
 *
 * @param bot - from {@link createBot}, or several bots by the names that the platform has for them: docs/several-bots.md
 * @param options - `publicKey` is required; see {@link ReceiveOptions}
 * @throws {@link BotError} `ERR_NO_PUBLIC_KEY`, `ERR_INVALID_OPTION`, `ERR_INVALID_BOT`: at start-up, never for a request
 * @throws {@link SignatureError}: a key cannot be used
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
export function receive<B extends Bot | Bots>(bot: B, options: ReceiveOptions<B>): Receiver {
  if (!isBot(bot)) createReporter(BOTS_CHANNEL, undefined)(() => bot);
  const config = readOptions(bot, options);
  const report = createReporter<RequestEvent>(REQUEST_CHANNEL, config.onEvent);
  const keeper = new Timekeeper({ onStall: reportStall(config) });
  const publish = createReporter<Bot>(BOT_CHANNEL, undefined);
  for (const { name, bot: mounted } of config.mounted.mounts)
    publish(() => (name === undefined ? mounted : { ...mounted, name }));
  return (raw) =>
    config.trace(
      "request",
      () => new RequestTrace(raw),
      (trace) => answerRaw(raw, trace),
    );

  async function answerRaw(raw: RawRequest, trace: RequestTrace | undefined): Promise<RawResponse> {
    const deadline = startDeadline(config, raw, keeper);
    const requestId = requestIdOf(raw, config.requestIdHeader);
    deadline.details = { requestId };
    const memory = config.memory.open();
    const known: Known = { bytesIn: 0, requestId };
    const watched = config.onExchange && watch(raw, config.onExchange);
    let ending: Ending;
    try {
      ending = await handle(config, { raw: watched?.raw ?? raw, deadline, memory, known });
    } catch (error) {
      ending = endingOf(error, config, deadline);
    }
    memory.release();
    const ms = deadline.finish();
    const response = responseOf(ending, config, requestId);
    let made: RequestEvent | undefined;
    const makeEvent = (): RequestEvent =>
      (made ??= requestEvent({
        known,
        details: deadline.details,
        ending,
        ms,
        isLate: ms > deadline.limitMs,
        bytesOut: response.body.byteLength,
      }));
    report(makeEvent);
    trace?.end(deadline.details, makeEvent);
    watched?.answered(response, ms, config.waitUntil);
    return response;
  }
}

/** Takes a request through the pipeline. Each step may throw what ends it. */
function handle(config: ReceiveConfig, incoming: Incoming): Awaitable<Ending> {
  const { raw, deadline, known } = incoming;
  if (raw.method !== "POST") {
    if (config.ping && (raw.method === "HEAD" || raw.method === "GET")) return { outcome: "ping", status: 200 };
    throw new Refusal(405, "method");
  }
  const waitUntil: WaitUntil = (work) => {
    config.waitUntil(work);
    callHook(() => raw.waitUntil?.(work));
  };
  return andThen(accept(config, incoming), answer);

  function answer({ request, mount, signer }: Accepted): Awaitable<Ending> {
    const part = partOf(mount.bot, request);
    const named = mount.name === undefined ? deadline.details : { ...deadline.details, bot: mount.name };
    const described = describeRequest(part, request, named);
    deadline.details = described.details;
    const visit: Visit = { requestId: known.requestId, deadline, waitUntil, signer, details: described.details };
    const answered = (): Awaitable<Ending> =>
      andThen(identified(part, request, visit), (seen) => answerInTime(part, config, request, described.found, seen));
    const { guard } = config;
    return guard === undefined ? answered() : andThen(requireWanted(deadline), () => guard(visit, answered));
  }

  function identified({ visitor }: Bot, request: WebhookRequest, visit: Visit): Awaitable<Visit> {
    if (visitor === undefined) return visit;
    const at = new Date();
    const identifying = identify(visitor, request, at, deadline, (error) => config.onError(error, visit.details));
    return identifying.then((seen) => {
      known.visitor = seen.visitorRefusal ?? "verified";
      return { ...visit, identified: { ...seen, at } };
    });
  }
}

function endingOf(error: unknown, config: ReceiveConfig, deadline: RequestDeadline): Ending {
  if (error instanceof Refusal) {
    const { status, reason, detail } = error;
    return { outcome: "refused", status, reason, ...(detail !== undefined && { detail }) };
  }
  if (error instanceof CallerGone) return { outcome: "gone", status: CLIENT_CLOSED_REQUEST };
  config.onError(
    isBotError(error)
      ? error
      : new BotError("ERR_INTERNAL", "The request could not be processed. See the cause.", { cause: error }),
    deadline.details,
  );
  return { outcome: "error", status: 500 };
}

function responseOf(
  { status, text, body }: Ending,
  { ping, requestIdHeader }: ReceiveConfig,
  requestId: string,
): RawResponse {
  const headers: Record<string, string> = {};
  if (status === 405) headers["allow"] = ping ? "POST, GET, HEAD" : "POST";
  else if (text !== undefined || body !== undefined) headers["content-type"] = "application/json";
  if (requestIdHeader !== undefined) headers[requestIdHeader] = requestId;
  return text === undefined
    ? { status, headers, body: body ?? new Uint8Array(0) }
    : new TextResponse(status, headers, text);
}
