/**
 * Mount a ConvoKraft bot in Fastify 5.
 * @module
 */
import { receive, type Bot, type Bots, type ReceiveOptions } from "@ck/bot";
import { finishHeaders, toRawRequest } from "@ck/node";
import type { FastifyPluginCallback } from "fastify";

const FIX =
  "No onRequest hook may read request.raw before the webhook, unless it keeps the raw bytes in request.raw.rawBody.";

/**
 * Creates a plugin that answers every request at its prefix with the bot. The rest of the app stays as it is.
 *
 * @param bot - from `createBot`, or several bots by name
 * @param options - `publicKey` is required; see `ReceiveOptions` of `@ck/bot`
 * @returns the plugin for `app.register(plugin, { prefix })`
 * @throws {@link BotError} `ERR_NO_PUBLIC_KEY`, `ERR_INVALID_OPTION`: at start-up, for wrong options
 * @throws {@link SignatureError} at start-up, for a key that cannot be used
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
export function webhook<B extends Bot | Bots>(bot: B, options: ReceiveOptions<B>): FastifyPluginCallback {
  const answer = receive(bot, options);
  return (app, _options, done) => {
    app.route({
      method: app.supportedMethods,
      url: "/",
      // Before Fastify parses: it would reject unknown content types, and buffer bodies that have no signature.
      async onRequest(request, reply) {
        const kept = (): unknown => (request.raw as { readonly rawBody?: unknown }).rawBody;
        const response = await answer(toRawRequest(request.raw, reply.raw, { kept, fix: FIX }));
        const headers = finishHeaders(request.raw, response);
        // An onSend hook of the app may compress the answer. Fastify counts the bytes that go out.
        const { "content-length": length, ...sent } = headers instanceof Promise ? await headers : headers;
        reply.code(response.status).headers(sent);
        if (length === "0") return reply.send();
        // Without a serializer Fastify would add a charset to the content type of text. Bytes go out in two pieces, and text in one.
        return response.text === undefined
          ? reply.send(response.body)
          : reply.serializer(unchanged).send(response.text);
      },
      // Fastify requires a handler. The hook has answered before it could run.
      handler: (_request, reply) => reply,
    });
    done();
  };
}

function unchanged(text: string): string {
  return text;
}
