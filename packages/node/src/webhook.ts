import { receive, type Bot, type Bots, type ReceiveOptions } from "@ck/bot";
import { toRawRequest } from "./request.js";
import type { NodeRequest, NodeResponse } from "./node-http.js";
import { sendNow } from "./send.js";

/** A request listener for a server of Node's `http`, `https` or `http2` module. */
export type NodeListener = (req: NodeRequest, res: NodeResponse) => void;

const FIX =
  "Call the webhook before anything reads the request, or keep the raw bytes in req.rawBody. In NestJS, mount @ck/express or @ck/fastify with app.use() or app.register().";

/**
 * Creates a request listener that answers every request it gets with the bot. If the server has other routes, check
 * `req.url` first.
 *
 * @param bot - from `createBot`, or several bots by name
 * @param options - `publicKey` is required; see `ReceiveOptions` of `@ck/bot`
 * @returns the listener for `createServer`
 * @throws {@link BotError} `ERR_NO_PUBLIC_KEY`, `ERR_INVALID_OPTION`: at start-up, for wrong options
 * @throws {@link SignatureError} at start-up, for a key that cannot be used
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { createBot } from "@ck/bot";
 * import { webhook } from "@ck/node";
 *
 * const bot = createBot({ actions: {}, welcome: () => "Hello!" });
 * createServer(webhook(bot, { publicKey: false }));
 * ```
 */
export function webhook<B extends Bot | Bots>(bot: B, options: ReceiveOptions<B>): NodeListener {
  const answer = receive(bot, options);
  return (req, res) => {
    const kept = (): unknown => (req as { readonly rawBody?: unknown }).rawBody;
    // If something else has taken over the response: nothing may escape into the process.
    const destroy = (): unknown => res.destroy();
    answer(toRawRequest(req, res, { kept, fix: FIX }))
      .then((response) => {
        sendNow(req, res, response)?.catch(destroy);
      })
      .catch(destroy);
  };
}
