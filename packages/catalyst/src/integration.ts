import { BotError, receive, type Bot, type ReceiveOptions } from "@ck/bot";
import { IntegResponse } from "./integ-response.js";
import { INTEGRATION_LIMIT_BYTES, INTEGRATION_TIMEOUT_MS } from "./limits.js";
import { hasMethod, isHttpResponse, toBody } from "./read-request.js";

/**
 * Options of {@link integration}: those of `receive` that are not about a signature, with the limits of an integration function as their defaults.
 *
 * @example
 * ```ts
 * import type { IntegrationOptions } from "@ck/catalyst";
 *
 * const options: IntegrationOptions = { deadlineMs: 10_000, onError: (error) => console.error(error.code) };
 * ```
 */
export type IntegrationOptions = Pick<
  ReceiveOptions,
  "deadlineMs" | "onError" | "onEvent" | "lateAnswers" | "waitUntil"
> & {
  /** The largest request that is taken, in UTF-8 bytes. Default 4,000,000: what an answer put into `broadcast` comes back, and more with it. */
  readonly maxBodyBytes?: number | undefined;
  /** How long the platform waits for the answer, in ms. Default 15,000 (grade S); the deadline is 500 ms before. */
  readonly responseTimeoutMs?: number | undefined;
  /** The largest answer that the platform takes, in UTF-8 bytes. Default 3,000,000 (grade S). */
  readonly maxResponseBytes?: number | undefined;
};

/**
 * What Catalyst calls an integration function with: the request, parsed, and in it what its SDK needs.
 *
 * @example
 * ```ts
 * import type { IntegrationRequest } from "@ck/catalyst";
 *
 * const request: IntegrationRequest = { todo: "welcome" };
 * ```
 */
export type IntegrationRequest = Readonly<Record<string, unknown>>;

/**
 * What the answer is handed to.
 *
 * @example
 * ```ts
 * import type { IntegrationResponder } from "@ck/catalyst";
 *
 * const responder: IntegrationResponder = { end: (answer) => console.log(answer) };
 * ```
 */
export interface IntegrationResponder {
  readonly end: (answer: object) => void;
}

/**
 * An integration function, as Catalyst calls it.
 *
 * @example
 * ```ts
 * import { createBot } from "@ck/bot";
 * import { integration, type IntegrationFunction } from "@ck/catalyst";
 *
 * const answer: IntegrationFunction = integration(createBot({ actions: {} }));
 * ```
 */
export type IntegrationFunction = (request: IntegrationRequest, responder: IntegrationResponder) => Promise<void>;

/**
 * The bot as a Catalyst integration function for ConvoKraft: what its module exports as default.
 *
 * No signature comes with these calls and none is checked: the platform calls the function inside of its own project, and nobody else can. An HTTP request
 * that gets here all the same is refused with 500.
 * @param bot from `createBot`
 * @param options none is required; see {@link IntegrationOptions}
 * @throws BotError `ERR_INVALID_OPTION`, also for a `publicKey`: it is `webhook` that takes one
 *
 * @example
 * ```ts
 * import { createBot } from "@ck/bot";
 * import { integration } from "@ck/catalyst";
 *
 * const run = integration(createBot({ actions: {}, welcome: () => "Hello!" }));
 *
 * const answers: { responseBody: string }[] = [];
 * const end = (answer: object) => answers.push((answer as { buildResponse: () => { responseBody: string } }).buildResponse());
 * await run({ todo: "welcome" }, { end });
 * answers[0]?.responseBody; // → '{"welcome_response":{"message":"Hello!"}}'
 * ```
 */
export function integration(bot: Bot, options: IntegrationOptions = {}): IntegrationFunction {
  refuseSignatureOptions(options);
  const { responseTimeoutMs = INTEGRATION_TIMEOUT_MS, maxResponseBytes = INTEGRATION_LIMIT_BYTES } = options;
  const { maxBodyBytes = BODY_LIMIT_BYTES } = options;
  const answer = receive(bot, { ...options, responseTimeoutMs, maxResponseBytes, maxBodyBytes, publicKey: false });
  return async (request, responder) => {
    const response = await answer({ method: "POST", header: () => undefined, body: toBody(request, responder) });
    if (isHttpResponse(responder)) {
      responder.statusCode = response.status;
      responder.end();
    } else if (hasMethod(responder, "end")) {
      responder.end(new IntegResponse(response));
    }
  };
}

/** The largest answer comes back as `broadcast`, and the rest of a request is no larger than a webhook's may be. */
const BODY_LIMIT_BYTES = INTEGRATION_LIMIT_BYTES + 1_000_000;

/** What only a signed request has: whoever sets one of these believes that it is checked. */
const OF_THE_SIGNATURE = ["publicKey", "hash", "format", "encoding", "engine", "explainFailures", "replay"];

function refuseSignatureOptions(options: object): void {
  const name = OF_THE_SIGNATURE.find((key) => key in options);
  if (name === undefined) return;
  throw new BotError(
    "ERR_INVALID_OPTION",
    `${name} has no effect in integration(bot, options): an integration function gets no signature. Leave it out, or use webhook(bot, options) in an Advanced I/O function or in AppSail.`,
  );
}
