import { receive, type Bot, type ReceiveOptions } from "@ck/bot";
import { send, toRawRequest } from "@ck/node";
import type { ServerRoute } from "@hapi/hapi";

/** All of a route but its path: `server.route({ path: "/convokraft", ...webhook(bot, options) })`. */
export type WebhookRoute = Pick<ServerRoute, "method" | "options" | "handler">;

/**
 * A route that answers the platform's requests with the bot: every method, so that the wrong ones get the 405 that is due.
 * @param bot from `createBot`
 * @param options `publicKey` is required; see `ReceiveOptions` of `@ck/bot`
 * @throws BotError `ERR_NO_PUBLIC_KEY`, `ERR_INVALID_OPTION`, and SignatureError for a key that cannot be used: at start-up
 */
export function webhook(bot: Bot, options: ReceiveOptions): WebhookRoute {
  // Here, and not in the handler: a missing key is an error at start-up.
  const answer = receive(bot, options);
  return {
    method: "*",
    options: {
      payload: {
        // The bytes: hapi reads a body before the handler runs, unless it is told to hand it over as a stream.
        parse: false,
        output: "stream",
        // It would answer for us where it does not like a length or a content type. The limit is `maxBodyBytes`, and the type says nothing.
        maxBytes: Number.MAX_SAFE_INTEGER,
        override: "application/octet-stream",
      },
    },
    async handler({ raw: { req, res } }, h) {
      await send(req, res, await answer(toRawRequest(req, res)));
      // The answer is out: hapi has nothing to add to it.
      return h.abandon;
    },
  };
}
