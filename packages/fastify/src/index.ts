/**
 * Mount a ConvoKraft bot in Fastify 5.
 * @module
 */
import { receive, type Bot, type ReceiveOptions } from "@ck/bot";
import { finishHeaders, toRawRequest } from "@ck/node";
import type { FastifyPluginCallback } from "fastify";

const MEND =
  "Let no onRequest hook read request.raw before the webhook, or have it keep the bytes in request.raw.rawBody, as some hosts do.";

/**
 * A plugin that answers the platform's requests with the bot, at the prefix that it is registered with. Nothing else of the app changes.
 * @param bot from `createBot`
 * @param options `publicKey` is required; see `ReceiveOptions` of `@ck/bot`
 * @throws BotError `ERR_NO_PUBLIC_KEY`, `ERR_INVALID_OPTION`, and SignatureError for a key that cannot be used: at start-up
 *
 * @example
 * ```ts
 * import { createBot } from "@ck/bot";
 * import { webhook } from "@ck/fastify";
 * import { fastify } from "fastify";
 *
 * const bot = createBot({ actions: {}, welcome: () => "Hello!" });
 * fastify().register(webhook(bot, { publicKey: false }), { prefix: "/convokraft" });
 * ```
 */
export function webhook(bot: Bot, options: ReceiveOptions): FastifyPluginCallback {
  const answer = receive(bot, options);
  return (app, _options, done) => {
    app.route({
      method: app.supportedMethods,
      url: "/",
      // Before Fastify parses: it would refuse content types that it does not know, and buffer a body that has no signature.
      async onRequest(request, reply) {
        const kept = (): unknown => (request.raw as { readonly rawBody?: unknown }).rawBody;
        const response = await answer(toRawRequest(request.raw, reply.raw, { kept, fix: MEND }));
        const { body } = response;
        reply.code(response.status).headers(await finishHeaders(request.raw, response));
        // An onSend hook of the app may compress the answer, and Fastify counts what goes out.
        reply.removeHeader("content-length");
        return body.byteLength > 0 ? reply.send(body) : reply.send();
      },
      // Fastify wants one; the hook has answered by then.
      handler: (_request, reply) => reply,
    });
    done();
  };
}
