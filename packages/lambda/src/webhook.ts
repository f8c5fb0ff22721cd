import { receive, type Bot, type Bots, type RawResponse, type ReceiveOptions } from "@ck/bot";
import type { LambdaContext, LambdaEvent, LambdaResult } from "./event.js";
import { isWarmUp } from "./is-warm-up.js";
import { readEvent } from "./read-event.js";

/** The handler of a Lambda function. It never rejects. */
export type LambdaHandler = (event: LambdaEvent, context?: LambdaContext) => Promise<LambdaResult>;

/**
 * Creates a Lambda handler that answers every request with the bot, behind API Gateway (REST or HTTP), a function URL
 * or a load balancer.
 *
 * Scheduled calls that keep an instance warm are answered with 200, and reach neither the bot nor `onEvent`.
 *
 * If the function's own time ends before the platform stops waiting, the deadline comes 500 ms before that.
 *
 * @param bot - from `createBot`, or several bots by name
 * @param options - `publicKey` is required; see `ReceiveOptions` of `@ck/bot`
 * @returns the function's handler
 * @throws {@link BotError} `ERR_NO_PUBLIC_KEY`, `ERR_INVALID_OPTION`: as the function loads, for wrong options
 * @throws {@link SignatureError} as the function loads, for a key that cannot be used
 *
 * @example
 * ```ts
 * import { createBot } from "@ck/bot";
 * import { webhook } from "@ck/lambda";
 *
 * const bot = createBot({ actions: {}, welcome: () => "Hello!" });
 * const handler = webhook(bot, { publicKey: false });
 *
 * const { body } = await handler({ requestContext: { http: { method: "POST" } }, body: '{"todo":"welcome"}' });
 * body; // → '{"welcome_response":{"message":"Hello!"}}'
 * ```
 */
export function webhook<B extends Bot | Bots>(bot: B, options: ReceiveOptions<B>): LambdaHandler {
  const answer = receive(bot, options);
  return async (event, context) => {
    if (isWarmUp(event)) return { statusCode: 200, headers: {}, body: "", isBase64Encoded: false };
    const { raw, wantsLists } = readEvent(event, context);
    return toResult(await answer(raw), wantsLists);
  };
}

/** The body goes out as text: it is JSON or empty, and a REST API accepts Base64 only if it is configured to. */
function toResult({ status, headers, body }: RawResponse, wantsLists: boolean): LambdaResult {
  return {
    statusCode: status,
    ...(wantsLists ? { multiValueHeaders: toLists(headers) } : { headers: { ...headers } }),
    body: new TextDecoder("utf-8", { ignoreBOM: true }).decode(body),
    isBase64Encoded: false,
  };
}

function toLists(headers: RawResponse["headers"]): Record<string, string[]> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
}
