import { BotError, receive, requireKnownOptions, type Bot, type Bots, type ReceiveOptions } from "@ck/bot";
import { IntegResponse } from "./integ-response.js";
import { INTEGRATION_LIMIT_BYTES, INTEGRATION_TIMEOUT_MS } from "./limits.js";
import { hasMethod, isHttpResponse, toBody } from "./read-request.js";

/**
 * Options of {@link integration}: those of `receive` that do not concern signatures. Their defaults are the limits of an
 * integration function.
 */
export type IntegrationOptions = Pick<
  ReceiveOptions,
  "deadlineMs" | "onError" | "onEvent" | "lateAnswers" | "waitUntil"
> & {
  /** The largest request, in UTF-8 bytes. Default 4,000,000: what an answer puts into `broadcast` comes back. */
  readonly maxBodyBytes?: number | undefined;
  /** How long the platform waits for the answer, in ms. Default 15,000 (grade S); the deadline is 500 ms before. */
  readonly responseTimeoutMs?: number | undefined;
  /** The largest answer that the platform accepts, in UTF-8 bytes. Default 3,000,000 (grade S). */
  readonly maxResponseBytes?: number | undefined;
};

/** The first argument of an integration function: the parsed request, with the tokens that Catalyst's SDK needs. */
export type IntegrationRequest = Readonly<Record<string, unknown>>;

/** The second argument of an integration function: it receives the answer. */
export interface IntegrationResponder {
  readonly end: (answer: object) => void;
}

/** An integration function, as Catalyst calls it. */
export type IntegrationFunction = (request: IntegrationRequest, responder: IntegrationResponder) => Promise<void>;

/**
 * Creates a Catalyst integration function for ConvoKraft that answers with the bot. Export it as the module's default.
 *
 * The calls carry no signature, so none is checked: only the platform can call the function, inside its own project. An
 * HTTP request that arrives anyway is rejected with 500.
 *
 * Of several bots, the one answers whose name is in the call (grade S: `bot` is documented for webhooks). A call without a name, or with another, is refused:
 * docs/several-bots.md.
 *
 * @param bot - from `createBot`, or several bots by name
 * @param options - all are optional; see {@link IntegrationOptions}
 * @returns the integration function
 * @throws {@link BotError} `ERR_INVALID_BOT`: not a bot, or names that a call cannot tell apart; `ERR_INVALID_OPTION`: a wrong option, or one that needs a signature, such as `publicKey`
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
export function integration(bot: Bot | Bots, options: IntegrationOptions = {}): IntegrationFunction {
  refuseSignatureOptions(options);
  requireKnownOptions(options, Object.keys(OPTIONS), "integration");
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

/** The largest answer may come back as `broadcast`. The rest of a request is no larger than that of a webhook. */
const BODY_LIMIT_BYTES = INTEGRATION_LIMIT_BYTES + 1_000_000;

const OPTIONS = {
  deadlineMs: true,
  onError: true,
  onEvent: true,
  lateAnswers: true,
  waitUntil: true,
  maxBodyBytes: true,
  responseTimeoutMs: true,
  maxResponseBytes: true,
} satisfies Record<keyof IntegrationOptions, true>;

/** Options that need a signature. Setting one means that the author expects signatures to be checked. */
const OF_THE_SIGNATURE = ["publicKey", "hash", "format", "encoding", "engine", "explainFailures", "replay"];

function refuseSignatureOptions(options: object): void {
  const name = OF_THE_SIGNATURE.find((key) => key in options);
  if (name === undefined) return;
  throw new BotError(
    "ERR_INVALID_OPTION",
    `${name} has no effect in integration(bot, options): the calls of an integration function carry no signature. Remove it, or use webhook(bot, options) in an Advanced I/O function or in AppSail.`,
  );
}
