import { receive, type Bot, type Bots, type ReceiveOptions } from "@ck/bot";
import { send, toRawRequest } from "@ck/node";
import type { ServerRoute } from "@hapi/hapi";

/** A route without its path: `server.route({ path: "/convokraft", ...webhook(bot, options) })`. */
export type WebhookRoute = Pick<ServerRoute, "method" | "options" | "handler">;

/**
 * Creates a route that answers every request with the bot. It takes every method, so that wrong ones get a 405.
 *
 * @param bot - from `createBot`, or several bots by name
 * @param options - `publicKey` is required; see `ReceiveOptions` of `@ck/bot`
 * @returns the route without its path
 * @throws {@link BotError} `ERR_NO_PUBLIC_KEY`, `ERR_INVALID_OPTION`: at start-up, for wrong options
 * @throws {@link SignatureError} at start-up, for a key that cannot be used
 */
export function webhook<B extends Bot | Bots>(bot: B, options: ReceiveOptions<B>): WebhookRoute {
  // Not in the handler: a missing key must be an error at start-up.
  const answer = receive(bot, options);
  return {
    method: "*",
    options: {
      payload: {
        // Otherwise hapi reads the body before the handler runs.
        parse: false,
        output: "stream",
        // Otherwise hapi rejects long bodies and unknown content types itself. `maxBodyBytes` is the limit here.
        maxBytes: Number.MAX_SAFE_INTEGER,
        override: "application/octet-stream",
      },
    },
    async handler({ raw: { req, res } }, h) {
      await send(req, res, await answer(toRawRequest(req, res)));
      // The answer has been sent: hapi has nothing to add.
      return h.abandon;
    },
  };
}
